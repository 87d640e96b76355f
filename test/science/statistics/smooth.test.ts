// Smoothing: closed forms, what it leaves alone, and gaps.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smooth } from '#src/science/statistics/smooth.ts';

const curve = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { maxLength: 200 });
const weight = fc.double({ min: 0, max: 0.99, noNaN: true });
const smoothed = (values: readonly number[], w: number): number[] => [...smooth(values, values.length, w)];

describe('smooth', () => {
  it('of weight 0 changes nothing, to the last bit', () => {
    fc.assert(
      fc.property(curve, (values) => {
        const plain = (list: number[]): number[] => list.map((v) => v + 0); // −0 is 0
        expect(plain(smoothed(values, 0))).toEqual(plain(values));
      }),
    );
  });

  it('leaves a constant constant, from the first value on', () => {
    const value = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(value, weight, fc.integer({ min: 1, max: 100 }), (c, w, n) => {
        for (const s of smoothed(Array<number>(n).fill(c), w)) expect(s).toBeCloseTo(c, 10);
      }),
    );
  });

  it('is the weighted mean of all values so far', () => {
    fc.assert(
      fc.property(curve, weight, (values, w) => {
        smoothed(values, w).forEach((s, i) => {
          const weights = values.slice(0, i + 1).map((_, j) => w ** (i - j));
          const total = weights.reduce((sum, v) => sum + v, 0);
          expect(s).toBeCloseTo(weights.reduce((sum, v, j) => sum + v * values[j]!, 0) / total, 8);
        });
      }),
    );
  });

  it('answers a step with 1 − wᵏ of it, once the start is forgotten', () => {
    const w = 0.9;
    const values = [...Array<number>(1000).fill(0), ...Array<number>(20).fill(1)];
    const answer = smoothed(values, w).slice(1000);
    answer.forEach((s, k) => expect(s).toBeCloseTo(1 - w ** (k + 1), 8));
  });

  it('stays between the lowest and the highest value so far', () => {
    fc.assert(
      fc.property(curve, weight, (values, w) => {
        smoothed(values, w).forEach((s, i) => {
          const before = values.slice(0, i + 1);
          expect(s).toBeGreaterThanOrEqual(Math.min(...before) - 1e-9);
          expect(s).toBeLessThanOrEqual(Math.max(...before) + 1e-9);
        });
      }),
    );
  });

  it('keeps gaps where they are and goes on behind them as if they were not there', () => {
    const gappy = [NaN, 3, NaN, 1, Infinity, 2];
    const filled = smoothed([3, 1, 2], 0.5);
    expect(smoothed(gappy, 0.5)).toEqual([NaN, filled[0], NaN, filled[1], NaN, filled[2]]);
  });

  it('reads only the places that count', () => {
    expect([...smooth([1, 2, 99], 2, 0)]).toEqual([1, 2]);
  });
});
