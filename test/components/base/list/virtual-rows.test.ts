// Drawing only the rows that are near.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RowElements } from '#src/components/base/list/row-elements.ts';
import { firstRow, placesOf, scrollFor, type Place } from '#src/components/base/list/virtual-rows.ts';

const height = 32;
const lengthOf = (places: readonly Place[]): number => places.reduce((sum, place) => sum + ('gap' in place ? place.gap : 1), 0);
const drawn = (places: readonly Place[]): number[] => places.flatMap((place) => ('row' in place ? place.row : []));

it('draws every row in view and a screen around it, wherever one scrolls to', () => {
  const scene = fc.record({
    count: fc.nat(3000),
    inView: fc.integer({ min: 1, max: 60 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    kept: fc.integer({ min: -1, max: 2999 }),
  });
  fc.assert(
    fc.property(scene, ({ count, inView, share, kept }) => {
      const room = (inView - 1) * height; // one row more than fits may be seen in part
      const top = share * Math.max(0, count * height - room);
      const places = placesOf(count, firstRow(top, height), inView, kept);
      expect(lengthOf(places)).toBe(count);
      const rows = drawn(places);
      expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
      const needed = [Math.floor(top / height) - inView + 4, Math.floor((top + room) / height) + inView - 1];
      for (let row = Math.max(0, needed[0]!); row < Math.min(count, needed[1]!); row++) expect(rows).toContain(row);
      if (kept >= 0 && kept < count) expect(rows).toContain(kept);
      expect(rows.length).toBeLessThanOrEqual(3 * inView + 5);
    }),
  );
});

it('scrolls no further than it takes to see a row', () => {
  expect(scrollFor(10, height, 0, 200, 40)).toBe(40 + 11 * height - 200);
  expect(scrollFor(2, height, 500, 200, 40)).toBe(2 * height);
  expect(scrollFor(4, height, 100, 200, 40)).toBe(100);
});

it('gives a line the same element while it is drawn, and elements of lines that left to those that came', () => {
  const elements = new RowElements();
  const keys = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `line ${from + i}`);
  const numbers = (from: number, to: number): number[] => {
    const given = elements.assign(keys(from, to));
    return keys(from, to).map((key) => given.get(key)!);
  };
  expect(numbers(0, 5)).toEqual([0, 1, 2, 3, 4]);
  expect(numbers(2, 7)).toEqual([2, 3, 4, 1, 0]); // mirrored
  expect(numbers(0, 5)).toEqual([0, 1, 2, 3, 4]);
  expect(numbers(90, 95)).toEqual([0, 1, 2, 3, 4]); // far away nothing moves
  const fewer = numbers(93, 95);
  expect(new Set(numbers(91, 99)).size).toBe(8);
  expect(fewer).toEqual([3, 4]);
});
