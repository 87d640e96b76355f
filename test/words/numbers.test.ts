// Numbers as text.

import { expect, it } from 'vitest';
import * as numbers from '#src/words/numbers.ts';

it('writes the same quantity the same way', () => {
  expect(numbers.formatLoss(2.0344)).toBe('2.034');
  expect(numbers.formatLoss(NaN)).toBe('–');
  expect([0, 0.0344, 0.01, 0.009999, 0.0042, 0.0000741].map(numbers.formatLoss)).toEqual([
    '0.000',
    '0.034',
    '0.010',
    '0.010',
    '0.0042',
    '7.4e-5',
  ]);
  expect([0, 2.0344, 0.0344, 0.0042, 0.0000741].map(numbers.formatShortLoss)).toEqual([
    '0.00',
    '2.03',
    '0.034',
    '0.0042',
    '7.4e-5',
  ]);
  expect(numbers.formatCount(41_234)).toBe('41.2k');
  expect(numbers.formatCount(1000)).toBe('1k');
  expect(numbers.formatCount(0)).toBe('0');
  expect([41_234, 5.764e23, NaN].map(numbers.formatAmount)).toEqual(['41.2k', '5.76e+23', '–']);
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

it('writes a difference with its sign, to a thousandth or to what is uncertain', () => {
  expect(numbers.formatDifference(-0.83, 0.0312)).toBe('−0.830 ± 0.031');
  expect(numbers.formatDifference(0.0123, 0.00041)).toBe('+0.01230 ± 0.00041');
  expect(numbers.formatDifference(1.5, 0.26)).toBe('+1.500 ± 0.260');
  expect(numbers.formatDifference(-0.83, NaN)).toBe('−0.830');
  expect(numbers.formatDifference(0.0012, NaN)).toBe('+0.00120');
  expect(numbers.formatDifference(0, 0)).toBe('0.000 ± 0.000');
  expect(numbers.formatDifference(NaN, NaN)).toBe('–');
  expect([0.1, -0.1, 0].map((v) => numbers.formatSigned(v, numbers.formatNumber))).toEqual(['+0.1', '−0.1', '0']);
});
