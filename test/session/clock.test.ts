// What counts as training time, by a clock that the test turns.

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Clock } from '#src/session/clock.ts';

let now = 0;
beforeAll(() => void vi.spyOn(performance, 'now').mockImplementation(() => now));
afterAll(() => void vi.restoreAllMocks());

test('of two bursts in flight each counts only while the other did not run', () => {
  const clock = new Clock();
  const [first, second] = [100, 110]; // submitted
  now = 130;
  expect(clock.burst(first, NaN)).toEqual({ milliseconds: 30, whole: true });
  now = 135;
  expect(clock.burst(second, 30)).toEqual({ milliseconds: 5, whole: true });
});

test('waiting for a burst counts for none', () => {
  const clock = new Clock();
  now = 130;
  clock.burst(100, NaN);
  now = 207;
  expect(clock.burst(200, 30).milliseconds).toBe(7);
});

test('what ended in between counts for none', () => {
  const clock = new Clock();
  now = 50;
  clock.skip();
  now = 57;
  expect(clock.burst(40, 10).milliseconds, 'submitted before, run behind').toBe(7);
});

describe('a gap is not training', () => {
  /** A clock whose last burst ended at `now`, as bursts of 25 ms do. */
  function running(): Clock {
    const clock = new Clock();
    now += 1000;
    clock.skip();
    return clock;
  }

  test.each<[string, number, number, boolean]>([
    ['sleep of 40 s', 25, 40_025, false],
    ['a frozen tab of 3 s', 25, 3025, false],
    ['a debugger for 20 s in steps of 2 s', 2000, 22_000, false],
    ['a stall of half a second on a busy machine', 25, 525, true],
    ['a slow step on a loaded machine', 10_000, 29_000, true],
  ])('%s', (_, usual, took, whole) => {
    const clock = running();
    const submitted = now;
    now += took;
    expect(clock.burst(submitted, usual)).toEqual({ milliseconds: took, whole });
  });

  test('nor does what was in flight meanwhile count, which seems to have taken nothing', () => {
    const clock = running();
    const [first, second] = [now, now + 1];
    now += 40_000;
    expect(clock.burst(first, 25).whole).toBe(false);
    const third = now;
    now += 1;
    expect(clock.burst(second, 25)).toEqual({ milliseconds: 1, whole: false });
    now += 25;
    expect(clock.burst(third, 25)).toEqual({ milliseconds: 25, whole: true });
  });

  test('is not looked for before anybody knows what is usual', () => {
    const clock = running();
    const submitted = now;
    now += 40_000;
    expect(clock.burst(submitted, NaN).whole).toBe(true);
  });

  test('bursts that ended while this thread was busy tell nothing', () => {
    const clock = running();
    const submitted = now;
    now += 300;
    clock.wasBusy();
    now += 2;
    expect(clock.burst(submitted, 25)).toEqual({ milliseconds: 2, whole: false });
  });
});
