// Addition modulo 97: few questions, so a small model first memorises, and may much later understand
// ("grokking", Power et al. 2022, arxiv.org/abs/2201.02177).

import { written, type Task } from './task.ts';

const digits = '0123456789';
const modulus = 97;

const numbers = (question: string): [number, number] => [Number(question.slice(0, 2)), Number(question.slice(3, 5))];

export const modular: Task = {
  id: 'modular',
  title: 'Addition modulo 97',
  note: 'Add two numbers on a clock with 97 hours: 37+85=25; only 9,409 questions exist.',
  alphabet: `${digits}+=`,
  questions: modulus ** 2,
  questionLength: 6,
  answerLength: 2,
  question: (index) => `${written(Math.floor(index / modulus), 2, digits)}+${written(index % modulus, 2, digits)}=`,
  answer(question) {
    const [a, b] = numbers(question);
    return written((a + b) % modulus, 2, digits);
  },
  check(question, answer) {
    const [a, b] = numbers(question);
    const c = Number(answer);
    return /^\d\d$/.test(answer) && c < modulus && (c === a + b || c === a + b - modulus);
  },
};
