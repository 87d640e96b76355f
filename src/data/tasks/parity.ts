// Parity: is the number of ones odd? In one step a transformer cannot learn it, since every single bit decides and no part of them tells
// anything; with the parity so far written below each bit, every step needs two bits only (a scratchpad, Nye et al. 2021,
// arxiv.org/abs/2112.00114).

import { written, type Task } from './task.ts';

/** Of so many bits; `aloud` writes the parity of the first bit, of the first two, and so on, of which the last is the answer. */
export function parity(bits: number, aloud: boolean): Task {
  const oddSoFar = (question: string): string => {
    let odd = 0;
    return [...question.slice(0, bits)].map((bit) => (odd ^= Number(bit))).join('');
  };
  const answer = (question: string): string => (aloud ? oddSoFar(question) : oddSoFar(question).slice(-1));
  return {
    id: aloud ? 'parity-aloud' : 'parity',
    title: aloud ? 'Parity, step by step' : 'Parity',
    note: aloud
      ? `Is the number of ones among ${bits} bits odd? Written after every bit: 1101>1001.`
      : `Is the number of ones among ${bits} bits odd? 1101>1: every bit decides, and no part of them tells anything.`,
    alphabet: '01>',
    questions: 2 ** bits,
    questionLength: bits + 1,
    answerLength: aloud ? bits : 1,
    question: (index) => `${written(index, bits, '01')}>`,
    answer,
    check: (question, given) => given === answer(question),
  };
}

const usualBits = 14;
export const paritySilent = parity(usualBits, false);
export const parityAloud = parity(usualBits, true);
