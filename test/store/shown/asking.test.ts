// What is asked between Start and the answer, and of whom.

import { beforeEach, expect, it } from 'vitest';
import type { Prediction } from '#src/experiment/asked.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { preferences, setPreference } from '#src/store/preferences.ts';
import { askAbout, question } from '#src/store/shown/asking.ts';
import { emptyRecord } from '../fake-record.ts';

const begun = (prediction?: Prediction, seeds = [0, 1]) =>
  askAbout(emptyRecord({ ...lessons[0]!.spec('nano'), seeds, ...(prediction && { prediction }) }, 'run'));

beforeEach(() => setPreference('spreadAsked', true));

it.each<[Prediction | undefined, boolean]>([
  [undefined, false],
  [{ spread: 0.1 }, false],
  [{ choice: 'part', why: 'so' }, false],
  [{ choice: 'part', why: '' }, false],
  [{ choice: 'part' }, true],
  [{ levels: [{ arm: 0, loss: 2 }] }, true],
])('a reason for %j is asked: %s', (prediction, why) => {
  begun(prediction);
  expect(question.get()).toEqual(why ? { id: 'run', why, spread: false } : undefined);
});

it('how far apart seeds end is asked once per visitor, and where there are seeds to be apart', () => {
  setPreference('spreadAsked', false);
  begun(undefined, [0]);
  expect([question.get(), preferences.get().spreadAsked]).toEqual([undefined, false]);
  begun();
  expect([question.get(), preferences.get().spreadAsked]).toEqual([{ id: 'run', why: false, spread: true }, true]);
  begun();
  expect(question.get()).toBeUndefined();
});
