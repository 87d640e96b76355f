// The tasks: every question is another, its answer is right by the task's own verifier, and wrong answers are refused.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tasks } from '#src/data/source.ts';
import { clockSums } from '#src/data/tasks/clock-sums.ts';

test('an answer of each task', () => {
  const answers = Object.fromEntries(tasks.map((task) => [task.id, task.answer]));
  expect(answers['copy']!('abcabj>')).toBe('abcabj');
  expect(answers['reverse']!('abcabj<')).toBe('jbacba');
  expect(answers['sort']!('314159>')).toBe('113459');
  expect(answers['addition']!('347+125=')).toBe('2740');
  expect(answers['addition-plain']!('999+999=')).toBe('1998');
  expect(answers['modular']!('90+20=')).toBe('13');
  expect(clockSums(31).answer('CE=')).toBe('G');
  expect(clockSums(5).answer('ED=')).toBe('C');
});

const all = [...tasks, clockSums(5), clockSums(31)];

describe.each(all.map((task) => [task.id, task] as const))('%s', (_, task) => {
  test('questions are all different, of one length, and answered by the alphabet', () => {
    fc.assert(
      fc.property(fc.nat(task.questions - 1), fc.nat(task.questions - 1), (a, b) => {
        const question = task.question(a);
        const answer = task.answer(question);
        expect(question).toHaveLength(task.questionLength);
        expect(answer).toHaveLength(task.answerLength);
        expect([...question, ...answer].every((symbol) => task.alphabet.includes(symbol))).toBe(true);
        expect(question === task.question(b)).toBe(a === b);
      }),
    );
  });

  test('only the right answer is accepted', () => {
    const symbol = fc.constantFrom(...task.alphabet);
    fc.assert(
      fc.property(fc.nat(task.questions - 1), fc.nat(task.answerLength - 1), symbol, (index, at, other) => {
        const question = task.question(index);
        const answer = task.answer(question);
        expect(task.check(question, answer)).toBe(true);
        const wrong = answer.slice(0, at) + other + answer.slice(at + 1);
        expect(task.check(question, wrong)).toBe(wrong === answer);
        expect(task.check(question, answer.slice(1))).toBe(false);
        expect(task.check(question, answer + other)).toBe(false);
        expect(task.check(question, '')).toBe(false);
      }),
    );
  });
});
