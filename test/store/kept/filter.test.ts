// What is typed above the run table.

import { describe, expect, it } from 'vitest';
import { fieldNamed, wordsOf } from '#src/store/kept/fields.ts';
import { atOnce } from '#src/store/in-pieces.ts';
import { filterFrom, termFor } from '#src/store/kept/filter.ts';
import { rowsOf } from '#src/store/kept/rows.ts';
import { filledRecord, pairSpec } from '../fake-record.ts';

const shortcuts = filledRecord(pairSpec(0), 1, 'run-0');
const parameters = filledRecord(pairSpec(1), 0.4, 'run-1');
shortcuts.marks = { note: 'for the talk', runs: [{ arm: 2, run: 1, name: 'the good one', hidden: true }] };
const rows = [shortcuts, parameters].flatMap((record) => atOnce(rowsOf(record, false)));
const found = (search: string): string[] => rows.filter(filterFrom(search).test).map(({ key }) => key);
const problem = (search: string): string => filterFrom(search).problem;

describe('words', () => {
  it('match anywhere in titles, questions, arms, names, notes, data, devices, size and status', () => {
    for (const word of ['shortcuts', 'earlier', 'RESIDUAL', 'good one', 'talk', '"for the talk"', 'moby hopper nano'])
      expect(found(word).length, word).toBe(word === 'earlier' ? 0 : word === 'good one' ? 1 : word.startsWith('moby') ? 16 : 8);
    expect(found('stopped')).toHaveLength(8);
    expect(found('width first')).toEqual([]);
    expect(found('')).toHaveLength(16);
  });

  it('with a minus must not occur', () => {
    expect(found('-shortcuts')).toEqual(found('parameters'));
    expect(found('shortcuts -"no residual"')).toHaveLength(4);
    expect(found('-')).toHaveLength(16); // a hyphen occurs in Moby-Dick
  });
});

describe('terms', () => {
  it('compare a field in its own spelling or another', () => {
    expect(found('width=64')).toEqual(['run-1.3.0', 'run-1.3.1']);
    expect(found('residual=off')).toHaveLength(4);
    expect(found('residual=off first-layer-shortcut=on')).toEqual(['run-0.1.0', 'run-0.1.1']);
    expect(found('firstLayer=on valueResidual=learned seed=1')).toEqual(['run-0.3.1']);
    expect(found('activation=relu2')).toEqual(found('activation=ReLU²'));
    expect(found('data=novel')).toEqual(found('data="Moby-Dick"'));
    expect(found('status!=finished')).toEqual(found('-status=finished'));
    expect(found('hidden=yes')).toEqual(['run-0.2.1']);
  });

  it('put numbers in order', () => {
    const best = rows.filter(({ losses }) => losses.last < 2.1).map(({ key }) => key);
    expect(best.length).toBeGreaterThan(0);
    for (const name of ['loss', 'last', 'last-loss', 'loss-at-end']) expect(found(`${name}<2.1`)).toEqual(best);
    for (const name of ['best', 'best-loss', 'curve’s-lowest']) expect(found(`${name}<9`)).toHaveLength(rows.length);
    expect(found('width>=9 width<32')).toEqual(['run-1.1.0', 'run-1.1.1']);
    expect(found('lr<=1e-2 depth>7').length).toBe(8);
    expect(found('date>2026-11-21 date<2026-11-23')).toHaveLength(16);
    expect(found('date>2026-11-22')).toEqual([]);
  });

  it.each([
    ['America/Los_Angeles', '2026-11-20T03:00:00.000Z', '2026-11-19'], // 27-zone-1.json
    ['Asia/Tokyo', '2026-11-19T20:30:00.000Z', '2026-11-20'],
    ['Pacific/Kiritimati', '2026-12-31T11:00:00.000Z', '2027-01-01'],
  ])('find a date as it is shown, in %s', (zone, startedAt, day) => {
    const before = process.env['TZ'];
    process.env['TZ'] = zone;
    try {
      const late = atOnce(rowsOf({ ...filledRecord(pairSpec(0), 1, 'late'), startedAt }, false));
      const finds = (term: string): boolean => late.every(filterFrom(term).test);
      expect(finds(`date=${day}`)).toBe(true);
      expect(finds(`date>=${day} date<=${day}`)).toBe(true);
      expect(finds(`date=${startedAt.slice(0, 10)}`)).toBe(false);
      expect(finds(termFor(fieldNamed('date')!, wordsOf(fieldNamed('date')!, late[0]!)))).toBe(true);
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  it('read numbers as people type them, and refuse what can be read in two ways', () => {
    expect(found('loss<2,1')).toEqual(found('loss<2.1'));
    expect(found('lr<=0,01')).toEqual(found('lr<=1e-2'));
    expect(found('width>=４８')).toEqual(found('width>=48'));
    expect(found('parameters>1,000')).toEqual(found('parameters>1000'));
    expect(problem('loss<2,125')).toMatch(/is a number/);
  });

  it('say nothing of what a run does not have', () => {
    expect(found('tokens>0')).toEqual([]); // all budgets are in steps
    const [empty] = atOnce(rowsOf(filledRecord(pairSpec(0), 0, 'empty'), false));
    expect(filterFrom('loss<9').test(empty!)).toBe(false);
    expect(filterFrom('loss>0').test(empty!)).toBe(false);
  });

  it('written for the visitor find what they name', () => {
    for (const [name, words] of [
      ['data', 'Moby-Dick'],
      ['experiment', 'More parameters'],
      ['learningRate', '0.01'],
    ] as const) {
      const field = fieldNamed(name)!;
      const expected = rows.filter((row) => wordsOf(field, row) === words).map(({ key }) => key);
      expect(expected.length).toBeGreaterThan(0);
      expect(found(termFor(field, words))).toEqual(expected);
    }
  });
});

describe('a term that cannot be understood gets a sentence and does not filter', () => {
  it.each([
    ['wdith=64', '“wdith” is not a field: try width, residual, seed, data, status, loss or best.'],
    ['width=', 'Write a value behind width= to filter by it.'],
    ['loss<low', '“loss” is a number: write loss<2, say, instead of loss<low.'],
    ['-status>finished', '“status” has no order: write status= or status!= and a value.'],
  ])('%s', (search, sentence) => {
    expect(problem(search)).toBe(sentence);
    expect(found(`${search} shortcuts`)).toHaveLength(8);
  });

  it('but words have none', () => expect(problem('a -b "c=d" <e =f')).toBe(''));
});
