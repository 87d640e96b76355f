// Sorting digits. What comes next depends on all digits and on how many were written.

import { written, type Task } from './task.ts';

const digits = '0123456789';
const numerals = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** So many digits, at most nine. */
export function sorting(length: number): Task {
  const answer = (question: string): string => [...question.slice(0, length)].sort().join('');
  const example = '314159265'.slice(0, length);
  return {
    id: 'sort',
    title: 'Sort',
    note: `Write ${numerals[length]} digits in ascending order: ${example}>${answer(example)}.`,
    alphabet: `${digits}>`,
    questions: digits.length ** length,
    questionLength: length + 1,
    answerLength: length,
    question: (index) => `${written(index, length, digits)}>`,
    answer,
    check(question, given) {
      const left = [...question.slice(0, length)];
      for (const [i, digit] of [...given].entries()) {
        const at = left.indexOf(digit);
        if (at < 0 || (i > 0 && given[i - 1]! > digit)) return false;
        left.splice(at, 1);
      }
      return left.length === 0;
    },
  };
}

export const sort = sorting(6);
