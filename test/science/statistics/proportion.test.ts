// Shares and their differences against published values, enumeration and simulation.

import { describe, expect, test } from 'vitest';
import { streamOf, uniform } from '#src/data/random.ts';
import { mcnemar, pairsOf, shareDifference, wilson } from '#src/science/statistics/proportion.ts';

describe('Wilson', () => {
  // Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i', (right, n, low, high) => {
    const found = wilson(right, n);
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  test('mirrors, and of nothing says nothing', () => {
    const [few, many] = [wilson(3, 40), wilson(37, 40)];
    expect(few.low).toBeCloseTo(1 - many.high, 12);
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1, level: 0.95 });
    expect(wilson(20, 20).high).toBe(1);
  });
});

describe('the difference of two shares of the same questions', () => {
  // Newcombe 1998, Statistics in Medicine 17:2635, table II, method 10.
  test.each([[36, 12, 2, 0, 0.0569, 0.3404]])(
    '%i both, %i and %i alone, %i neither',
    (both, first, second, neither, low, high) => {
      const { interval } = shareDifference({ both, first, second, neither });
      expect(interval.low).toBeCloseTo(low, 3);
      expect(interval.high).toBeCloseTo(high, 3);
    },
  );

  test('changes its sign with the order', () => {
    const one = shareDifference({ both: 20, first: 9, second: 4, neither: 17 });
    const other = shareDifference({ both: 20, first: 4, second: 9, neither: 17 });
    expect(one.mean).toBeCloseTo(-other.mean, 12);
    expect(one.interval.low).toBeCloseTo(-other.interval.high, 12);
  });

  test('holds the truth about as often as it says', () => {
    const stream = streamOf('pairs');
    const [n, draws] = [80, 1000];
    let held = 0;
    for (let draw = 0; draw < draws; draw++) {
      const answers = Array.from({ length: n }, (_, i) => {
        const at = 3 * (draw * n + i);
        const hard = uniform(1, stream, at) < 0.5; // for both
        return [uniform(1, stream, at + 1) < (hard ? 0.3 : 0.9), uniform(1, stream, at + 2) < (hard ? 0.2 : 0.8)] as const;
      });
      const pairs = pairsOf(
        answers.map(([a]) => a),
        answers.map(([, b]) => b),
      );
      const { low, high } = shareDifference(pairs).interval;
      if (low <= 0.1 && 0.1 <= high) held++;
    }
    expect(held / draws).toBeGreaterThan(0.93);
    expect(held / draws).toBeLessThan(0.98);
  });
});

test('McNemar is the exact binomial test of those that one alone answered', () => {
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
  const tail = (n: number, k: number): number =>
    Array.from({ length: k + 1 }, (_, i) => choose(n, i)).reduce((a, b) => a + b) / 2 ** n;
  expect(mcnemar({ both: 5, first: 8, second: 1, neither: 3 })).toBeCloseTo(2 * tail(9, 1), 10);
  expect(mcnemar({ both: 5, first: 2, second: 12, neither: 3 })).toBeCloseTo(2 * tail(14, 2), 10);
  expect(mcnemar({ both: 5, first: 4, second: 4, neither: 3 })).toBe(1);
  expect(mcnemar({ both: 5, first: 0, second: 0, neither: 3 })).toBe(1);
});
