// Addition of two three-digit numbers. Written lowest digit first, each digit needs only the carry before it; written as
// usual, the first digit needs all carries at once, and learning takes longer (Lee et al. 2023, arxiv.org/abs/2307.03381).

import { written, type Task } from './task.ts';

const digits = '0123456789';
const length = 3;

function addition(id: string, title: string, note: string, backwards: boolean): Task {
  const ordered = (text: string): string => (backwards ? [...text].reverse().join('') : text);
  const sum = (question: string): number => Number(question.slice(0, length)) + Number(question.slice(length + 1, -1));
  return {
    id,
    title,
    note,
    alphabet: `${digits}+=`,
    questions: digits.length ** (2 * length),
    questionLength: 2 * length + 2,
    answerLength: length + 1,
    question(index) {
      const both = written(index, 2 * length, digits);
      return `${both.slice(0, length)}+${both.slice(length)}=`;
    },
    answer: (question) => ordered(written(sum(question), length + 1, digits)),
    check: (question, answer) => /^\d{4}$/.test(answer) && Number(ordered(answer)) === sum(question),
  };
}

export const additionReversed = addition(
  'addition',
  'Addition, lowest digit first',
  'Add two three-digit numbers and write the sum backwards: 347+125=2740.',
  true,
);

export const additionPlain = addition(
  'addition-plain',
  'Addition',
  'Add two three-digit numbers: 347+125=0472; harder, because the first digit needs all carries.',
  false,
);
