// What is said of diets follows from the points, whatever they are, and from those of the same generation.

import { expect, test } from 'vitest';
import { ownDiet } from '#src/lessons/after/own-diet.ts';
import { recordOf } from './records.ts';

const [near, far] = [
  [0.11, 0.12, 0.13],
  [0.8, 0.82, 0.84],
];
const said = (lines: Parameters<typeof recordOf>[1]): string => ownDiet.answer(recordOf(ownDiet, lines)).join(' ');
const counted = (first: number, last: number) => ({ 0: [first, first, first + 0.01], 4: [last, last + 0.01, last] });

test('diets are held against each other at the same generation, however far each has come', () => {
  const replace = { 0: near, 4: far };
  const ahead = said({ 'replace excess': replace, 'accumulate excess': { 0: near }, 'half real excess': { 0: near, 2: far } });
  expect(ahead).toMatch(/^After 4 generations on nothing but the last model’s text, a model is 0\.70 .* further from the truth/);
  expect(ahead).not.toMatch(/thrown away|Half|half/);
  expect(said({ 'replace excess': replace, 'accumulate excess': { 0: near, 4: near } })).toMatch(/thrown away/);
  expect(said({ 'replace excess': { 0: near, 1: far } })).toMatch(/^After one generation/);
});

test('a diet that is not quite safe is not said to be, and one that does good is', () => {
  const worse = near.map((value, i) => value + [0.06, 0.09, 0.075][i]!);
  const lines = { 'replace excess': { 0: near, 4: far }, 'accumulate excess': { 0: near, 4: worse } };
  expect(said({ ...lines, 'half real excess': { 0: far, 4: near } })).toMatch(
    /thrown away, a model is 0\.07.* further .* half of the text is always real, a model is nearer .*, by 0\.70 \(0\.68 to 0\.72\) nats/,
  );
  expect(said({ 'replace excess': { 0: near, 4: near } })).toMatch(
    /about as far from the truth as the first, to within 0\.05 nats: further by/,
  );
  expect(said({ 'replace excess': { 0: near, 4: [0.02, 0.5, 0.2] } })).toMatch(/not certain whether/);
});

test('the twin that counts is said to lose variety only if it does', () => {
  const lines = (last: number) => ({
    'replace excess': { 0: near, 4: far },
    'replace counted': counted(1.8, last),
    'accumulate counted': counted(1.8, 1.79),
  });
  expect(said(lines(1.4))).toMatch(/twin that only counts loses variety too: its entropy falls by 0\.40 .*, and to 1\.40 /);
  expect(said(lines(1.9))).not.toMatch(/twin/);
});

test('of seeds without a number nothing is said', () => {
  expect(said({ 'replace excess': { 0: near, 4: [null, null, null] } })).toBe('');
});
