// What is typed above the run table: words that must occur, -words that must not, and terms such as width=64 or loss<2.1.

import { formatLoss } from '#src/words/numbers.ts';
import { readNumber } from '#src/words/typed.ts';
import { fieldNamed, isMissing, wordsOf, type RunField } from './fields.ts';
import type { RunRow } from './rows.ts';

type Test = (row: RunRow) => boolean;

export interface Filter {
  readonly test: Test;
  readonly problem: string; // the first term that says nothing, in a sentence; such terms do not filter
}

export function filterFrom(search: string): Filter {
  const tests: Test[] = [];
  const problems: string[] = [];
  for (const typed of search.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? []) {
    const found = testFrom(typed);
    if (typeof found === 'string') problems.push(found);
    else tests.push(found);
  }
  return { test: (row) => tests.every((test) => test(row)), problem: problems[0] ?? '' };
}

/** A test, or the sentence that says why there is none. */
function testFrom(typed: string): Test | string {
  const negative = typed.length > 1 && typed.startsWith('-');
  const term = negative ? typed.slice(1) : typed;
  const [, name = '', operator = '', value = ''] = /^([^\s"=!<>]+)(!=|<=|>=|=|<|>)(.*)$/.exec(term) ?? [];
  const test = operator ? comparison(name, operator, unquoted(value)) : containing(unquoted(term));
  return negative && typeof test !== 'string' ? (row) => !test(row) : test;
}

const unquoted = (text: string): string => text.replaceAll('"', '').trim();

function containing(word: string): Test {
  const wanted = word.toLowerCase();
  return ({ text }) => text.includes(wanted);
}

function comparison(name: string, operator: string, wanted: string): Test | string {
  const field = fieldNamed(name);
  if (!field) return `“${name}” is not a field: try width, residual, seed, data, status, loss or best.`;
  if (!wanted) return `Write a value behind ${name}${operator} to filter by it.`;
  if (operator === '=') return equal(field, wanted);
  if (operator === '!=') return (row) => !equal(field, wanted)(row);
  if (field.kind === 'text') return `“${name}” has no order: write ${name}= or ${name}!= and a value.`;
  if (field.kind === 'date') return (row) => holds(operator, String(field.value(row)).slice(0, wanted.length), wanted);
  const bound = numberIn(field, wanted);
  if (Number.isNaN(bound))
    return `“${name}” is a number: write ${name}${operator}2, say, instead of ${name}${operator}${wanted}.`;
  return (row) => holds(operator, Number(field.value(row)), bound);
}

function equal(field: RunField, wanted: string): Test {
  const words = wanted.toLowerCase();
  const number = numberIn(field, wanted);
  return (row) => {
    const value = field.value(row);
    if (isMissing(value)) return false;
    if (value === number || wordsOf(field, row).toLowerCase() === words) return true;
    if (field.kind === 'loss') return formatLoss(Number(value)) === wanted;
    return field.code?.(row).toLowerCase() === words;
  };
}

const numberIn = ({ whole = false }: RunField, text: string): number => readNumber(text, { whole }).value;

function holds<T extends string | number>(operator: string, value: T, bound: T): boolean {
  if (operator === '<') return value < bound;
  if (operator === '<=') return value <= bound;
  return operator === '>' ? value > bound : value >= bound;
}

/** The term that finds what a field says of a run. */
export function termFor(field: RunField, words: string): string {
  const value = words.replaceAll('"', '');
  return `${field.id}=${/[\s]/.test(value) ? `"${value}"` : value}`;
}
