// Reversing: write six letters backwards. Attention must look back a different distance at every position.

import { written, type Task } from './task.ts';

const letters = 'abcdefghij';
const length = 6;

export const reverse: Task = {
  id: 'reverse',
  title: 'Reverse',
  note: 'Write six letters backwards: abcdef<fedcba.',
  alphabet: `${letters}<`,
  questions: letters.length ** length,
  questionLength: length + 1,
  answerLength: length,
  question: (index) => `${written(index, length, letters)}<`,
  answer: (question) => [...question.slice(0, length)].reverse().join(''),
  check: (question, answer) => answer.length === length && [...answer].every((letter, i) => letter === question[length - 1 - i]),
};
