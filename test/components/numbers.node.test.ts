// Numbers as text.

import { expect, it } from 'vitest';
import * as numbers from '#src/components/base/numbers.ts';

it('writes the same quantity the same way', () => {
  expect(numbers.formatLoss(2.0344)).toBe('2.034');
  expect(numbers.formatLoss(NaN)).toBe('–');
  expect(numbers.formatCount(41_234)).toBe('41.2k');
  expect(numbers.formatCount(1000)).toBe('1k');
  expect(numbers.formatCount(0)).toBe('0');
  expect(numbers.formatFlops(1.06e12)).toBe('1.06 TFLOP');
  expect(numbers.formatBytes(512)).toBe('512 B');
  expect(numbers.formatNumber(1e-6)).toBe('1e-6');
  expect(numbers.formatNumber(0.002)).toBe('0.002');
  expect(numbers.plural(1, 'seed')).toBe('1 seed');
  expect(numbers.plural(1200, 'step')).toBe('1,200 steps');
});

it('writes milliseconds with as many digits as a table needs, and shares as percents', () => {
  expect([0.0421, 1.2344, 82.53, 340.25, 1234.4].map(numbers.formatMilliseconds)).toEqual([
    '0.042',
    '1.234',
    '82.53',
    '340.3',
    '1,234',
  ]);
  expect([0.0823, 0.54, 1, 1.034, NaN].map(numbers.formatPercent)).toEqual(['8.2 %', '54 %', '100 %', '103 %', '–']);
});

it('rounds a duration to what one would say', () => {
  expect([0.4, 40.4, 130, 3900].map(numbers.formatDuration)).toEqual(['under 1 s', '40 s', '2 min 10 s', '1 h 5 min']);
});
