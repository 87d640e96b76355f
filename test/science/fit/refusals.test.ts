// What is not told, and what is told with a doubt: each by a case, and not by its neighbour.

import { describe, expect, test } from 'vitest';
import { fitPoints, type FitOptions, type FitReport } from '#src/science/fit/fit-points.ts';
import { lossAt, type Law } from '#src/science/fit/laws/law.ts';
import type { FitPoint } from '#src/science/fit/points.ts';
import { fits } from '#src/words/english/fits.ts';
import { learn } from '#src/words/language.ts';
import { Refusal, sentenceOf } from '#src/words/message.ts';
import { large, noises, noisy, small, spaced, type Grid } from './synthetic.ts';

learn(fits);

const codesOf = ({ refusals }: FitReport): string[] => refusals.map(({ code }) => code);
const gridOf = (sizes: number, lengths: number, law: Law = large): Grid => ({
  law,
  parameters: [4e7, 1.6e10, sizes],
  tokens: [1e9, 1e12, lengths],
  seeds: 1,
});
const runs = noisy(gridOf(5, 5), noises.even, 3);
/** A budget with its best size well inside. */
const inside: FitOptions = { compute: 1e20 };
const said = (points: readonly FitPoint[], options = inside): string[] => codesOf(fitPoints(points, options));

test('a good set of runs is told whole, without a doubt', () => {
  const { refusals, told, optimum } = fitPoints(runs, inside);
  expect(refusals).toEqual([]);
  expect(Object.keys(told).sort()).toEqual(['A', 'B', 'E', 'a', 'alpha', 'beta']);
  expect([optimum!.parameters, optimum!.tokens, optimum!.loss].every((v) => v! > 0)).toBe(true);
});

describe('in place of a law', () => {
  const nine = noisy(gridOf(3, 3), noises.even, 1);

  test('fewer than nine runs: slopes', () => {
    const report = fitPoints(nine.slice(1), inside);
    expect(codesOf(report)).toEqual(['fitFewRuns']);
    expect([report.law, report.optimum, report.told, report.intervals]).toEqual([undefined, undefined, {}, {}]);
    expect(report.slopes.parameters).toBeLessThan(0);
    expect(report.slopes.tokens).toBeLessThan(0);
    expect(fitPoints(nine, inside).law).toBeDefined();
  });

  test('the slopes are those of a power law', () => {
    const power = nine.slice(1).map((p) => ({ ...p, loss: 7 * p.parameters ** -0.1 * p.tokens ** -0.2 }));
    const { slopes } = fitPoints(power);
    expect(slopes.parameters).toBeCloseTo(-0.1, 10);
    expect(slopes.tokens).toBeCloseTo(-0.2, 10);
  });

  test('fewer than three values of an axis', () => {
    expect(said(noisy(gridOf(5, 2), noises.even, 1))).toEqual(['fitFewValues']);
    expect(said(noisy(gridOf(5, 3), noises.even, 1))).not.toContain('fitFewValues');
  });

  test('nothing varies, or both always together', () => {
    expect(said(Array.from({ length: 12 }, () => runs[0]!))).toEqual(['fitNothingVaries']);
    const together = spaced([1e6, 1e9, 12]).map((N) => ({
      parameters: N,
      tokens: 20 * N,
      loss: lossAt(large, { parameters: N, tokens: 20 * N }),
    }));
    expect(said(together)[0]).toBe('fitOneSlope');
    expect(said(together.map((p, i) => ({ ...p, tokens: p.tokens * (1 + (i % 3)) })))).not.toContain('fitOneSlope');
  });

  test('fewer sizes than the law has numbers; as many leave it with a doubt', () => {
    const seeded = noisy({ ...gridOf(3, 3), seeds: 3 }, noises.even, 2);
    const sizes = [...new Set(seeded.map((p) => `${p.parameters} ${p.tokens}`))];
    const of = (kept: readonly number[]): FitPoint[] =>
      seeded.filter((p) => kept.includes(sizes.indexOf(`${p.parameters} ${p.tokens}`)));
    expect(said(of([0, 4, 8, 1]))[0]).toBe('fitFewSettings');
    expect(said(of([0, 2, 3, 4, 8, 7]))).toContain('fitFewToContradict');
    expect(said(of([0, 1, 2, 3, 4, 7, 8]))).not.toContain('fitFewToContradict');
  });
});

