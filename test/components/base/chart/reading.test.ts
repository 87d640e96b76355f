// The point that is read at the cursor, and where the cursor stands among single numbers.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearestStop, nextStop, placeRead } from '#src/components/base/chart/reading.ts';

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

const box = { left: 40, top: 0, width: 300, height: 100, margin: 0 };
const axis = (log: boolean) => ({ low: 1, high: 1000, log, format: String });
const ascending = fc
  .uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 12 })
  .map((all) => all.sort((a, b) => a - b));

it('the nearest stop is that which is drawn nearest, on either axis', () => {
  fc.assert(
    fc.property(ascending, fc.boolean(), fc.integer({ min: 40, max: 340 }), (stops, log, at) => {
      const pixel = (x: number): number => 40 + 300 * (log ? Math.log(x) / Math.log(1000) : (x - 1) / 999);
      const found = nearestStop({ x: axis(log), stops }, box, at)!;
      expect(stops).toContain(found);
      for (const stop of stops) expect(Math.abs(pixel(found) - at)).toBeLessThanOrEqual(Math.abs(pixel(stop) - at) + 1e-9);
    }),
  );
  expect(nearestStop({ x: axis(true), stops: [10, 1000] }, box, 40 + 190)).toBe(10);
  expect(nearestStop({ x: axis(false), stops: [10, 1000] }, box, 40 + 190)).toBe(1000);
  expect(nearestStop({ x: axis(false) }, box, 50)).toBeUndefined();
});

it('arrows lead from each to the next, and no further than the ends', () => {
  fc.assert(
    fc.property(ascending, (stops) => {
      const walk = (key: string): (number | undefined)[] => {
        let at: number | undefined;
        return stops.map(() => (at = nextStop(stops, at, key)));
      };
      expect(walk('ArrowRight')).toEqual(stops);
      expect(walk('ArrowLeft')).toEqual(stops.toReversed());
      expect(nextStop(stops, stops.at(-1), 'ArrowRight')).toBe(stops.at(-1));
      expect(nextStop(stops, stops[0], 'ArrowLeft')).toBe(stops[0]);
    }),
  );
  expect(nextStop([1, 5], 3, 'ArrowRight')).toBe(5);
  expect(nextStop([1, 5], 3, 'ArrowLeft')).toBe(1);
  expect(nextStop([1, 5], 3, 'Home')).toBeUndefined();
});
