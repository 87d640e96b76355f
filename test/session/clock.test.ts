// What counts as training time, by a clock that the test turns.

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Clock } from '#src/session/clock.ts';

let now = 0;
beforeAll(() => void vi.spyOn(performance, 'now').mockImplementation(() => now));
afterAll(() => void vi.restoreAllMocks());

test('of two bursts in flight each counts only while the other did not run', () => {
  const clock = new Clock();
  const [first, second] = [100, 110]; // submitted
  now = 130;
  expect(clock.burst(first)).toBe(30);
  now = 135;
  expect(clock.burst(second)).toBe(5);
});

test('waiting for a burst counts for none', () => {
  const clock = new Clock();
  now = 130;
  clock.burst(100);
  now = 207;
  expect(clock.burst(200)).toBe(7);
});

test('what ended in between counts for none', () => {
  const clock = new Clock();
  now = 50;
  clock.skip();
  now = 57;
  expect(clock.burst(40), 'submitted before, run behind').toBe(7);
});
