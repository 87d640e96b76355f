// The seeds that a lesson begins with, once it was measured how many cost little: never those of a visitor who has touched it.

import { expect, test } from 'vitest';
import * as setup from '#src/store/setup/draft.ts';

const now = (): setup.Draft => setup.draft.get();

function fresh(id: string): setup.Draft {
  setup.chooseExperiment(id);
  setup.restoreLesson();
  return now();
}

test('a lesson that nobody has touched takes what was measured, and is as the lesson has it', () => {
  setup.useSeeds(fresh('shortcuts'), 8);
  expect([now().seeds, setup.cheapSeeds.get(), setup.differs.get()]).toEqual([8, 8, false]);
  expect(setup.spec.get().seeds).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  setup.setSeeds(4);
  expect([now().seeds, setup.cheapSeeds.get(), setup.differs.get()]).toEqual([4, undefined, true]);
  setup.restoreLesson();
  expect(now().seeds).toBe(8);
});

test('three are not told of', () => {
  setup.useSeeds(fresh('data'), 3);
  expect([now().seeds, setup.cheapSeeds.get()]).toEqual([3, undefined]);
});

test.each([
  ['seeds', () => setup.setSeeds(5), 5],
  ['an arm', () => setup.removeArm(0), 3],
  ['the size', () => setup.chooseSize('nano'), 3],
])('a visitor who has chosen %s keeps the seeds', (_, choose, seeds) => {
  const before = fresh('depth');
  choose();
  setup.useSeeds(before, 8);
  expect([now().seeds, setup.cheapSeeds.get()]).toEqual([seeds, undefined]);
});

test('what was measured of one lesson says nothing of another', () => {
  const before = fresh('parameters');
  fresh('data');
  setup.useSeeds(before, 8);
  expect(now().seeds).toBe(3);
  setup.chooseExperiment('parameters');
  expect(now().seeds).toBe(3);
});
