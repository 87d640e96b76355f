// Verifiers take no answer but the right one, whatever a model, or somebody who means it, may write.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tasks } from '#src/data/source.ts';
import { addition } from '#src/data/tasks/addition.ts';
import { parity } from '#src/data/tasks/parity.ts';
import { sorting } from '#src/data/tasks/sort.ts';
import type { Task } from '#src/data/tasks/task.ts';
import { withWrongAnswers } from '#src/data/tasks/wrong-answers.ts';
import { fuzz, fuzzTimeout } from '../../fuzz.ts';

const sizes = [
  addition(1, true),
  addition(2, true),
  addition(5, false),
  sorting(2),
  sorting(9),
  parity(3, false),
  parity(5, true),
];
const all: (readonly [string, Task])[] = [
  ...tasks.map((task) => [task.id, task] as const),
  ...sizes.map((task) => [`${task.id}, questions of ${task.questionLength}`, task] as const),
  ['sort after wrong demonstrations', withWrongAnswers(sorting(4), 1)],
];

/** What looks like a symbol and is none: digits of other scripts, full width, marks that combine, blanks, what ends a string elsewhere. */
const foreign = fc.constantFrom(
  ...['\0', ' ', '\t', '\n', '\r', '\u00a0', '\u200b', '\ufeff', '\u0301', '\u202e', '\ud800', '\u{1d7d9}', '\u{1f600}'],
  ...['٠', '١', '０', '１', '１', '²', '½', 'Ⅷ', '-', '+', '.', ',', 'e', 'x', '_', '<', '&', '\\', 'ａ', 'а', 'A'],
);

/** Right answers, changed at one place, and what is no answer at all. */
function given(task: Task, right: string): fc.Arbitrary<string> {
  const symbol = fc.oneof(fc.constantFrom(...task.alphabet), foreign, fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }));
  const place = fc.nat(right.length);
  const spliced = (removed: number) =>
    fc.tuple(place, symbol).map(([at, other]) => right.slice(0, at) + other + right.slice(at + removed));
  return fc.oneof(
    fc.constant(right),
    spliced(0),
    spliced(1),
    place.map((at) => right.slice(0, at) + right.slice(at + 1)),
    fc.tuple(place, place).map(([at, length]) => right.slice(at) + right.slice(0, length)), // its own characters
    fc.shuffledSubarray([...right], { minLength: right.length }).map((letters) => letters.join('')),
    fc.constantFrom(right + right, right.trim() + ' ', `${Number(right)}`, `0${right}`, `+${right}`, `${right}.0`, `${right}e0`),
    fc.string({ unit: 'binary', maxLength: right.length + 2 }),
    fc.array(symbol, { minLength: right.length, maxLength: right.length }).map((letters) => letters.join('')),
  );
}

describe.each(all)('%s', (_, task) => {
  const right = (question: string): string => (task === all.at(-1)![1] ? sorting(4).answer(question) : task.answer(question));

  test('takes the right answer, and nothing that is made from it or from anything else', { timeout: fuzzTimeout }, () => {
    const asked = fc.nat(task.questions - 1).chain((index) => {
      const question = task.question(index);
      return fc.tuple(fc.constant(question), given(task, right(question)));
    });
    fuzz(10_000, asked, ([question, answer]) => {
      expect(task.check(question, answer), JSON.stringify([question, answer])).toBe(answer === right(question));
    });
  });
});

test.each([addition(1, true), addition(1, false), sorting(2), parity(2, true)])('of all texts, $title takes one', (task) => {
  const symbols = [...task.alphabet, '\n', '\0'];
  let texts = [''];
  const every = [''];
  for (let length = 1; length <= task.answerLength + 1; length++) {
    texts = texts.flatMap((text) => symbols.map((symbol) => text + symbol));
    every.push(...texts);
  }
  for (let index = 0; index < task.questions; index += Math.ceil(task.questions / 20)) {
    const question = task.question(index);
    expect(every.filter((text) => task.check(question, text))).toEqual([task.answer(question)]);
  }
});
