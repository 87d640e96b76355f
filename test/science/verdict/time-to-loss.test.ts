// Reading times off curves: between looks, never beyond them; and ratios of them with intervals that cover.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal } from '#src/data/random.ts';
import { intervalOf, pairedEstimate } from '#src/science/statistics/estimates.ts';
import {
  firstReach,
  inTime,
  isLopsided,
  looksBefore,
  lossAt,
  ratioOf,
  scaled,
  type MeanCurve,
} from '#src/science/verdict/time-to-loss.ts';

const falling: MeanCurve = [
  [1, 4],
  [100, 3],
  [200, 2.5],
  [400, 2],
];

describe('first reach', () => {
  it('lies on the straight line between two looks', () => {
    expect(firstReach(falling, 2.75)).toBe(150);
    expect(firstReach(falling, 2.1)).toBeCloseTo(360, 10);
  });

  it('is the look itself where the loss is met exactly', () => {
    for (const [x, loss] of falling) expect(firstReach(falling, loss)).toBe(x);
  });

  it('is never beyond the curve', () => {
    expect(firstReach(falling, 1.99)).toBe('never');
    expect(firstReach(falling, 4.01)).toBe('early');
    expect(firstReach([], 1)).toBe('never');
  });

  it('is the first time of a curve that goes up again', () => {
    const turning: MeanCurve = [
      [1, 4],
      [100, 2],
      [200, 3],
      [300, 1],
    ];
    expect(firstReach(turning, 2.5)).toBe(75.25);
    expect(firstReach(turning, 1.5)).toBe(275);
  });

  it('is undone by the loss at that time, if the curve only falls', () => {
    const curve = fc
      .uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 10 })
      .map((steps) => [...steps].sort((a, b) => a - b).map((x, i) => [x, 5 - i - x / 2000] as const));
    fc.assert(
      fc.property(curve, fc.double({ min: 0, max: 1, noNaN: true }), (points, share) => {
        const [first, last] = [points[0]![0], points.at(-1)![0]];
        const x = first + share * (last - first);
        expect(firstReach(points, lossAt(points, x)!)).toBeCloseTo(x, 6);
      }),
    );
  });
});

describe('before the third look', () => {
  it('nothing is read, because nobody saw how the curve bends', () => {
    expect(firstReach(falling, 2.75, looksBefore)).toBe('early');
    expect(firstReach(falling, 3, looksBefore), 'at the second').toBe('early');
    expect(firstReach(falling, 2.5, looksBefore), 'at the third').toBe(200);
    expect(firstReach(falling, 2.25, looksBefore)).toBe(300);
    expect(firstReach(falling, 1, looksBefore)).toBe('never');
  });

  it('lies all of a curve of two looks', () => {
    expect(firstReach(falling.slice(0, 2), 3, looksBefore)).toBe('early');
    expect(firstReach(falling.slice(0, 2), 2, looksBefore)).toBe('never');
  });
});

describe('lopsided times', () => {
  it.each([
    [[0.1, 0.1, 0.5], true],
    [[0.1, 0.2, 0.3], false],
    [[-1, 0, 0.1, 0.1, 0.05, 0.02], true],
    [[0, 0.1, 0.3, 0.45, 0.2, 0.25], false],
    [[0.2, 0.2, 0.2], false],
  ])('%j: %s', (logarithms, lopsided) => {
    expect(isLopsided(logarithms)).toBe(lopsided);
    expect(isLopsided(logarithms.map((log) => -log))).toBe(lopsided);
  });
});

