// Addition. Written lowest digit first, each digit needs only the carry before it; written as usual, the first digit needs all carries at
// once, and learning takes longer (Lee et al. 2023, arxiv.org/abs/2307.03381).

import { written, type Task } from './task.ts';

const digits = '0123456789';
const numerals = ['no', 'one', 'two', 'three', 'four', 'five'];

/** Of two numbers of so many digits, at most five; `backwards` writes the sum lowest digit first. */
export function addition(length: number, backwards: boolean): Task {
  const ordered = (text: string): string => (backwards ? [...text].reverse().join('') : text);
  const sum = (question: string): number => Number(question.slice(0, length)) + Number(question.slice(length + 1, -1));
  const right = (question: string): string => ordered(written(sum(question), length + 1, digits));
  const numbers = `two ${numerals[length]}-digit numbers`;
  const example = `${'347'.padStart(length, '6').slice(-length)}+${'125'.padStart(length, '8').slice(-length)}=`;
  return {
    id: backwards ? 'addition' : 'addition-plain',
    title: backwards ? 'Addition, lowest digit first' : 'Addition',
    note: backwards
      ? `Add ${numbers} and write the sum backwards: ${example}${right(example)}.`
      : `Add ${numbers}: ${example}${right(example)}; harder, because the first digit needs all carries.`,
    alphabet: `${digits}+=`,
    questions: digits.length ** (2 * length),
    questionLength: 2 * length + 2,
    answerLength: length + 1,
    question(index) {
      const both = written(index, 2 * length, digits);
      return `${both.slice(0, length)}+${both.slice(length)}=`;
    },
    answer: right,
    check: (question, answer) => answer === right(question),
  };
}

const usualLength = 3;
export const additionReversed = addition(usualLength, true);
export const additionPlain = addition(usualLength, false);
