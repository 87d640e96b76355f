// The fit against other ways to the same minimum, and what must not change it.

import { describe, expect, test } from 'vitest';
import { normal, uniform } from '#src/data/random.ts';
import { fitLaw } from '#src/science/fit/fit-law.ts';
import { fitPoints } from '#src/science/fit/fit-points.ts';
import { lossAt, type Law } from '#src/science/fit/laws/law.ts';
import { axes, type FitPoint } from '#src/science/fit/points.ts';
import { exponentOf, growth, logBestLoss, logBestParameters, logLossAt, logScaleOf } from '#src/science/fit/quantities.ts';
import { huberDelta } from '#src/science/fit/solver/huber.ts';
import { gridPoints, large, noises, noisy, small, type Grid } from './synthetic.ts';

const grid: Grid = { law: large, parameters: [4e7, 1.6e10, 6], tokens: [1e9, 1e12, 5], seeds: 1 };

/** Σ Huber of ln L, written down again. */
const sumFor = (points: readonly FitPoint[], law: Law): number =>
  points.reduce((sum, point) => {
    const off = Math.abs(Math.log(point.loss) - Math.log(lossAt(law, point)));
    return sum + (off <= huberDelta ? off ** 2 / 2 : huberDelta * (off - huberDelta / 2));
  }, 0);

/** The least sum around a law, by trying: a pattern over ln E, ln A, α, ln B, β that halves where nothing is better. */
function bruteForce(points: readonly FitPoint[], from: Law): number {
  const [n, d] = axes.map((axis) => points.reduce((sum, p) => sum + Math.log(p[axis]), 0) / points.length) as [number, number];
  const lawOf = (v: readonly number[]): Law => ({
    E: Math.exp(v[0]!),
    A: Math.exp(v[1]! + v[2]! * n),
    alpha: v[2]!,
    B: Math.exp(v[3]! + v[4]! * d),
    beta: v[4]!,
  });
  let at = [Math.log(from.E), Math.log(from.A) - from.alpha * n, from.alpha, Math.log(from.B) - from.beta * d, from.beta];
  let least = sumFor(points, lawOf(at));
  let drawn = 0;
  for (let step = 0.1; step > 1e-6;) {
    let better = false;
    for (let k = 0; k < 60; k++) {
      const next = at.map((v) => v + step * normal(9, 9, drawn++));
      const sum = sumFor(points, lawOf(next));
      if (sum < least) [at, least, better] = [next, sum, true];
    }
    if (!better) step /= 2;
  }
  return least;
}

describe('a fit', () => {
  test.each<[string, Grid]>([
    ['a large law', grid],
    ['a small law', { law: small, parameters: [12_000, 442_000, 4], tokens: [154_000, 1.23e6, 4], seeds: 1 }],
  ])('finds %s again where there is no noise', (_, exact) => {
    const { law, huber, starts } = fitLaw(gridPoints(exact), axes);
    for (const name of ['E', 'A', 'alpha', 'B', 'beta'] as const) expect(law[name] / exact.law[name]).toBeCloseTo(1, 5);
    expect(huber).toBeLessThan(1e-14);
    expect(starts.agree).toBe(starts.tried);
  });

  test.each([0, 1, 2])('has the sum that it says, and no law that is near has a lower one (draw %i)', (draw) => {
    const points = noisy(grid, noises.corner, draw);
    const { law, huber } = fitLaw(points, axes);
    expect(huber / sumFor(points, law)).toBeCloseTo(1, 9);
    expect(bruteForce(points, large)).toBeGreaterThanOrEqual(huber * (1 - 1e-9));
  });

  test('of 240 runs spread over decades, five of them spoilt, is the same from every start', () => {
    const points = Array.from({ length: 240 }, (_, i): FitPoint => {
      const size = { parameters: 4e7 * 400 ** uniform(1, 1, i), tokens: 1e8 * 1e4 ** uniform(1, 2, i) };
      return { ...size, loss: lossAt(large, size) * Math.exp(0.0045 * normal(1, 3, i) + (i % 48 === 0 ? 0.1 : 0)) };
    });
    const report = fitPoints(points);
    expect(report.starts!.agree).toBe(report.starts!.tried);
    expect(report.huber! / sumFor(points, report.law!)).toBeCloseTo(1, 9);
    expect(sumFor(points, large)).toBeGreaterThan(report.huber!);
    for (const name of ['E', 'A', 'alpha', 'B', 'beta'] as const) {
      const { low, high } = report.intervals[name]!;
      expect(report.told[name]).toBeGreaterThan(low);
      expect(report.told[name]).toBeLessThan(high);
      expect([low < large[name], high > large[name]]).toEqual([true, true]);
    }
  });

  test('of one axis finds its law', () => {
    const line: Grid = { law: { ...large, B: 0, beta: 0 }, parameters: [4e7, 1.6e10, 10], tokens: [1e9, 1e9, 1], seeds: 1 };
    const { form, law } = fitPoints(
      gridPoints(line).map((p) => ({ ...p, loss: large.E + large.A * p.parameters ** -large.alpha })),
    );
    expect([form, law!.B, law!.beta]).toEqual(['parameters', 0, 0]);
    expect(law!.alpha).toBeCloseTo(large.alpha, 5);
  });
});

describe('a report does not change', () => {
  const points = noisy(grid, noises.smallModels, 5);
  const options = { at: [{ parameters: 1e9, tokens: 1e11 }], compute: 1e21, resamples: 3 };
  const report = fitPoints(points, options);

  test('with the order of the points, to the last digit', () => {
    const turned = fitPoints(points.toReversed(), options);
    const told = ({ law, intervals, bands, optimum, laws, refusals }: typeof report): object => ({
      law,
      intervals,
      bands,
      optimum,
      laws,
      refusals,
    });
    expect(told(turned)).toEqual(told(report));
  });

  test('with the units of sizes and lengths, but for A and B', () => {
    const scaled = fitPoints(points.map((p) => ({ ...p, parameters: p.parameters / 1e6, tokens: p.tokens / 1e9 })));
    for (const name of ['E', 'alpha', 'beta', 'a'] as const) {
      expect(scaled.told[name]! / report.told[name]!).toBeCloseTo(1, 6);
      for (const end of ['low', 'high'] as const)
        expect(scaled.intervals[name]![end] / report.intervals[name]![end]).toBeCloseTo(1, 3);
    }
    expect(scaled.told.A! / (report.told.A! * 1e6 ** -report.told.alpha!)).toBeCloseTo(1, 5);
  });
});

test('what is asked of a law has the derivatives that it says', () => {
  const fitted = fitLaw(noisy(grid, noises.even, 1), axes);
  const asked = [
    exponentOf(fitted, 'tokens'),
    logScaleOf(fitted, 'parameters'),
    growth,
    logLossAt(fitted, { parameters: 1e9, tokens: 1e10 }),
    logBestParameters(fitted, 1e21),
    logBestLoss(fitted, 1e21),
  ];
  for (const quantity of asked) {
    const gradient = new Float64Array(5);
    const unused = new Float64Array(5);
    quantity(fitted.theta, gradient);
    for (let j = 0; j < 5; j++) {
      const moved = (by: number): number => quantity(fitted.theta.with(j, fitted.theta[j]! + by), unused);
      expect((moved(1e-5) - moved(-1e-5)) / 2e-5).toBeCloseTo(gradient[j]!, 6);
    }
  }
});
