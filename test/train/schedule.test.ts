// The learning rate against values of the float64 reference run, step by step from its formula.

import { describe, expect, it } from 'vitest';
import { rateAt } from '#src/train/schedule.ts';

const base = { warmup: 40, finalRate: 0.1, decayShare: 0.25 };
const rate = (step: number, schedule: 'cosine' | 'linear' | 'wsd', changes: Partial<typeof base> = {}): number =>
  rateAt(step, 400, { ...base, ...changes, schedule });

describe('warm-up', () => {
  it.each(['cosine', 'linear', 'wsd'] as const)('of %s rises by equal steps', (schedule) => {
    expect(rate(0, schedule)).toBe(1 / 40);
    expect(rate(9, schedule)).toBe(0.25);
    expect(rate(39, schedule)).toBe(1);
    expect(rate(40, schedule)).toBe(1);
  });

  it.each(['cosine', 'linear', 'wsd'] as const)('of %s can be left out', (schedule) => {
    expect(rate(0, schedule, { warmup: 0 })).toBe(1);
  });
});

describe('after it', () => {
  it('cosine falls to the final rate', () => {
    // 0.1 + 0.9 · (1 + cos(π · (step − 40) / 360)) / 2
    expect(rate(130, 'cosine')).toBeCloseTo(0.8681980515339464, 14);
    expect(rate(220, 'cosine')).toBeCloseTo(0.55, 14);
    expect(rate(310, 'cosine')).toBeCloseTo(0.23180194846605365, 14);
    expect(rate(399, 'cosine')).toBeCloseTo(0.10001713462112291, 14);
  });

  it('linear falls to the final rate', () => {
    expect(rate(130, 'linear')).toBeCloseTo(0.775, 14);
    expect(rate(220, 'linear')).toBeCloseTo(0.55, 14);
    expect(rate(400, 'linear')).toBeCloseTo(0.1, 14);
    expect(rate(220, 'linear', { finalRate: 0 })).toBeCloseTo(0.5, 14);
  });

  it('wsd is constant, then falls linearly over its share of the steps', () => {
    expect(rate(299, 'wsd')).toBe(1);
    expect(rate(300, 'wsd')).toBe(1);
    expect(rate(301, 'wsd')).toBe(0.99);
    expect(rate(350, 'wsd')).toBe(0.5);
    expect(rate(399, 'wsd')).toBe(0.01);
    expect(rate(399, 'wsd', { decayShare: 0 })).toBe(1);
  });

  it.each(['cosine', 'linear', 'wsd'] as const)('%s stays between 0 and 1, also past the end', (schedule) => {
    for (const total of [1, 2, 7, 400])
      for (let step = 0; step < total + 5; step++) {
        const value = rateAt(step, total, { ...base, warmup: Math.floor(total / 10), schedule });
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
  });
});
