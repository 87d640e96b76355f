// A line of budgets as points of compute: what is fitted to them is L = E + A·C^−α.

import { expect, test } from 'vitest';
import { normal } from '#src/data/random.ts';
import { fitPoints } from '#src/science/fit/fit-points.ts';
import { computeOf } from '#src/science/fit/laws/law.ts';
import type { FitPoint } from '#src/science/fit/points.ts';
import { computePoints } from '#src/science/scaling/compute-points.ts';

/** Sizes and lengths that grow together, three seeds each. */
const along = (alpha: number, E: number, budgets = 6): FitPoint[] =>
  Array.from({ length: 3 * budgets }, (_, i) => {
    const [k, seed] = [Math.floor(i / 3), i % 3];
    const size = { parameters: 700 * 3 ** (k / 2), tokens: 14_000 * 3 ** (k / 2) };
    const loss = (E + 40 * (computeOf(size) / 1e4) ** -alpha) * (1 + 0.0005 * normal(seed, 7, k));
    return { ...size, loss, seed };
  });

test.each([
  [0.3, 1.5],
  [0.5, 1],
  [0.4, 2],
])('finds α = %d over a floor of %d', (alpha, E) => {
  const { form, told, intervals } = fitPoints(computePoints(along(alpha, E)));
  expect(form).toBe('tokens');
  expect(told.beta).toBeCloseTo(alpha, 1);
  expect(intervals.beta!.low).toBeLessThan(alpha);
  expect(intervals.beta!.high).toBeGreaterThan(alpha);
});

test('keeps the compute, the seeds and who diverged, and leaves out text that was read too often', () => {
  const points = along(0.3, 1.5);
  const mapped = computePoints(points);
  mapped.forEach((point, i) => expect(computeOf(point) / computeOf(points[i]!)).toBeCloseTo(1, 12));
  expect(mapped.map(({ seed }) => seed)).toEqual(points.map(({ seed }) => seed));
  const repeated = points.map((point, i) => ({ ...point, unique: i < 3 ? point.tokens / 2 : point.tokens }));
  expect(fitPoints(computePoints(repeated)).n).toBe(15);
  expect(fitPoints(computePoints(points.map((p, i) => (i ? p : { ...p, diverged: true })))).n).toBe(17);
});

test('is refused where there are too few budgets or runs', () => {
  const codes = (points: readonly FitPoint[]) => fitPoints(computePoints(points)).refusals.map(({ code }) => code);
  expect(codes(along(0.3, 1.5, 2))).toContain('fitFewRuns');
  expect(codes([...along(0.3, 1.5, 2), ...along(0.3, 1.5, 2)])).toContain('fitFewValues');
  expect(fitPoints(computePoints(along(0.3, 1.5, 2))).told).toEqual({});
});
