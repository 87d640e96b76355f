// Intervals of what studies measure: between seeds and between questions, whichever is wider.

import { describe, expect, test } from 'vitest';
import type { StudyPoint } from '#src/experiment/study/study-record.ts';
import { normal, streamOf, uniform } from '#src/data/random.ts';
import { differenceOf, measuredAt, pointOf, registerOf, reversed } from '#src/science/studies/measured.ts';

const point = (values: readonly (number | null)[], of?: number, x = 0, line = 'a'): StudyPoint => ({
  ...{ line, x, values, at: 0 },
  ...(of !== undefined && { of }),
});

describe('a point', () => {
  test('that all seeds share exactly is as uncertain as its questions', () => {
    const { mean, interval } = measuredAt(point([1, 1, 1], 100));
    expect(mean).toBe(1);
    expect(interval!.high).toBe(1);
    // Wilson of 300 of 300: n / (n + z²)
    expect(interval!.low).toBeCloseTo(300 / (300 + 1.959964 ** 2), 6);
  });

  test('whose seeds differ more than chance among questions allows has the interval of t', () => {
    const { mean, interval } = measuredAt(point([0.2, 0.5, 0.8], 1000));
    expect(mean).toBeCloseTo(0.5, 12);
    const reach = (4.302653 * 0.3) / Math.sqrt(3);
    expect(interval!.low).toBe(0); // 0.5 − 0.745: no share is below none
    expect(interval!.high).toBe(1);
    expect(measuredAt(point([20, 50, 80])).interval).toMatchObject({ low: expect.closeTo(50 - 100 * reach, 3) as number });
  });

  test('of two seeds has no interval, unless it is a share', () => {
    expect(measuredAt(point([1, 2])).interval).toBeUndefined();
    expect(measuredAt(point([0.5, 0.5], 50)).interval).toBeDefined();
    expect(measuredAt(point([null, 2, 4, 6])).mean).toBe(4);
  });
});

describe('a difference', () => {
  test('is taken seed by seed', () => {
    const { mean, interval } = differenceOf(point([11, 21, 31]), point([10, 20, 30]));
    expect(mean).toBe(1);
    expect(interval).toMatchObject({ low: 1, high: 1 });
    expect(differenceOf(point([1, null, 3]), point([0, 0, null])).mean).toBe(1);
  });

  test('of shares that agree over seeds is as uncertain as the questions', () => {
    const { interval } = differenceOf(point([1, 1, 1], 20), point([0.5, 0.5, 0.5], 20));
    // Newcombe without correlation: Wilson of 60 of 60 is 0.9398 to 1, of 30 of 60 0.3774 to 0.6226
    expect(interval!.low).toBeCloseTo(0.3634, 4);
    expect(interval!.high).toBeCloseTo(0.62265, 5);
  });

  test('covers the truth at least as often as it says, with seeds and questions both at random', () => {
    const [trials, seeds, of] = [600, 3, 60];
    const spread = streamOf('spread');
    const answers = streamOf('answers');
    const [p, q] = [0.8, 0.4];
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      const shares = (truth: number, arm: number): StudyPoint =>
        point(
          Array.from({ length: seeds }, (_, seed) => {
            const own = Math.min(1, Math.max(0, truth + 0.05 * normal(trial, spread, 10 * arm + seed)));
            const right = Array.from({ length: of }, (_, i) => uniform(trial, answers, (10 * arm + seed) * of + i) < own);
            return right.filter(Boolean).length / of;
          }),
          of,
        );
      const { interval } = differenceOf(shares(p, 0), shares(q, 1));
      if (interval!.low <= p - q && p - q <= interval!.high) held++;
    }
    expect(held / trials).toBeGreaterThan(0.94);
  });
});

test('registers follow the interval alone', () => {
  const of = (low: number, high: number) => ({ mean: (low + high) / 2, interval: { low, high, level: 0.95 } });
  expect(registerOf(of(0.2, 0.4), 0.05)).toBe('shown');
  expect(registerOf(of(-0.4, -0.2), 0.05)).toBe('shown');
  expect(registerOf(of(0.01, 0.04), 0.05)).toBe('small');
  expect(registerOf(of(-0.1, 0.3), 0.05)).toBe('unclear');
  expect(registerOf({ mean: 3, interval: undefined }, 0.05)).toBe('unclear');
});

test('the last point of a line is that with the largest x, in whatever order they were measured', () => {
  const points = [point([1], undefined, 5), point([2], undefined, 9), point([3], undefined, 7), point([4], undefined, 99, 'b')];
  expect(pointOf({ points }, 'a')!.values).toEqual([2]);
  expect(pointOf({ points }, 'a', 7)!.values).toEqual([3]);
  expect(pointOf({ points }, 'c')).toBeUndefined();
});

test('a point at which no seed has a number is none, and a difference can be seen from the other side', () => {
  const points = [point([1, 2, 3]), point([null, null, null], undefined, 1)];
  expect(pointOf({ points }, 'a', 0)).toBe(points[0]);
  expect(pointOf({ points }, 'a', 1)).toBeUndefined();
  expect(pointOf({ points }, 'a')).toBeUndefined(); // not an earlier one: whoever asks for the last means the last
  const difference = differenceOf(point([1, 2, 4]), point([0, 0, 0]));
  expect(reversed(difference)).toEqual(differenceOf(point([0, 0, 0]), point([1, 2, 4])));
});
