// The point that is read at the cursor.

import { expect, it } from 'vitest';
import { placeRead } from '#src/components/base/chart/reading.ts';

it('is the last at or before the cursor', () => {
  const steps = [10, 20, 30];
  const at = (place: number): number => placeRead(steps, steps.length, place);
  expect([10, 19.9, 20, 20.1, 30, 1000].map(at)).toEqual([0, 0, 1, 1, 2, 2]);
});

it('is none before the first, of no points, or where the axis has no measure yet', () => {
  expect(placeRead([10, 20], 2, 9)).toBe(-1);
  expect(placeRead([], 0, 9)).toBe(-1);
  expect(placeRead([10, 20], 2, NaN)).toBe(-1);
});

it('is found again after a way through pixels', () => {
  expect(placeRead([10, 20], 2, 20 - 1e-12)).toBe(1);
});

it('leaves out what a growing array holds behind its points', () => {
  expect(placeRead(Float64Array.of(10, 20, 0, 0), 2, 1000)).toBe(1);
});