describe('in place of a number', () => {
  test('E, where its interval touches 0', () => {
    const tiny = { law: small, parameters: [12_000, 442_000, 4], tokens: [154_000, 1_230_000, 3], seeds: 1 } as const;
    const report = fitPoints(noisy(tiny, () => 0.01, 4));
    expect(codesOf(report)).toContain('fitNoFloor');
    expect(report.told.E).toBeUndefined();
    expect(report.intervals.E!.low).toBe(0);
    expect(report.intervals.E!.high).toBeGreaterThan(small.E);
    const quiet = fitPoints(noisy(tiny, () => 0.0005, 4));
    expect(codesOf(quiet)).not.toContain('fitNoFloor');
    expect(quiet.told.E).toBeGreaterThan(0);
  });

  test('an exponent that could be any, and one that could be none', () => {
    const flat = noisy(gridOf(5, 5, { ...large, A: 0 }), noises.even, 1);
    const { refusals, told, optimum } = fitPoints(flat, inside);
    expect(refusals.map(({ code }) => code)).toContain('fitNoOptimum');
    expect(refusals.some(({ code, withholds }) => /fitNoFall|fitExponentOpen/.test(code) && withholds.includes('alpha'))).toBe(
      true,
    );
    expect([told.alpha, told.A, told.a, optimum!.parameters]).toEqual([undefined, undefined, undefined, undefined]);
    expect(told.beta).toBeGreaterThan(0);
  });

  test.each<[string, (p: FitPoint) => number]>([
    ['stays', () => 3],
    ['rises', (p) => 2 + 0.1 * Math.log(p.parameters) + 0.1 * Math.log(p.tokens)],
  ])('everything, where the loss %s', (_, loss) => {
    const { told, refusals, optimum } = fitPoints(runs.map((p) => ({ ...p, loss: loss(p) })));
    expect(told).toEqual({});
    expect(optimum!.intervals).toEqual({});
    expect(refusals.filter(({ code }) => code === 'fitNoFall')).toHaveLength(2);
  });

  test('a loss beyond what was trained', () => {
    const corner = { parameters: 1.6e10, tokens: 1e12 };
    const { bands, refusals } = fitPoints(runs, {
      ...inside,
      at: [corner, { ...corner, tokens: 3.9e12 }, { ...corner, parameters: 6.5e10 }, { ...corner, parameters: 2e6 }],
    });
    expect(bands.map(({ loss, interval }) => [loss !== undefined, interval !== undefined])).toEqual([
      [true, true],
      [false, true],
      [false, false],
      [false, false],
    ]);
    expect(refusals.map(({ code }) => code)).toEqual(['fitBeyond', 'fitBandOnly']);
    expect(refusals[0]!.values['times']).toBeCloseTo(20, 9); // the furthest
  });

  test('the best size, where it lies at the edge or compute far beyond', () => {
    const largest = fitPoints(runs); // the corner of a grid: a budget of its own would be spent past it
    expect(codesOf(largest)).toEqual(['fitOptimumAtEdge']);
    expect([largest.optimum!.parameters, largest.optimum!.loss]).toEqual([undefined, undefined]);
    expect(largest.optimum!.intervals.parameters!.low).toBeGreaterThan(0);
    const far = fitPoints(runs, { compute: 1e25 });
    expect(codesOf(far)).toEqual(['fitBeyond']);
    expect(far.optimum!.intervals).toEqual({});
  });
});

describe('runs that are not in the fit', () => {
  const more = (extra: Partial<FitPoint>): FitPoint[] => [...runs, { ...runs[12]!, ...extra }];
  test.each<[string, Partial<FitPoint>, FitOptions]>([
    ['fitDiverged', { diverged: true, loss: NaN }, inside],
    ['fitCutShort', { cutShort: true }, inside],
    ['fitOnlyGuesses', { loss: 20 }, { ...inside, guess: 20 }],
    ['fitRepeated', { unique: runs[12]!.tokens / 1.6 }, inside],
  ])('%s', (code, extra, options) => {
    const report = fitPoints(more(extra), options);
    expect(codesOf(report)).toContain(code);
    expect(report.n).toBe(runs.length);
    expect(report.law).toEqual(fitPoints(runs, inside).law);
  });

  test.each<[string, Partial<FitPoint>, FitOptions]>([
    ['fitDiverged', { diverged: false }, inside],
    ['fitCutShort', { cutShort: false }, inside],
    ['fitOnlyGuesses', {}, { ...inside, guess: 20 }],
    ['fitRepeated', { unique: runs[12]!.tokens / 1.5 }, inside],
  ])('not %s, nearly', (_, extra, options) => {
    const report = fitPoints(more(extra), options);
    expect([report.n, report.refusals]).toEqual([runs.length + 1, []]);
  });
});

