// Demonstrations by somebody who is often wrong: for a share of all questions, always the same ones, the characters of the answer stand in a
// random order. Whoever verifies is not fooled.

import { integer, streamOf, uniform } from '../random.ts';
import { dataSeed } from '../split.ts';
import type { Task } from './task.ts';

const isWrong = streamOf('wrong answer');
const order = streamOf('order of a wrong answer');

export const withWrongAnswers = (task: Task, share: number): Task => ({
  ...task,
  answer(question) {
    const right = task.answer(question);
    const number = streamOf(question); // the draws of a question are its own
    return uniform(dataSeed, isWrong, number) < share ? shuffled(right, number) : right;
  },
});

/** Fisher–Yates; now and then it is right by luck. */
function shuffled(text: string, number: number): string {
  const letters = [...text];
  for (let i = letters.length - 1; i > 0; i--) {
    const j = integer(number, order, i, i + 1);
    [letters[i], letters[j]] = [letters[j]!, letters[i]!];
  }
  return letters.join('');
}
