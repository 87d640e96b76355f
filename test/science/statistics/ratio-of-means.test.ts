// Fieller's interval keeps its promise, and is none where the denominator may be 0.

import { describe, expect, it } from 'vitest';
import { normal } from '#src/data/random.ts';
import { ratioOfMeans } from '#src/science/statistics/ratio-of-means.ts';

describe('the ratio of two means', () => {
  it('has the interval of ratios at which the mean of numerator − r · denominator may be 0', () => {
    const found = ratioOfMeans([0.69, 0.72, 0.66], [0.84, 0.83, 0.86], 0.95)!;
    expect(found.ratio).toBeCloseTo(0.69 / (2.53 / 3), 12);
    for (const r of [found.interval.low, found.interval.high]) {
      const rest = [0.69, 0.72, 0.66].map((w, i) => w - r * [0.84, 0.83, 0.86][i]!);
      const centre = rest.reduce((sum, v) => sum + v, 0) / 3;
      const deviation = Math.sqrt(rest.reduce((sum, v) => sum + (v - centre) ** 2, 0) / 2);
      expect(Math.abs(centre) / (deviation / Math.sqrt(3))).toBeCloseTo(4.302_652_7, 5);
    }
  });

  it('is exact without spread, and none below two pairs or where the denominator may be 0', () => {
    expect(ratioOfMeans([1, 1, 1], [2, 2, 2], 0.95)).toEqual({ ratio: 0.5, interval: { low: 0.5, high: 0.5, level: 0.95 } });
    expect(ratioOfMeans([1], [2], 0.95)).toBeUndefined();
    expect(ratioOfMeans([1, 1, 1], [0.5, -0.4, 0.1], 0.95)).toBeUndefined();
  });

  it('does not depend on the order of the pairs or on a common unit', () => {
    const [top, bottom] = [
      [0.3, 0.5, 0.45, 0.2],
      [0.9, 1.1, 1, 0.8],
    ];
    const found = ratioOfMeans(top, bottom, 0.95)!;
    for (const other of [
      ratioOfMeans([...top].reverse(), [...bottom].reverse(), 0.95)!,
      ratioOfMeans(
        top.map((v) => 7 * v),
        bottom.map((v) => 7 * v),
        0.95,
      )!,
    ])
      for (const [a, b] of [
        [other.ratio, found.ratio],
        [other.interval.low, found.interval.low],
        [other.interval.high, found.interval.high],
      ] as const)
        expect(a).toBeCloseTo(b, 12);
  });
});

/** Draws of experiments in which every run ends by chance, deviation 1, around a true end: `gap` apart, `share` of it won back. */
function simulated(n: number, gap: number, share: number, stream: number) {
  const draws = 2000;
  let [given, held] = [0, 0];
  for (let draw = 0; draw < draws; draw++) {
    const noise = (arm: number, seed: number): number => normal(11, 3 * stream + arm, draw * n + seed);
    const seeds = Array.from({ length: n }, (_, seed) => [
      gap + noise(0, seed),
      noise(1, seed),
      gap * (1 - share) + noise(2, seed),
    ]);
    const found = ratioOfMeans(
      seeds.map(([from, , by]) => from! - by!),
      seeds.map(([from, to]) => from! - to!),
      0.95,
    );
    if (!found) continue;
    given++;
    if (found.interval.low <= share && share <= found.interval.high) held++;
  }
  return { given: given / draws, held: held / given, wrong: (given - held) / draws };
}

describe('in 2,000 simulated experiments', () => {
  it.each([
    [3, 16, 0.83],
    [3, 40, 0.2],
    [5, 8, 1],
    [8, 4, 0.5],
    [8, 40, 1.1],
  ])('of %i seeds and a gap of %i deviations, 93 to 97 % of the intervals hold a share of %f', (n, gap, share) => {
    const { given, held } = simulated(n, gap, share, n + gap);
    expect(given).toBeGreaterThan(0.97);
    expect(held).toBeGreaterThan(0.93);
    expect(held).toBeLessThan(0.97);
  });

  it.each([
    [3, 2, 0.5, 0.5],
    [3, 4, 0.83, 0.9],
    [5, 2, 0.2, 0.9],
  ])('of %i seeds and a small gap of %i, most or many have none, and those that have hold it', (n, gap, share, most) => {
    const { given, held, wrong } = simulated(n, gap, share, 50 + n + gap);
    expect(given).toBeLessThan(most);
    expect(held).toBeGreaterThan(0.93);
    expect(held).toBeLessThan(0.97);
    expect(wrong).toBeLessThan(0.05);
  });

  it('without any gap hardly one has an interval', () => {
    const { given } = simulated(3, 0, 0.5, 99);
    expect(given).toBeLessThan(0.06);
  });
});
