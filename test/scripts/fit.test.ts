// npm run --silent fit: a law from a file, and one sentence with its line for what is no file of runs.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fitPoints } from '#src/science/fit/fit-points.ts';
import { mostPoints } from '#src/science/fit/points.ts';
import { parsePoints } from '#src/science/fit/points-file.ts';
import { fits } from '#src/words/english/fits.ts';
import { learn } from '#src/words/language.ts';
import { large, noises, noisy } from '../science/fit/synthetic.ts';

learn(fits);

const folder = mkdtempSync(join(tmpdir(), 'plateau-fit-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const points = noisy({ law: large, parameters: [4e7, 1.6e10, 4], tokens: [1e9, 1e12, 3], seeds: 1 }, noises.even, 2);
const csv = ['name,loss,tokens,parameters', ...points.map((p) => `x,${p.loss},${p.tokens},${p.parameters}`)].join('\n');
const bare = points.map(({ parameters, tokens, loss }) => ({ parameters, tokens, loss }));

const fit = (...given: string[]): Promise<{ code: number | string; out: string; error: string }> =>
  new Promise((done) => {
    execFile(process.execPath, ['scripts/run.mjs', 'scripts/fit.ts', ...given], (failed, out, error) =>
      done({ code: failed?.code ?? 0, out, error }),
    );
  });

it('prints the numbers of the same function as JSON, and names the columns that it does not use', async () => {
  const { code, out, error } = await fit(file('runs.csv', csv), '--json', '--compute', '1e20');
  expect([code, error]).toEqual([0, 'Not used: name.\n']);
  const printed = JSON.parse(out) as Record<string, unknown>;
  const { told, huber, intervals, optimum } = fitPoints(bare, { compute: 1e20 });
  expect(printed).toMatchObject({
    form: 'joint',
    n: 12,
    ...told,
    huber,
    optimum: { compute: 1e20, parameters: optimum!.parameters },
    refusals: [],
  });
  expect(Object.keys(printed['intervals'] as object)).toEqual(['E', 'A', 'B', 'alpha', 'beta', 'a']);
  expect(printed['intervals']).toMatchObject({ a: { low: intervals.a!.low, high: intervals.a!.high } });
});

it('prints a few lines to read, and what it does not tell', async () => {
  const { out } = await fit(file('runs.csv', csv));
  expect(out).toMatch(/^L = E \+ A·N\^−α \+ B·D\^−β, 12 runs/);
  expect(out).toMatch(/ {2}α +0\.\d+ \(95 %: 0\.\d+ to 0\.\d+\)\n/);
  expect(out).toMatch(/parameters +not told \(95 %: .*\n/);
  expect(out).toMatch(/The best number of \w+ for this compute would be .* so it is not told\.\n$/);
});

it.each([
  ['no file', [], /^Which runs\? .*\n$/],
  ['an unknown option', ['--yaml'], /^Which runs\? .*\n$/],
  ['a file that is not there', [join(folder, 'none.csv')], /none\.csv cannot be read: .*\n$/],
  ['a file without runs', [file('empty.csv', '')], /^This file is empty: .*\n$/],
  ['a budget that is none', [file('runs.csv', csv), '--compute', 'much'], /^--compute must be .*, not “much”\.\n$/],
])('answers %s with one sentence', async (_, given, sentence) => {
  const { code, out, error } = await fit(...given);
  expect([code, out]).toEqual([1, '']);
  expect(error).toMatch(sentence);
  expect(error.trimEnd()).not.toContain('\n');
});

describe('a file of runs', () => {
  const plain = 'parameters,tokens,loss\n1000,2e6,3.5\n2000,4000000,3.25\n';
  const two = [
    { parameters: 1000, tokens: 2e6, loss: 3.5 },
    { parameters: 2000, tokens: 4e6, loss: 3.25 },
  ];

  it.each([
    ['plain', plain],
    ['with a byte order mark', `\uFEFF${plain}`],
    ['with line ends of Windows', plain.replaceAll('\n', '\r\n')],
    ['of an old Macintosh', plain.replaceAll('\n', '\r')],
    ['without the last line end', plain.trimEnd()],
    ['with empty lines', plain.replaceAll('\n', '\n\n')],
    ['with semicolons', plain.replaceAll(',', ';')],
    ['with tabs', plain.replaceAll(',', '\t')],
    ['with quotes', plain.replaceAll(/[^,\n]+/g, '"$&"')],
    ['with spaces and capitals', plain.replaceAll(',', ' , ').replace('tokens', 'Tokens')],
    ['in another order', 'loss,parameters,tokens\n3.5,1000,2e6\n3.25,2000,4e6'],
  ])('is read: %s', (_, text) =>
    expect(parsePoints(text)).toEqual({ points: two, lines: expect.anything() as unknown, ignored: [] }),
  );

  it('may say seeds and unique tokens, and leave them empty', () => {
    const { points } = parsePoints('seed,unique,parameters,tokens,loss\n7,100,1,2,3\n,,1,2,3');
    expect(points).toEqual([
      { parameters: 1, tokens: 2, loss: 3, seed: '7', unique: 100 },
      { parameters: 1, tokens: 2, loss: 3 },
    ]);
  });

  it('counts lines over quotations that hold line ends', () => {
    const { lines, ignored } = parsePoints('note,parameters,tokens,loss\n"two\nlines, ""quoted""",1,2,3\nx,1,2,4');
    expect([lines, ignored]).toEqual([[2, 4], ['note']]);
  });

  it.each([
    ['nothing', '', 'This file is empty'],
    ['blank lines', '\n\n', 'This file is empty'],
    ['only names', 'parameters,tokens,loss\n', 'This file has no runs'],
    ['a column is missing', 'parameters,loss\n1,2', 'Line 1: the column tokens is missing'],
    ['a column stands twice', 'parameters,tokens,loss,loss\n1,2,3,4', 'Line 1: the column loss stands twice'],
    [
      'text in a number',
      'parameters,tokens,loss\n1,2,3\n1,many,3',
      'Line 3: tokens must be a number such as 41000 or 2.5e9, not “many”',
    ],
    ['a hexadecimal number', 'parameters,tokens,loss\n0x10,2,3', 'Line 2: parameters must be a number such as'],
    ['not a number', 'parameters,tokens,loss\n1,2,NaN', 'Line 2: loss must be a number such as'],
    ['a decimal comma', 'parameters;tokens;loss\n1;2;3,5', 'Line 2: loss must be written with a decimal point, not “3,5”'],
    ['nothing in a number', 'parameters,tokens,loss\n1,,3', 'Line 2: tokens is empty'],
    ['a negative number', 'parameters,tokens,loss\n1,2,-3', 'Line 2: loss must be a number above 0, not “-3”'],
    ['zero', 'parameters,tokens,loss\n0,2,3', 'Line 2: parameters must be a number above 0, not “0”'],
    ['more than a number holds', 'parameters,tokens,loss\n1e999,2,3', 'Line 2: parameters must be a number above 0'],
    ['an entry too few', 'parameters,tokens,loss\n1,2', 'Line 2 has 2 entries, and the first line has 3'],
    ['an entry too many', 'parameters,tokens,loss\n1,2,3,4', 'Line 2 has 4 entries, and the first line has 3'],
    ['a quotation that does not end', 'parameters,tokens,loss\n1,"2,3', 'Line 2 begins a quotation that does not end'],
    ['a million lines', `parameters,tokens,loss\n${'1,2,3\n'.repeat(1e6)}`, `Line 10,002: a file may have at most 10,000 runs`],
  ])('is refused with its line: %s', (_, text, sentence) => {
    expect(() => parsePoints(text)).toThrow(sentence);
    expect(() => parsePoints(text)).toThrow(/^[^\n]+\.$/);
    expect(mostPoints).toBe(10_000);
  });
});