describe('a ratio in time', () => {
  const speed = pairedEstimate([0.1, 0.12, 0.11, 0.09, 0.1, 0.08]);

  it('has the error of both, as squares', () => {
    const steps = ratioOf([-0.1, 0.2, 0.1], 0.95);
    const { ratio, interval } = inTime(steps, speed, 0.95);
    expect(ratio).toBeCloseTo(steps.ratio * Math.exp(0.1), 12);
    const reach = (found: { high: number }, middle: number): number => Math.log(found.high / middle);
    const alone = intervalOf(speed, 0.95)!.high - speed.mean;
    expect(reach(interval!, ratio)).toBeCloseTo(Math.hypot(reach(steps.interval!, steps.ratio), alone), 12);
  });

  it('is as uncertain as the speed where all seeds agree', () => {
    const { low, high } = intervalOf(speed, 0.95)!;
    const { interval } = inTime(ratioOf([0, 0, 0], 0.95), speed, 0.95);
    expect([Math.log(interval!.low), Math.log(interval!.high)]).toEqual([expect.closeTo(low, 12), expect.closeTo(high, 12)]);
  });

  it('has no interval where the steps have none', () => {
    expect(inTime({ ratio: 2 }, speed, 0.95)).toEqual({ ratio: expect.closeTo(2 * Math.exp(0.1), 12) });
  });

  it('covers the truth, 1, as often as it says', () => {
    let covered = 0;
    for (let e = 0; e < 1000; e++) {
      const draw = (n: number, stream: number): number[] =>
        Array.from({ length: n }, (_, i) => 0.1 * normal(12, stream, e * n + i));
      const { low, high } = inTime(ratioOf(draw(5, 1), 0.95), pairedEstimate(draw(16, 2)), 0.95).interval!;
      if (low <= 1 && 1 <= high) covered++;
    }
    expect(covered / 1000).toBeGreaterThan(0.93);
    expect(covered / 1000).toBeLessThan(0.97);
  });
});

describe('the loss at a time', () => {
  it('is known within the curve only', () => {
    expect(lossAt(falling, 150)).toBe(2.75);
    expect(lossAt(falling, 1)).toBe(4);
    expect(lossAt(falling, 400)).toBe(2);
    expect(lossAt(falling, 0.5)).toBeUndefined();
    expect(lossAt(falling, 400.1)).toBeUndefined();
  });
});

describe('a ratio', () => {
  it('is a geometric mean, with no interval below three', () => {
    expect(ratioOf([Math.log(2), Math.log(8)], 0.95)).toEqual({ ratio: expect.closeTo(4, 12) });
    const { ratio, interval } = ratioOf([Math.log(0.5), Math.log(0.5), Math.log(0.5)], 0.95);
    expect([ratio, interval!.low, interval!.high]).toEqual([0.5, 0.5, 0.5]);
  });

  it('of the other arm is its inverse, interval and all', () => {
    const logarithm = fc.integer({ min: -300, max: 300 }).map((v) => v / 100);
    fc.assert(
      fc.property(fc.array(logarithm, { minLength: 3, maxLength: 7 }), (logs) => {
        const [there, back] = [
          ratioOf(logs, 0.95),
          ratioOf(
            logs.map((log) => -log),
            0.95,
          ),
        ];
        expect(there.ratio * back.ratio).toBeCloseTo(1, 10);
        expect(there.interval!.low * back.interval!.high).toBeCloseTo(1, 10);
      }),
    );
  });

  it('can be told in another unit', () => {
    const steps = ratioOf([-0.1, 0.2, 0.1], 0.95);
    const tokens = scaled(steps, 2);
    expect(tokens.ratio).toBe(2 * steps.ratio);
    expect(tokens.interval).toEqual({ low: 2 * steps.interval!.low, high: 2 * steps.interval!.high, level: 0.95 });
    expect(scaled({ ratio: 3 }, 2)).toEqual({ ratio: 6 });
  });

  it.each([3, 5, 7])('of %i seeds covers the truth, 1, as often as it says', (n) => {
    let covered = 0;
    for (let e = 0; e < 2000; e++) {
      const { low, high } = ratioOf(
        Array.from({ length: n }, (_, i) => 0.1 * normal(4, n, e * n + i)),
        0.95,
      ).interval!;
      if (low <= 1 && 1 <= high) covered++;
    }
    expect(covered / 2000).toBeGreaterThan(0.93);
    expect(covered / 2000).toBeLessThan(0.97);
  });
});
