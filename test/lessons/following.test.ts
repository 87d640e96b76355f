// Whoever follows the links at the ends of lessons comes by all of them, and back.

import { expect, test } from 'vitest';
import { following } from '#src/lessons/following.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { studies } from '#src/lessons/studies.ts';

test('each lesson leads to the next, experiments to studies, and the last to the first', () => {
  const all = [...lessons, ...studies].map(({ id }) => id);
  const walked = [all[0]!];
  while (walked.length < all.length) walked.push(following(walked.at(-1)!).id);
  expect(walked).toEqual(all);
  expect(following(all.at(-1)!).id).toBe(all[0]);
});

test('an experiment is announced by its question, a study by its title', () => {
  expect(following('shortcuts').line).toMatch(/\?$/);
  expect(following('better-idea')).toEqual({ id: 'think-longer', line: 'Think longer' });
});
