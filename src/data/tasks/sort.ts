// Sorting: write six digits in ascending order. What comes next depends on all digits and on how many were written.

import { written, type Task } from './task.ts';

const digits = '0123456789';
const length = 6;

export const sort: Task = {
  id: 'sort',
  title: 'Sort',
  note: 'Write six digits in ascending order: 314159>113459.',
  alphabet: `${digits}>`,
  questions: digits.length ** length,
  questionLength: length + 1,
  answerLength: length,
  question: (index) => `${written(index, length, digits)}>`,
  answer: (question) => [...question.slice(0, length)].sort().join(''),
  check(question, answer) {
    const left = [...question.slice(0, length)];
    for (const [i, digit] of [...answer].entries()) {
      const at = left.indexOf(digit);
      if (at < 0 || (i > 0 && answer[i - 1]! > digit)) return false;
      left.splice(at, 1);
    }
    return left.length === 0;
  },
};
