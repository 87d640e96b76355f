// Addition on a clock with few hours, a sign for each: so few sums that a model knows them by heart long before it can add, if it ever can
// ("grokking", Power et al. 2022, arxiv.org/abs/2201.02177).

import type { Task } from './task.ts';

const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** "CE=G" where A is 0. */
export function clockSums(hours: number): Task {
  const answer = (question: string): string => signs[(signs.indexOf(question[0]!) + signs.indexOf(question[1]!)) % hours]!;
  return {
    id: `clock-${hours}`,
    title: `A clock with ${hours} hours`,
    note: `Add two hours on a clock with ${hours} of them: ${signs[2]}${signs[4]}=${answer('CE')}.`,
    alphabet: `${signs.slice(0, hours)}=`,
    questions: hours ** 2,
    questionLength: 3,
    answerLength: 1,
    question: (index) => `${signs[Math.floor(index / hours)]}${signs[index % hours]}=`,
    answer,
    check: (question, given) => given === answer(question),
  };
}
