// Student's t against closed forms, printed tables and its own inverse.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tQuantile, twoSided } from '#src/science/statistics/student.ts';

/** P(T ≤ t) */
const tProbability = (t: number, df: number): number => (t < 0 ? twoSided(t, df) / 2 : 1 - twoSided(t, df) / 2);

describe("Student's t", () => {
  it('has closed forms at one and two degrees of freedom', () => {
    for (const t of [-40, -3, -0.5, 0, 0.1, 1, 2.5, 12, 300]) {
      expect(tProbability(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 12);
      expect(tProbability(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 12);
    }
  });

  it('agrees with the integral of its density', () => {
    // Simpson's rule over [0, t]; the density is even, so half lies below 0. Γ by the recurrence from Γ(½) or Γ(1).
    const gamma = (x: number): number => (x === 0.5 ? Math.sqrt(Math.PI) : x === 1 ? 1 : (x - 1) * gamma(x - 1));
    for (const df of [3, 4, 7, 15, 30]) {
      const scale = gamma((df + 1) / 2) / (Math.sqrt(df * Math.PI) * gamma(df / 2));
      const density = (t: number): number => scale * (1 + (t * t) / df) ** (-(df + 1) / 2);
      for (const t of [0.3, 1.7, 4.2]) {
        const steps = 2000;
        let sum = density(0) + density(t);
        for (let i = 1; i < steps; i++) sum += (i % 2 ? 4 : 2) * density((i * t) / steps);
        expect(tProbability(t, df)).toBeCloseTo(0.5 + (sum * t) / steps / 3, 11);
      }
    }
  });

  it('has the quantiles of the printed tables', () => {
    const table: [p: number, df: number, t: number][] = [
      [0.975, 1, 12.7062], [0.975, 2, 4.30265], [0.975, 3, 3.18245], [0.975, 4, 2.77645], [0.975, 7, 2.36462],
      [0.975, 15, 2.13145], [0.95, 5, 2.01505], [0.995, 2, 9.92484], [0.9, 10, 1.37218], [0.975, 1e6, 1.95997],
    ]; // prettier-ignore
    for (const [p, df, t] of table) expect(tQuantile(p, df)).toBeCloseTo(t, 4);
  });

  it('is undone by its quantiles, and symmetric', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
        fc.double({ min: 0.5, max: 200, noNaN: true }),
        (p, df) => {
          const t = tQuantile(p, df);
          expect(tProbability(t, df)).toBeCloseTo(p, 11);
          expect(tQuantile(1 - p, df)).toBeCloseTo(-t, 6);
          expect(twoSided(t, df)).toBeCloseTo(2 * Math.min(p, 1 - p), 11);
        },
      ),
    );
  });

  it('refuses what has no answer', () => {
    for (const [p, df] of [
      [0, 3],
      [1, 3],
      [0.5, 0],
      [NaN, 3],
    ] as const)
      expect(tQuantile(p, df)).toBeNaN();
    expect(twoSided(NaN, 3)).toBeNaN();
  });
});
