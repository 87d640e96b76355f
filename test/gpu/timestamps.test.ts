// What a coarse, unreliable clock still tells about launches that are shorter than its ticks.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timesOf, type Stamps } from '#src/gpu/timestamps.ts';

/** The stamps of launches that follow each other without a gap, rounded down to ticks. */
function stampsOf(launches: readonly number[], start: number, tick: number): Stamps {
  const stamps: bigint[] = [];
  let now = start;
  for (const nanoseconds of launches) {
    for (const at of [now, now + nanoseconds]) stamps.push(BigInt(Math.floor(at / tick)) * BigInt(tick));
    now += nanoseconds;
  }
  return BigInt64Array.from(stamps);
}

test.each([65_536, 100_000])('ticks of %i ns are found, and launches shorter than one', (tick) => {
  const launches = [4000, 30_000, 250_000, 9000];
  // As in a browser, rounds begin anywhere between two ticks.
  const rounds = Array.from({ length: 400 }, (_, i) => stampsOf(launches, 1e15 + i * 1_012_345, tick));
  const { each, resolution } = timesOf(rounds)!;
  expect(resolution).toBe(tick / 1e6);
  // The standard error of a mean of 400 is at most half a tick over 20.
  launches.forEach((nanoseconds, i) => expect(Math.abs(each[i]! - nanoseconds / 1e6)).toBeLessThan(tick / 1e7));
});

test('what one launch loses by rounding its neighbour gains: the sum is off by a tick at most', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 1 }), fc.nat(1e9), (launches, start) => {
      const timed = timesOf([stampsOf(launches, start, 65_536)]);
      const sum = (timed?.each ?? []).reduce((a, b) => a + b, 0);
      const truth = launches.reduce((a, b) => a + b, 0) / 1e6;
      expect(Math.abs(sum - truth)).toBeLessThanOrEqual(0.065_536 + 1e-9);
    }),
  );
});

test('rounds that somebody else disturbed do not count', () => {
  const quiet = Array.from({ length: 12 }, (_, i) => stampsOf([1e6, 2e6], i * 7e6, 1));
  const disturbed = Array.from({ length: 4 }, (_, i) => stampsOf([9e8, 2e6], i * 1e9, 1));
  expect(timesOf([...disturbed, ...quiet])!.each).toEqual([1, 2]);
});

test('a round in which time runs backwards does not count', () => {
  const good = stampsOf([1000, 2000], 0, 1);
  const backwards = BigInt64Array.from([5000n, 6000n, 6000n, 10n]);
  expect(timesOf([backwards, good])!.each).toEqual([0.001, 0.002]);
  expect(timesOf([backwards])).toBeUndefined();
});

test('a launch begins when the one before has ended, whenever the GPU heard of it', () => {
  expect(timesOf([BigInt64Array.of(0n, 1000n, 10n, 4000n, 20n, 4500n)])!.each).toEqual([0.001, 0.003, 0.0005]);
});

test('a clock that stands still says nothing', () => {
  expect(timesOf([BigInt64Array.of(8n, 8n, 8n, 8n)])).toBeUndefined();
  expect(timesOf([])).toBeUndefined();
});