describe('doubts', () => {
  test('one learning rate for all sizes', () => {
    const rated = (rate: (p: FitPoint) => number): FitPoint[] => runs.map((p) => ({ ...p, learningRate: rate(p) }));
    expect(said(rated(() => 0.002))).toEqual(['fitOneRate']);
    expect(said(rated((p) => 1e5 / p.parameters))).toEqual([]);
  });

  test('one run that moves an exponent out of its interval', () => {
    // Two sizes, and one run of a third, which alone says how the loss bends.
    const quiet = noisy(gridOf(5, 5), () => 0.0005, 3).filter((_, i) => i < 10 || i === 22);
    const odd = quiet.map((p, i) => (i === 10 ? { ...p, loss: p.loss * 1.3 } : p));
    const budget = { compute: 1e19 };
    expect(said(quiet, budget)).not.toContain('fitOnePoint');
    const { refusals, intervals } = fitPoints(odd, budget);
    const { values } = refusals.find(({ code }) => code === 'fitOnePoint')!;
    expect(odd.map(({ loss }) => loss)).toContain(values['loss']);
    const { low, high } = intervals[values['axis'] === 'parameters' ? 'alpha' : 'beta']!;
    expect(Number(values['to']) < low || Number(values['to']) > high).toBe(true);
  });

  test('two laws that fit nearly as well, from several starts', () => {
    const tiny = { law: small, parameters: [12_000, 442_000, 3], tokens: [154_000, 1_230_000, 3], seeds: 1 } as const;
    const doubted = (noise: number): number =>
      Array.from({ length: 12 }, (_, draw) => said(noisy(tiny, () => noise, draw))).filter((codes) =>
        codes.includes('fitStartsDisagree'),
      ).length;
    expect(doubted(0.03)).toBeGreaterThan(0);
    expect(doubted(0.0005)).toBe(0);
  });

  test('parameters that are counted the other way', () => {
    const counted = (embedding: number): FitPoint[] =>
      runs.map((p) => ({ ...p, otherParameters: p.parameters + embedding * Math.sqrt(p.parameters) }));
    const much = fitPoints(counted(3e4), inside);
    expect(codesOf(much)).toEqual(['fitOtherCount']);
    expect(much.otherCount!.other).toBeGreaterThan(much.otherCount!.one);
    const hardly = fitPoints(counted(1), inside);
    expect(codesOf(hardly)).toEqual([]);
    expect(hardly.otherCount!.other).toBeCloseTo(hardly.otherCount!.one, 3);
  });
});

describe('what is no measurement', () => {
  test.each<[string, Partial<FitPoint>]>([
    ['no size', { parameters: 0 }],
    ['a negative length', { tokens: -1 }],
    ['a loss that is no number', { loss: NaN }],
    ['endless text', { unique: Infinity }],
  ])('is refused: %s', (_, extra) => {
    expect(() => fitPoints([{ ...runs[0]!, ...extra }])).toThrow(Refusal);
    expect(() => fitPoints([{ ...runs[0]!, ...extra }])).toThrow(/^Point 1: \w+ must be a number above 0, not “.+”\.$/);
  });

  test('nothing at all is too few runs', () => expect(said([])).toEqual(['fitFewRuns']));
});

test('every sentence says it in one, with figures', () => {
  const figures = {
    runs: 3,
    fewest: 9,
    axis: 'tokens',
    values: 2,
    settings: 4,
    numbers: 5,
    high: 1.2,
    low: 0.3,
    times: 5.2,
    most: 4,
    best: 3e9,
    edge: 1e9,
  };
  const others = {
    sizes: 1,
    loss: 2,
    seeds: 1,
    budget: 1e20,
    guess: 3.3,
    rate: 0.002,
    widths: 5,
    alpha: 0.3,
    otherAlpha: 0.5,
    beta: 0.2,
    otherBeta: 0.4,
    parameters: 1e6,
    tokens: 1e8,
    from: 0.3,
    to: 0.5,
    one: 0.3,
    other: 0.4,
  };
  const file = { point: 3, size: 'tokens', column: 'loss', text: 'x', line: 3, found: 'a\nb', needed: 3 };
  for (const code of Object.keys(fits)) {
    const sentence = sentenceOf({
      code,
      values: { ...figures, ...others, ...file, ...(code === 'fitLineLength' && { found: 2 }) },
    });
    expect(sentence).toMatch(/^[A-Z0-9].+\.$/);
    expect(sentence).not.toMatch(/undefined|NaN|–\./);
  }
});
