// What is read off measured losses without a law of both sizes: frontiers, gains, parabolas, repeated text.

import { describe, expect, test } from 'vitest';
import { normal } from '#src/data/random.ts';
import { fitPoints } from '#src/science/fit/fit-points.ts';
import { computeOf, growthOf, lossAt, optimumOf, type Law } from '#src/science/fit/laws/law.ts';
import { lossOfRepeated, publishedRepeats } from '#src/science/fit/laws/repeated.ts';
import { frontierOf, logComputeFor } from '#src/science/fit/measured/frontier.ts';
import { computeGain, type SeededPoint } from '#src/science/fit/measured/gain.ts';
import { isoFlops } from '#src/science/fit/measured/iso-flop.ts';
import { scalesBetter } from '#src/science/fit/measured/scales-better.ts';
import type { FitPoint } from '#src/science/fit/points.ts';
import { gridPoints, large, noises, noisy, small, spaced } from './synthetic.ts';

describe('a frontier', () => {
  const points = [
    { compute: 4, loss: 2.5 },
    { compute: 1, loss: 4 },
    { compute: 2, loss: 3 },
    { compute: 3, loss: 3.5 }, // dearer and worse
    { compute: 8, loss: 2.5 }, // dearer and no better
  ];
  test('is what nothing cheaper was as good as', () =>
    expect(frontierOf(points).map(({ compute }) => compute)).toEqual([1, 2, 4]));

  test('is read on straight lines over ln C, and not beyond its ends', () => {
    const frontier = frontierOf(points);
    expect(Math.exp(logComputeFor(frontier, 3.5)!)).toBeCloseTo(Math.SQRT2, 12);
    expect(Math.exp(logComputeFor(frontier, 4)!)).toBeCloseTo(1, 12);
    expect(Math.exp(logComputeFor(frontier, 2.5)!)).toBeCloseTo(4, 12);
    expect([logComputeFor(frontier, 4.01), logComputeFor(frontier, 2.49)]).toEqual([undefined, undefined]);
  });
});

describe('the gain of an idea', () => {
  /** Losses that fall straight over ln C, and an idea that is worth `worth` times the compute. */
  const measured = (worth: number, seeds: number, noise = 0): SeededPoint[] =>
    Array.from({ length: seeds }, (_, seed) =>
      spaced([1e15, 1e18, 7]).map((compute, i) => ({
        seed,
        compute,
        loss: 4 - 0.2 * Math.log((compute * worth) / 1e15) + noise * normal(seed, 4, i),
      })),
    ).flat();

  test('is how many times more the baseline needs', () => {
    const { gain, loss, interval } = computeGain(measured(1, 3), measured(1.3, 3));
    expect(gain).toBeCloseTo(1.3, 9);
    expect(loss).toBeCloseTo(4 - 0.2 * Math.log(1e3), 9); // the lowest that the baseline reached
    expect([interval!.low, interval!.high].map((v) => v.toFixed(6))).toEqual(['1.300000', '1.300000']);
  });

  test.each([4, 12])('has an interval over %i seeds that holds it', (seeds) => {
    const { gain, interval } = computeGain(
      measured(1, seeds, 0.003),
      measured(1.3, seeds, 0.003).map((p) => ({ ...p, loss: p.loss - 0 })),
      3.2,
    );
    expect(interval!.low).toBeLessThan(gain!);
    expect(interval!.low).toBeLessThan(1.3);
    expect(interval!.high).toBeGreaterThan(1.3);
  });

  test('has none below three seeds', () => {
    const two = computeGain(measured(1, 2), measured(1.3, 2));
    expect([two.gain!.toFixed(6), two.interval, two.refusals.map(({ code }) => code)]).toEqual([
      '1.300000',
      undefined,
      ['fitFewSeeds'],
    ]);
  });

  test('is never read beyond what both measured', () => {
    const [base, better] = [measured(1, 3), measured(1.3, 3)];
    const lowest = Math.min(...base.map(({ loss }) => loss));
    expect(computeGain(base, better, lowest + 1e-9).refusals).toEqual([]);
    const beyond = computeGain(base, better, lowest - 0.01);
    expect([beyond.gain, beyond.refusals.map(({ code }) => code)]).toEqual([undefined, ['fitBeyondCommon']]);
    expect(computeGain(base, measured(1e9, 3)).refusals.map(({ code }) => code)).toEqual(['fitNoCommonLoss']);
    expect(
      computeGain(
        base,
        better.map((p) => ({ ...p, seed: 9 })),
      ).refusals.map(({ code }) => code),
    ).toEqual(['fitNoCommonLoss']);
  });
});

describe('which scales better', () => {
  const at = (sizes: number, slope: number): { compute: number; loss: number }[] =>
    spaced([1e15, 1e18, 5])
      .slice(0, sizes)
      .map((compute, i) => ({ compute, loss: Math.exp(1 - slope * Math.log(compute / 1e15) + 1e-4 * (-1) ** i) }));

  test('is not said from one size, nor two', () => {
    for (const sizes of [1, 2]) {
      const { perFactor, refusals } = scalesBetter(at(sizes, 0.05), at(sizes, 0.06));
      expect([perFactor, refusals[0]!.code, refusals[0]!.values['sizes']]).toEqual([undefined, 'fitOneSize', sizes]);
    }
  });

  test('is the growth of the lead over three sizes', () => {
    const { perFactor, interval, refusals } = scalesBetter(at(3, 0.05), at(3, 0.06));
    expect(perFactor).toBeCloseTo(0.01, 9);
    expect(interval!.low).toBeGreaterThan(0);
    expect(refusals).toEqual([]);
    expect(
      scalesBetter(
        at(5, 0.05),
        at(5, 0.05).map((p) => ({ ...p, loss: p.loss * 0.9 })),
      ).perFactor,
    ).toBeCloseTo(0, 9);
  });
});

