// Closed forms against what was published, to the digits that were.

import { describe, expect, test } from 'vitest';
import { gapAfter, publishedRace, widestAfter } from '#src/science/fit/laws/catching-up.ts';
import { computeFor, computeOf, growthOf, lossAt, optimumOf, optimumOfSize, type Law } from '#src/science/fit/laws/law.ts';
import { lossOfRepeated, publishedRepeats, tokensWorth, worthOfEpochs } from '#src/science/fit/laws/repeated.ts';
import { cheapestServing } from '#src/science/fit/laws/serving.ts';
import { large } from './synthetic.ts';

/** Hoffmann et al. as rounded in the paper, and with a digit more. */
const rounded: Law = { E: 1.69, A: 406.4, alpha: 0.34, B: 410.7, beta: 0.28 };
const lessRounded: Law = { ...rounded, alpha: 0.336, beta: 0.283 };

describe('the best size and length for a budget', () => {
  test.each<[string, Law, number, string, string, string]>([
    ['rounded', rounded, 2.21e19, '3.2612e+8', '1.1294e+10', '2.83719'],
    ['less rounded', lessRounded, 2.21e19, '3.9934e+8', '9.2237e+9', '2.83501'],
    ['refitted', large, 2.21e19, '3.9366e+8', '9.3567e+9', '2.78077'],
    ['refitted, a large budget', large, 5.76e23, '7.2249e+10', '1.3287e+12', '1.97444'],
  ])('is what others found: %s', (_, law, compute, parameters, tokens, loss) => {
    const best = optimumOf(law, compute);
    expect([best.parameters.toExponential(4), best.tokens.toExponential(4), best.loss.toFixed(5)]).toEqual([
      parameters,
      tokens,
      loss,
    ]);
  });

  test('is the least along the budget, by trying', () => {
    const best = optimumOf(large, 1e21);
    expect(computeOf(best) / 1e21).toBeCloseTo(1, 12);
    for (const factor of [0.5, 0.9, 0.99, 1.01, 1.1, 2])
      expect(lossAt(large, { parameters: best.parameters * factor, tokens: best.tokens / factor })).toBeGreaterThan(best.loss);
  });

  test('grows with the exponents a and b, and its loss falls with γ', () => {
    const [small, ten] = [optimumOf(large, 1e20), optimumOf(large, 1e21)];
    const { a, b, gamma } = growthOf(large);
    expect(a + b).toBeCloseTo(1, 12);
    expect(Math.log10(ten.parameters / small.parameters)).toBeCloseTo(a, 10);
    expect(Math.log10(ten.tokens / small.tokens)).toBeCloseTo(b, 10);
    expect(Math.log10((small.loss - large.E) / (ten.loss - large.E))).toBeCloseTo(gamma, 10);
  });

  test('is found from its loss and from its size', () => {
    const best = optimumOf(large, 3e19);
    expect(computeFor(large, best.loss) / 3e19).toBeCloseTo(1, 10);
    expect(optimumOfSize(large, best.parameters).compute / 3e19).toBeCloseTo(1, 10);
    expect(computeFor(large, large.E)).toBe(Infinity);
  });
});

describe('a model that will serve', () => {
  const served = 2e12;
  test('is smaller and trains longer, as Sardana and others found', () => {
    const { best, trainedBest, saved } = cheapestServing(lessRounded, optimumOfSize(lessRounded, 13e9).loss, served)!;
    expect([best.parameters.toPrecision(3), best.tokens.toPrecision(4), best.total.toPrecision(4)]).toEqual([
      '6.97e+9',
      '1.248e+12',
      '8.005e+22',
    ]);
    expect(trainedBest.total.toPrecision(4)).toBe('9.697e+22');
    expect((100 * saved).toFixed(1)).toBe('17.4');
    expect(lossAt(lessRounded, best)).toBeCloseTo(optimumOfSize(lessRounded, 13e9).loss, 10);
  });

  test('saves as much as the exponents say, which are a matter of rounding', () => {
    const savedBy = (law: Law): number => Math.round(100 * cheapestServing(law, optimumOfSize(law, 13e9).loss, served)!.saved);
    expect([rounded, large].map(savedBy)).toEqual([10, 29]);
  });

  test('is the trained best where it serves nothing, and none where the law does not reach', () => {
    const { best, trainedBest } = cheapestServing(large, 2.5, 0)!;
    expect(best.parameters / trainedBest.parameters).toBeCloseTo(1, 4);
    expect(cheapestServing(large, large.E, served)).toBeUndefined();
  });
});

describe('text that is read again', () => {
  const law: Law = { E: Math.exp(0.6254804), A: Math.exp(6.255414), alpha: 0.3526596, B: Math.exp(7.3049974), beta: 0.3526596 };

  test('has the losses of the published law', () => {
    expect(lossOfRepeated(law, { parameters: 6.34e9, tokens: 242e9 }, 25e9, publishedRepeats)).toBeCloseTo(
      2.2256440889984477,
      14,
    );
    expect(lossOfRepeated(law, { parameters: 8.67e9, tokens: 178e9 }, 25e9, publishedRepeats)).toBeCloseTo(
      2.2269634075087867,
      14,
    );
  });

  test.each([
    [2, 0.984],
    [4, 0.931],
    [8, 0.828],
    [16, 0.661],
    [40, 0.379],
    [64, 0.252],
  ])('after %i epochs each token is worth %f', (epochs, worth) => expect(worthOfEpochs(epochs)).toBeCloseTo(worth, 3));

  test('is worth at most 16.4 times itself, and itself when it is read once', () => {
    expect(tokensWorth(1e9, 1, publishedRepeats.tokens)).toBeCloseTo(16.4, 1);
    expect(tokensWorth(1e6, 1e6, publishedRepeats.tokens)).toBe(1e6);
    expect(tokensWorth(4e6, 1e6, Infinity)).toBe(4e6);
  });
});

describe('whether small models catch up', () => {
  test('equal at the start: the gap is widest after 3.33 years', () => {
    expect(widestAfter(publishedRace)).toBeCloseTo(3.33, 2);
    expect([widestAfter(publishedRace), 10, 20].map((t) => gapAfter(publishedRace, t).toFixed(3))).toEqual([
      '0.239',
      '0.104',
      '0.014',
    ]);
  });

  test('a thousand times ahead at the start: the gap only shrinks', () => {
    const ahead = { ...publishedRace, ratio: 1000 };
    expect(widestAfter(ahead)).toBe(0);
    expect([0, 2, 10].map((t) => gapAfter(ahead, t).toFixed(3))).toEqual(['0.657', '0.504', '0.115']);
  });

  test('the widest gap is no narrower than those around it', () => {
    const top = widestAfter(publishedRace);
    for (const near of [-0.1, 0.1]) expect(gapAfter(publishedRace, top + near)).toBeLessThan(gapAfter(publishedRace, top));
  });
});
