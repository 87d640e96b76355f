// Quantiles of χ² against the exponential distribution, published tables, and each other.

import { describe, expect, it } from 'vitest';
import { chiSquareQuantile } from '#src/science/statistics/chi-square.ts';

describe('χ²', () => {
  it.each([0.001, 0.025, 0.5, 0.975, 0.9999])('is exponential at two degrees of freedom: p = %f', (p) => {
    expect(chiSquareQuantile(p, 2)).toBeCloseTo(-2 * Math.log1p(-p), 11);
  });

  it.each([
    [0.025, 1, 0.000982069],
    [0.975, 1, 5.023886],
    [0.025, 4, 0.4844186],
    [0.975, 4, 11.14329],
    [0.05, 15, 7.260944],
    [0.975, 100, 129.5612],
  ])('has the quantile of the tables: p = %f, df = %i', (p, df, x) => {
    expect(chiSquareQuantile(p, df) / x).toBeCloseTo(1, 6);
  });

  it('is nothing of what is no share', () => {
    for (const [p, df] of [
      [0, 2],
      [1, 2],
      [0.5, 0],
      [NaN, 2],
    ] as const)
      expect(chiSquareQuantile(p, df)).toBeNaN();
  });
});
