// Faster beyond noise: what is faster wins, what is not does not, however the machine's speed wanders.

import { describe, expect, test } from 'vitest';
import { normal, uniform } from '#src/data/random.ts';
import { isFaster, type Burst } from '#src/tuning/faster.ts';

/** A machine whose speed wanders by as much as `drift`, and whose every burst is off by `noise`; rarely, something else runs. */
function machine(seed: number, noise: number, drift = 0.5, rare = 0.02): (milliseconds: number) => Burst {
  let draws = 0;
  return (milliseconds) => async (times) => {
    const index = draws++;
    const pace = 1 + drift * Math.sin(index / 9 + seed);
    const disturbed = uniform(seed, 2, index) < rare ? 3 : 1;
    return times * milliseconds * pace * disturbed * Math.exp(noise * normal(seed, 1, index));
  };
}

async function wins(ratio: number, noise: number, times = 200): Promise<number> {
  let won = 0;
  for (let seed = 1; seed <= times; seed++) {
    const at = machine(seed, noise);
    if (await isFaster(at(ratio), at(1))) won++;
  }
  return won / times;
}

describe('what takes as long', () => {
  test.each([0.01, 0.05, 0.2])('hardly ever counts as faster, at a noise of %f', async (noise) => {
    expect(await wins(1, noise)).toBeLessThan(0.03);
  });
});

test('what is slower never counts as faster', async () => {
  for (const noise of [0.01, 0.1]) expect(await wins(1.2, noise)).toBe(0);
});

test('what is a fifth faster is found as long as noise allows it', async () => {
  expect(await wins(0.8, 0.02)).toBeGreaterThan(0.7);
});

test('where there is no noise, the least counts, and nothing does not', async () => {
  const still = machine(1, 0, 0, 0);
  expect(await isFaster(still(0.99), still(1))).toBe(true);
  expect(await isFaster(still(1), still(1))).toBe(false);
});

test('a clock that stands still says nothing', async () => {
  const stopped: Burst = () => Promise.resolve(0);
  expect(await isFaster(stopped, stopped)).toBe(false);
});

test('short work is done many times in a burst, long work once', async () => {
  const counts: number[] = [];
  const at =
    (milliseconds: number): Burst =>
    async (times) => (counts.push(times), times * milliseconds);
  await isFaster(at(0.01), at(0.01));
  expect(Math.max(...counts)).toBe(64);
  counts.length = 0;
  await isFaster(at(300), at(300));
  expect(new Set(counts)).toEqual(new Set([1]));
});

test('is interrupted between two bursts', async () => {
  const interruption = new AbortController();
  let bursts = 0;
  const busy: Burst = async (times) => {
    if (++bursts === 7) interruption.abort(new Error('enough'));
    return times;
  };
  await expect(isFaster(busy, busy, interruption.signal)).rejects.toThrow('enough');
  expect(bursts).toBeLessThan(10);
});
