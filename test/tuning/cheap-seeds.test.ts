// How many seeds an experiment begins with, by what their steps take.

import { expect, test } from 'vitest';
import { seedsForTwice } from '#src/tuning/cheap-seeds.ts';

test.each([
  ['all in parallel', () => 1, 8],
  ['one after the other', (seeds: number) => seeds, 3],
  ['half of it launches', (seeds: number) => 5 + seeds, 7],
  ['exactly twice at four', (seeds: number) => ({ 1: 10, 4: 20 })[seeds] ?? 21, 4],
  ['a cliff after five', (seeds: number) => (seeds <= 5 ? 1.9 : 9) - (seeds === 1 ? 0.9 : 0), 5],
])('%s', async (_, cost, expected) => {
  const timed: number[] = [];
  const found = await seedsForTwice((seeds) => {
    timed.push(seeds);
    return Promise.resolve(cost(seeds));
  });
  expect(found).toBe(expected);
  expect(new Set(timed).size, 'nothing is timed twice').toBe(timed.length);
});
