// The lesson that comes after another one in the row of lessons, in a line; after the last, the first. Of an experiment it says the question,
// of a study the title, as what a study asks is fetched with it.

import { firstSentence } from '#src/words/cut.ts';
import { lessons } from './lessons.ts';
import { afterTraining } from './study-names.ts';

export interface Following {
  readonly id: string;
  readonly line: string;
}

const row: readonly Following[] = [
  ...lessons.map(({ id, question }) => ({ id, line: firstSentence(question) })),
  ...afterTraining.lessons.map(({ id, title }) => ({ id, line: title })),
];

export function following(lesson: string): Following {
  return row[(row.findIndex(({ id }) => id === lesson) + 1) % row.length]!;
}
