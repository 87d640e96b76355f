// The bootstrap against every possible resample, and against the truth it has to cover.

import { describe, expect, it } from 'vitest';
import { normal } from '#src/data/random.ts';
import { bootstrapMean } from '#src/science/statistics/bootstrap.ts';
import { deviation, intervalOf, mean, pairedEstimate } from '#src/science/statistics/estimates.ts';

const five = [0.1, 0.45, -0.2, 0.32, 0.9];

describe('the studentised bootstrap', () => {
  it('draws from all 5⁵ resamples of five values as they are', () => {
    const [centre, error] = [mean(five), deviation(five) / Math.sqrt(5)];
    const scores = Array.from({ length: 5 ** 5 }, (_, code) => {
      const sample = [0, 1, 2, 3, 4].map((place) => five[Math.floor(code / 5 ** place) % 5]!);
      return (mean(sample) - centre) / (deviation(sample) / Math.sqrt(5));
    });
    const share = (test: (score: number) => boolean): number => scores.filter(test).length / scores.length;
    const { low, high } = bootstrapMean(five, 0.9)!;
    expect(share((score) => score > (centre - low) / error)).toBeCloseTo(0.05, 2);
    expect(share((score) => score < (centre - high) / error)).toBeCloseTo(0.05, 2);
  });

  it('is the same every time, moves with the values, and turns with them', () => {
    const eight = Array.from({ length: 8 }, (_, i) => normal(1, 1, i));
    const { low, high } = bootstrapMean(eight, 0.95)!;
    expect(bootstrapMean(eight, 0.95)).toEqual({ low, high, level: 0.95 });
    const moved = bootstrapMean(
      eight.map((v) => v + 1),
      0.95,
    )!;
    expect(moved.low).toBeCloseTo(low + 1, 9);
    expect(moved.high).toBeCloseTo(high + 1, 9);
    expect(
      bootstrapMean(
        eight.map((v) => -v),
        0.95,
      ),
    ).toEqual({ low: -high, high: -low, level: 0.95 });
  });

  it('falls back to Student’s interval where too many resamples have no spread', () => {
    const almostEqual = [0, 0, 0, 0, 0, 0, 0, 1];
    expect(bootstrapMean(almostEqual, 0.95)).toEqual(intervalOf(pairedEstimate(almostEqual), 0.95));
    expect(bootstrapMean([2, 2, 2, 2], 0.95)).toEqual({ low: 2, high: 2, level: 0.95 });
    expect(bootstrapMean([1, 2], 0.95)).toBeUndefined();
  });

  // Percentiles of resampled means cover 88 % and 92 % here.
  it.each([8, 16])('covers the mean of %i normal values as often as it says', (n) => {
    let covered = 0;
    for (let e = 0; e < 2000; e++) {
      const { low, high } = bootstrapMean(
        Array.from({ length: n }, (_, i) => normal(3, n, e * n + i)),
        0.95,
        999,
      )!;
      if (low <= 0 && 0 <= high) covered++;
    }
    expect(covered / 2000).toBeGreaterThan(0.93);
    expect(covered / 2000).toBeLessThan(0.97);
  });
});
