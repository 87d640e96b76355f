// What a study can be started with: what is typed or read from a file need not be.

import { mostSeeds } from '#src/experiment/limits.ts';
import type { StudySpec } from '#src/experiment/study/study-record.ts';
import { message, type Message } from '#src/words/message.ts';
import type { StudyLesson } from './study-lesson.ts';

/** What is wrong with it first; undefined if nothing is. */
export function wrongIn(
  { settings: known, guess: asked }: StudyLesson,
  { settings, seeds, guess }: Pick<StudySpec, 'settings' | 'guess'> & { readonly seeds: number },
): Message | undefined {
  const numbers = [
    { label: 'Seeds', value: seeds, min: 1, max: mostSeeds, whole: true },
    ...known.map(({ key, label, min, max, step }) => ({ label, value: settings[key], min, max, whole: step !== undefined })),
    ...(guess === undefined ? [] : [{ label: 'Your guess', value: guess, min: asked.min, max: asked.max, whole: false }]),
  ];
  const wrong = numbers.find(
    ({ value = NaN, min, max, whole }) => !(value >= min && value <= max) || (whole && !Number.isInteger(value)),
  );
  return wrong && message('notInRange', { option: wrong.label, whole: wrong.whole, min: wrong.min, max: wrong.max });
}
