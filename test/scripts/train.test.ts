// npm run --silent train: what cannot end well is refused before a GPU is looked for.

import type { ExperimentRecord } from '#src/experiment/record.ts';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkFile } from '#src/experiment/files/schema.ts';
import { encoded } from '../encoded.ts';
import { sampleRecord } from '../experiment/sample-record.ts';

const folder = mkdtempSync(join(tmpdir(), 'plateau-train-'));
afterAll(() => rmSync(folder, { recursive: true }));

const train = (...given: string[]): Promise<{ code: number | string; out: string; error: string }> =>
  new Promise((done) => {
    const shared = ['scripts/run.mjs', 'scripts/train.ts', '--experiment', 'own', '--source', 'markov'];
    execFile(process.execPath, [...shared, ...given], (failed, out, error) => done({ code: failed?.code ?? 0, out, error }));
  });

let files = 0;
function config(content: unknown, encoding: Parameters<typeof encoded>[1] = 'utf-8'): string {
  const path = join(folder, `${files++}.config.json`);
  writeFileSync(path, encoded(typeof content === 'string' ? content : JSON.stringify(content), encoding));
  return path;
}
const tiny = { depth: 1, width: 8, heads: 1, context: 16, batch: 2, steps: 5, warmup: 1 };

test.each([
  [
    'a folder that is not there',
    ['--json', join(folder, 'no', 'such', 'x.json')],
    /^--json .*x\.json cannot be written: there is no such /,
  ],
  [
    'settings beside arms',
    ['--config', config({ ...tiny, arms: [{ name: 'A', config: tiny }] })],
    /not here: depth, width, heads, /,
  ],
  ['an arm that is nothing', ['--config', config({ arms: [null] })], /arms\[0\] must be an object\.$/],
  ['a name twice', ['--config', config('{"depth": 1, "depth": 2}')], /names depth twice/],
  [
    'more steps than a run may have',
    ['--budget', 'tokens', '--tokens', '10000000000', '--batch', '1'],
    /^A: Tokens may give at most /,
  ],
  [
    'a link of another kind',
    ['--link', 'https://example.org/#top'],
    /^--link must be a link of this page that sets up an experiment, /,
  ],
  ['a link of a study', ['--link', '#lesson=verifier'], /^--link must be a link of this page that sets up an experiment, /],
  [
    'a link with a wrong value',
    ['--link', '#lesson=shortcuts&b.depth=no'],
    /^This link is not an experiment to train: b\.depth must be/,
  ],
  ['a link beside a config', ['--link', '#lesson=shortcuts', '--config', config(tiny)], /^--link and --config both say/],
  ['a value of a long text', ['--depth', '9'.repeat(100_000)], /^--depth must be a whole number from 1 to 48, not “9+…”\.$/],
])('%s is refused in one sentence', async (_, given, sentence) => {
  const { code, out, error } = await train(...given);
  expect([code, out]).toEqual([1, '']);
  expect(error.trimEnd()).toMatch(sentence);
  expect(error.trimEnd()).not.toContain('\n');
  expect(error.length).toBeLessThanOrEqual(301);
});

const sweep = { axes: [{ width: [8, 12] }, { steps: [4, 6] }], config: { ...tiny, steps: undefined, source: 'markov' } };

test.each([
  ['a sweep beside a config', ['--sweep', config({ sweep }), '--config', config(tiny)], /^--sweep says what to train: /],
  [
    'a sweep that is none',
    ['--sweep', config(tiny)],
    /must hold \{ "sweep": \{ "axes": \[…\] \} \}, or the record of a sweep\.$/,
  ],
  ['a flag that is an axis', ['--sweep', config({ sweep }), '--width', '8'], /^width is an axis of the sweep: /],
  ['another to merge, and no sweep', ['--merge', config({ sweep }), '--json', '-'], /^--merge needs --sweep, the record /],
  [
    'another to merge, and nowhere to write',
    ['--sweep', config({ sweep }), '--merge', config({ sweep })],
    /^--merge needs --sweep, /,
  ],
  [
    'a merge of what is no record',
    ['--sweep', config({ sweep }), '--merge', config({ sweep }), '--json', '-'],
    /exported by|version/,
  ],
  [
    'rates to try that are an axis',
    ['--tune', '--sweep', config({ sweep: { axes: [{ learningRate: [0.01, 0.02] }], config: tiny } })],
    /^--tune: there is nothing to try, /,
  ],
  ['an axis that is no list', ['--sweep', config({ sweep: { axes: [{ width: 8 }] } })], /sweep\.axes\[0\]\.width must be a list/],
])('%s is refused in one sentence', async (_, given, sentence) => {
  const { code, out, error } = await train(...given);
  expect([code, out]).toEqual([1, '']);
  expect(error.trimEnd()).toMatch(sentence);
});

