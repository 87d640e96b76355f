// What is said of transfer follows from points of the same step; and the amounts of text that it names are those of the corpus.

import { expect, test } from 'vitest';
import { corpora } from '#src/data/corpora.ts';
import { transfer } from '#src/lessons/after/transfer.ts';
import { recordOf } from './records.ts';

const [high, low] = [
  [1.76, 1.75, 1.79],
  [1.69, 1.67, 1.73],
];
const said = (scratch: Readonly<Record<number, readonly number[]>>, transferred: Readonly<Record<number, readonly number[]>>) => {
  const record = recordOf(transfer, { 'declaration scratch': scratch, 'declaration transferred': transferred });
  return { text: transfer.answer(record).join(' '), guess: transfer.guess.measured(record) };
};

test('both ways are held against each other after as many steps, however far the second has come', () => {
  const { text, guess } = said({ 25: [2.28, 2.26, 2.27], 200: high }, { 25: [2.21, 2.16, 2.19] });
  expect(text).toMatch(/after 25 steps, the model that has read the novel is 0\.083 .* lower/);
  expect(guess).toBeCloseTo(8.33, 1);
});

test('it is ahead of a later step of the other only where seeds agree that it is', () => {
  const scratch = { 25: [2.28, 2.26, 2.27], 200: high };
  const ahead = (values: readonly number[]): string => said(scratch, { 25: values, 200: low }).text;
  expect(ahead([1.7, 1.69, 1.73])).toMatch(/After 25 steps it was already lower than the other after 200, by 0\.060 \(/);
  expect(ahead([1.2, 1.74, 2.0])).not.toMatch(/already/); // lower in the mean, and by chance
});

test('what does harm, what does not matter and what is unclear are told apart', () => {
  expect(said({ 200: low }, { 200: high }).text).toMatch(/in the way: 0\.070 \(0\.0\d+ to 0\.\d+\) nats worse/);
  expect(said({ 200: high }, { 200: high.map((value) => value - 0.001) }).text).toMatch(/at most by 0\.03 nats/);
  expect(said({ 200: high }, { 200: [1.2, 2.4, 1.7] }).text).toMatch(/no difference is certain: .* is lower by [−0-9.]+ \(−/);
});

test('names as many characters as the program reads of the declaration, and is tested on', () => {
  const { characters } = corpora.find(({ id }) => id === 'rights-nl')!;
  const inGroups = (n: number): string => n.toLocaleString('en');
  expect(transfer.notShown).toContain(`${inGroups(Math.floor(0.85 * characters))} characters to read`);
  expect(transfer.notShown).toContain(`${inGroups(characters - Math.floor((characters * 9) / 10))} to be tested on`);
});
