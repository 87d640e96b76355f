// Copying: repeat six letters. The easiest task that needs attention to look back a fixed distance.

import { written, type Task } from './task.ts';

const letters = 'abcdefghij';
const length = 6;

export const copy: Task = {
  id: 'copy',
  title: 'Copy',
  note: 'Repeat six letters: abcdef>abcdef.',
  alphabet: `${letters}>`,
  questions: letters.length ** length,
  questionLength: length + 1,
  answerLength: length,
  question: (index) => `${written(index, length, letters)}>`,
  answer: (question) => question.slice(0, length),
  check: (question, answer) => question === `${answer}>`,
};