test('a sweep is trained, and what was missing of one is trained alone', async () => {
  const json = join(folder, 'sweep.json');
  const begun = await train('--sweep', config({ sweep, seeds: [0, 1] }), '--quiet', '--json', json);
  expect(begun.code).toBe(0);
  const whole = checkFile(JSON.parse(readFileSync(json, 'utf8')));
  expect(whole.arms.map(({ name }) => name)).toEqual([
    'width 8, steps 4',
    'width 8, steps 6',
    'width 12, steps 4',
    'width 12, steps 6',
  ]);
  const partial = structuredClone(whole);
  Object.assign(partial.arms[2]!.runs[1]!, { status: 'stopped', train: [], validation: [], tokens: 0 });
  delete partial.arms[2]!.runs[1]!.final;
  delete partial.arms[2]!.runs[1]!.ends;
  const again = await train('--sweep', config(partial), '--quiet', '--json', json);
  expect(again.code).toBe(0);
  const { arms, trainings } = checkFile(JSON.parse(readFileSync(json, 'utf8')));
  expect(arms.map(({ runs }) => runs.map(({ training, final }) => [training, final]))).toEqual(
    whole.arms.map(({ runs }, arm) => runs.map(({ final }, run) => [arm === 2 && run === 1 ? 1 : 0, final])),
  );
  expect(trainings).toHaveLength(2);

  // The two parts that two machines may have trained of it are it.
  const other = structuredClone(whole);
  for (const run of other.arms[0]!.runs) Object.assign(run, { status: 'stopped', train: [], validation: [], tokens: 0 });
  const joined = await train('--sweep', config(partial), '--merge', config(other), '--json', '-');
  expect([joined.code, joined.error]).toEqual([
    0,
    expect.stringMatching(/^Merged: 7 runs were here \(.*\), 1 came from the file \(.*\)\.\n$/),
  ]);
  expect(checkFile(JSON.parse(joined.out))).toMatchObject({ status: 'finished', arms: whole.arms, trainings: whole.trainings });

  expect(await train('--sweep', json)).toMatchObject({
    code: 1,
    error: expect.stringMatching(/has all its points already\.\n$/) as string,
  });
});

test('records of different sweeps are not merged, and nothing is written', async () => {
  const of = (steps: number): ExperimentRecord => {
    const record = sampleRecord({ sweep: { axes: [{ steps: [steps] }] }, baseline: 0 });
    return { ...record, arms: [{ ...record.arms[0]!, config: { ...record.arms[0]!.config, steps } }] };
  };
  const json = join(folder, 'never.json');
  expect(await train('--sweep', config(of(50)), '--merge', config(of(60)), '--json', json)).toEqual({
    code: 1,
    out: '',
    error: 'Only two records of the same sweep can be merged: the axes of these differ.\n',
  });
  expect(readdirSync(folder)).not.toContain('never.json');
});

test('with --tune rates are tried first, and the best are in the record that is trained', async () => {
  const json = join(folder, 'tuned.json');
  const { code, error } = await train('--tune', '--sweep', config({ sweep, seeds: [0] }), '--quiet', '--json', json);
  expect(code).toBe(0);
  expect(error).toMatch(/^Trying learning rates: 10 points × 2 seeds\.$/m);
  expect(error.match(/^width \d+, steps 4; width \d+, steps 6: learning rate \S+, best of 5 tried/gm)).toHaveLength(2);
  const { arms } = checkFile(JSON.parse(readFileSync(json, 'utf8')));
  for (const { config, tuned } of arms) {
    const losses = tuned!.tried.map(([, loss]) => loss ?? Infinity);
    expect([config.rateRule, config.learningRate]).toEqual(['width', tuned!.tried[losses.indexOf(Math.min(...losses))]![0]]);
  }
  expect(await train('--tune', '--sweep', json)).toMatchObject({ code: 1 });
});

test('settings in UTF-16 are judged together with the flags, and trained', async () => {
  const json = join(folder, 'run.json');
  const given = Object.entries({ ...tiny, width: undefined }).flatMap(([key, value]) =>
    value ? [`--${key}`, String(value)] : [],
  );
  const { code, error } = await train('--config', config({ width: 12 }, 'utf-16le'), ...given, '--quiet', '--json', json);
  expect([code, error]).toEqual([0, expect.stringMatching(/A, seed 0: \d\.\d+ nats on 2,036 held-out tokens \(finished/)]);
  expect(readdirSync(folder)).toContain('run.json');
});

test('a link of the page is trained, and what it asks for in vain is named', async () => {
  const link = 'https://example.org/#v=1&lesson=own&all.colour=red&arms=aa&a.name=one&b.name=two&size=test&seeds=2';
  const given = Object.entries({ depth: 1, width: 8, heads: 1 }).flatMap(([key, value]) => [`--${key}`, String(value)]);
  const { code, error, out } = await train('--link', link, ...given, '--quiet', '--json', '-');
  expect([code, error]).toEqual([0, expect.stringContaining('was ignored: all.colour.\n')]);
  const { arms, size } = JSON.parse(out) as ExperimentRecord;
  expect([size, arms.map(({ name, runs }) => [name, runs.map(({ seed }) => seed)])]).toEqual([
    'test',
    [
      ['one', [0, 1]],
      ['two', [0, 1]],
    ],
  ]);
});