describe('parabolas through budgets', () => {
  const symmetric: Law = { E: 1.8, A: 400, alpha: 0.35, B: 400, beta: 0.35 };
  const budgets = (law: Law, reach: number): FitPoint[] =>
    [1e18, 1e19, 1e20].flatMap((compute) =>
      spaced([1 / reach, reach, 7]).map((times) => {
        const parameters = optimumOf(law, compute).parameters * times;
        const size = { parameters, tokens: compute / 6 / parameters };
        return { ...size, loss: lossAt(law, size) };
      }),
    );

  test('find the best sizes of a law with α = β', () => {
    const { parabolas, a, refusals } = isoFlops(budgets(symmetric, 4));
    expect(refusals).toEqual([]);
    for (const { compute, parameters } of parabolas)
      expect(parameters / optimumOf(symmetric, compute).parameters).toBeCloseTo(1, 6);
    expect(a).toBeCloseTo(0.5, 6);
  });

  test('are biased where α is not β, without any noise, and the joint fit is not', () => {
    const law = { ...large, beta: 0.2, B: 50 };
    const points = budgets(law, 16);
    const off = Math.abs(isoFlops(points).parabolas[0]!.parameters / optimumOf(law, 1e18).parameters - 1);
    expect(off).toBeGreaterThan(0.02);
    expect(fitPoints(points).told.a).toBeCloseTo(growthOf(law).a, 4);
  });

  test('are refused with two sizes, and where the lowest lies outside', () => {
    const points = budgets(symmetric, 4);
    expect(isoFlops(points.slice(0, 2)).refusals.map(({ code }) => code)).toEqual(['fitFewAtBudget']);
    const left = isoFlops(points.slice(0, 3));
    expect([left.parabolas.length, left.refusals.map(({ code }) => code)]).toEqual([0, ['fitNoBend']]);
    expect(isoFlops(points.slice(1, 6)).refusals).toEqual([]);
  });

  test('take budgets as one that differ by whole steps', () => {
    const uneven = budgets(symmetric, 4).map((p, i) => ({ ...p, tokens: p.tokens * (1 + 0.004 * (i % 3)) }));
    expect(isoFlops(uneven).parabolas).toHaveLength(3);
    expect(computeOf(uneven[0]!)).toBeGreaterThan(0);
  });
});

describe('repeated text', () => {
  const once = noisy({ law: small, parameters: [12_000, 442_000, 4], tokens: [154_000, 1_230_000, 4], seeds: 1 }, () => 0.001, 1);
  const again = (repeats: { tokens: number; parameters: number }, noise: number): FitPoint[] =>
    [2, 4, 8, 16, 64].flatMap((epochs, i) =>
      [49_000, 197_000].map((parameters, k) => {
        const size = { parameters, tokens: 1e6 };
        const unique = 1e6 / epochs;
        return { ...size, unique, loss: lossOfRepeated(small, size, unique, repeats) * Math.exp(noise * normal(6, i, k)) };
      }),
    );

  test.each([5, 15.39, 60])('finds R_D* = %f, and its interval holds it', (tokens) => {
    const { form, n, repeats, refusals, law } = fitPoints([...once, ...again({ tokens, parameters: Infinity }, 0.001)], {
      compute: 1e12,
    });
    expect([form, n, repeats!.runs, repeats!.repeats.parameters]).toEqual(['dataConstrained', once.length, 10, Infinity]);
    expect(repeats!.interval!.low).toBeLessThan(tokens);
    expect(repeats!.interval!.high).toBeGreaterThan(tokens);
    expect(repeats!.repeats.tokens / tokens).toBeGreaterThan(0.5);
    expect(repeats!.repeats.tokens / tokens).toBeLessThan(2);
    expect(refusals.map(({ code }) => code)).toContain('fitRepeated');
    expect(law).toEqual(fitPoints(once).law);
  });

  test('discounts parameters as published where that describes the runs', () => {
    const exact = gridPoints({ law: small, parameters: [100, 3000, 4], tokens: [154_000, 1_230_000, 4], seeds: 1 });
    const repeated = again(publishedRepeats, 0);
    const { repeats } = fitPoints([...exact, ...repeated]);
    expect(repeats!.repeats.parameters).toBe(publishedRepeats.parameters);
    expect(repeats!.repeats.tokens).toBeCloseTo(publishedRepeats.tokens, 1);
  });

  test('alone has no law to stand on', () => {
    const report = fitPoints(again(publishedRepeats, 0));
    expect([report.form, report.repeats, report.refusals.map(({ code }) => code)]).toEqual([
      'joint',
      undefined,
      ['fitFewRuns', 'fitRepeated'],
    ]);
  });
});

test('seeds of one cell count as one where the law is wrong there', () => {
  // The same error in all three seeds of a cell is an error of the law, not three errors that average out.
  const grid = { law: large, parameters: [4e7, 1.6e10, 5], tokens: [1e9, 1e12, 4], seeds: 3 } as const;
  const alone = noisy({ ...grid, seeds: 1 }, noises.even, 7);
  const copies = alone.flatMap((p) => [0, 1, 2].map((seed) => ({ ...p, seed })));
  const width = (points: readonly FitPoint[]): number => {
    const { low, high } = fitPoints(points).intervals.alpha!;
    return high - low;
  };
  expect(width(copies) / width(alone)).toBeGreaterThan(0.8); // 0.58 if they did
  expect(width(copies) / width(alone)).toBeLessThan(1.25);
});
