// What pytorch/ cannot do is said in one sentence.

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { longText, tiny } from '../tiny.ts';
import { ask, file, folder, plateau } from './python.ts';

let specs = 0;
const spec = (config: object): string => file(`spec${specs++}.json`, { arms: [{ config: { ...tiny, ...config } }] });
const text = file('mine.txt', longText);

/** Another torch, of another age. */
function torchOf(version: string, more = ''): string {
  const path = join(folder, `torch-${version}`);
  mkdirSync(join(path, 'torch'), { recursive: true });
  writeFileSync(join(path, 'torch', '__init__.py'), `__version__ = '${version}'\n${more}\n`);
  return path;
}

file('novel.txt', longText);

const record = (changes: object): object => ({
  ...{ version: 3, experiment: 'own', title: 'Mine', question: '', size: 'own', data: {} },
  arms: [{ name: 'A', config: tiny, runs: [{ seed: 0 }] }],
  ...changes,
});
const withRuns = (...seeds: unknown[]): object => ({
  arms: [{ name: 'A', config: tiny, runs: seeds.map((seed) => ({ seed })) }],
});
const trainable = { source: 'markov', steps: 4, warmup: 1 };
const damaged = join(folder, 'damaged.json');
writeFileSync(`${damaged}.checkpoint`, 'half of something');
const mine = spec(trainable);

const cases: readonly (readonly [name: string, args: readonly string[], says: RegExp])[] = [
  ['no JSON', [file('no.json', '{')], /is not JSON/],
  ['no file', [join(folder, 'nowhere.json')], /cannot be read/],
  ['no such setting', [spec({ depht: 3 })], /arms\[0\]\.config has no setting depht/],
  ['a setting out of range', [spec({ depth: 99 })], /depth must be a whole number from 1 to 48/],
  ['a true width', [spec({ width: true })], /width must be a whole number/],
  ['settings that exclude each other', [spec({ hyperConnections: true, reZero: true })], /hyperConnections and reZero/],
  ['what no number is', [file('nan.json', '{"arms":[],"baseline":NaN}')], /is not JSON/],
  ['a number too large', [file('large.json', '{"arms":[],"seeds":[1e400]}')], /is not JSON/],
  ['more digits than fit', [file('digits.json', `{"arms":[],"seeds":[1${'0'.repeat(400)}]}`)], /is not JSON/],
  ['half a character', [file('half.spec', '{"arms":[],"title":"\\ud800"}')], /is not JSON/],
  ['levels without end', [file('deep.json', '['.repeat(100_000))], /is not JSON/],
  ['an arm that is not there to compare with', [file('base.json', { arms: [{ config: tiny }], baseline: 1 })], /from 0 to 0/],
  ['no title', [file('title.json', { arms: [{ config: tiny }], title: ' ' })], /title must be a text of 1 to 120 characters/],
  ['seeds twice', [file('seeds.json', { arms: [{ config: tiny }], seeds: [1, 1] })], /different whole numbers/],
  ['neither arms nor a sweep', [file('none.json', { seeds: [1] })], /either arms or a sweep/],
  ['a strange key', [file('strange.json', { arm: [] })], /A spec has no arm/],
  ['rates of no arm', [file('tuned.json', { arms: [{ config: tiny }], tuned: [{ arms: [1] }] })], /tuned must be a list/],
  ['half a record', [file('half.json', { version: 3, arms: [] })], /not a whole record/],
  ['a record of tomorrow', [file('tomorrow.json', record({ version: 4 }))], /of version 4/],
  ['a record without runs', [file('no-runs.json', record(withRuns()))], /seeds must be/],
  ['a record of strange seeds', [file('strange-seeds.json', record(withRuns(0, 'x')))], /seeds must be/],
  [
    'a record of a strange filter',
    [file('filter.json', record({ arms: [{ name: 'A', config: tiny, runs: [{ seed: 0 }], filter: 5 }] }))],
    /not a whole record/,
  ],
  [
    'a lesson after pre-training',
    [file('study.json', { kind: 'study', version: 1 })],
    /which the page and `npm run train` alone/,
  ],
  [
    'a link without results',
    ['https://example.org/#lesson=depth&size=nano'],
    /only those with results .*: `npm run train -- --link/,
  ],
  ['half a link', ['#results=abc'], /results in this link are damaged/],
  ['half of a long link', [`https://example.org/#results=${'A'.repeat(6000)}`], /results in this link are damaged/],
  ['nowhere to write', [mine, '--out', join(folder, 'nowhere', 'out.json')], /^--out cannot be written: there is no folder/],
  ['a folder to write', [mine, '--out', folder], /^--out must name a file/],
  ['nowhere to write weights', [mine, '--weights', join(folder, 'nowhere', 'w')], /^--weights cannot be written/],
  ['the spec in its place', [mine, '--out', mine], /is the spec, and would be replaced/],
  ['one file for both', [mine, '--weights', join(folder, 'out.json')], /must be two files/],
  ['a damaged checkpoint', [mine, '--out', damaged], /damaged\.json\.checkpoint is damaged: delete it to begin anew/],
  [
    'what cannot be measured, after what can',
    [
      file('late.json', {
        arms: [{ config: { ...tiny, ...trainable } }, { config: { ...tiny, stopAfter: 2, source: 'own:mine' } }],
      }),
    ],
    /name its file with --text FILE/,
  ],
  ['no such source', [spec({ source: 'nove' })], /no source “nove”: it must be one of novel/],
  ['a corpus that is not there', [spec({ source: 'speeches' }), '--corpora', folder], /“State of the Union speeches” is not in/],
  [
    'a corpus that has changed',
    [spec({ source: 'novel' }), '--corpora', folder],
    /^novel\.txt is not the text that is meant: its SHA-256 is [0-9a-f]{16}…, and must be fe282a57094ed62e…\.\n$/,
  ],
  ['an own text that is not given', [spec({})], /name its file with --text FILE/],
  ['another text', [spec({ source: `own:${'0'.repeat(64)}` }), '--text', text], /is not the text that is meant/],
  ['too long a context', [spec({ source: 'modular', context: 4 })], /needs a context of at least/],
  ['FSDP without CUDA', [spec({}), '--fsdp', '--text', text], /--fsdp needs CUDA/],
  ['TF32 without CUDA', [spec({}), '--tf32', '--text', text], /--tf32 needs CUDA/],
];

test('each is refused in one sentence', () => {
  const out = ['--out', join(folder, 'out.json')];
  const answers = ask<Answer>(cases.map(([, args]) => ({ what: 'command', args: ['train', ...out, ...args] })));
  cases.forEach(([name, , says], i) => {
    const { status, said } = answers[i]!;
    expect(said.trim().split('\n'), name).toHaveLength(1);
    expect(said, name).toMatch(says);
    expect(said.length, name).toBeLessThanOrEqual(301);
    expect(status, name).toBe(1);
  });
});

interface Answer {
  readonly status: number;
  readonly said: string;
}

test('a sweep of which one point cannot be trained trains none', () => {
  const axes = [{ uniqueText: [5000, 4] }];
  const sweep = file('sweep.spec', { sweep: { axes, config: { ...tiny, ...trainable } } });
  const [answer] = ask<Answer>([{ what: 'command', args: ['sweep', sweep, '--out', join(folder, 'sweep.out')] }]);
  expect(answer).toEqual({
    status: 1,
    said: expect.stringMatching(/^uniqueText must be more than the context of \d+, not 4\.\n$/),
  });
});

test('a checkpoint that does not fit is told of, and training goes on', () => {
  const out = join(folder, 'full.json');
  mkdirSync(`${out}.checkpoint.part`); // where it would be written
  const [answer] = ask<Answer>([{ what: 'command', args: ['train', mine, '--out', out, '--every', '0'] }]);
  expect(answer!.said).toContain('full.json.checkpoint was not written (Is a directory)');
  expect(answer!.status).toBe(0);
});

test('a text is known by its hash however that is written, and a spec by what it says in whatever Unicode', () => {
  const hash = createHash('sha256').update(longText).digest('hex').toUpperCase();
  const json = JSON.stringify({ arms: [{ config: { ...tiny, ...trainable, source: `own:${hash}` } }] });
  const utf16 = join(folder, 'utf16.json');
  writeFileSync(utf16, `\ufeff${json}`, 'utf16le');
  const marked = file('marked.json', `\ufeff${json}`);
  const args = ['--out', join(folder, 'known.json'), '--text'];
  const answers = ask<Answer>(
    [utf16, marked].flatMap((path) =>
      [text, file('other.txt', `${longText}.`)].map((of) => ({ what: 'command', args: ['train', path, ...args, of] })),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([0, 1, 0, 1]);
});

test('without PyTorch', () => {
  const env = { PYTHONPATH: `${torchOf('none', 'raise ImportError')}:${join(process.cwd(), 'pytorch')}` };
  const { status, stderr } = plateau(['train', spec({})], { env });
  expect(stderr).toBe('PyTorch is not installed: Debian has python3-torch, others pip install torch.\n');
  expect(status).toBe(1);
});

test.each(['1.8.0', '0.4.1', '1.12.1+cu113'])('PyTorch %s is too old', (version) => {
  const env = { PYTHONPATH: `${torchOf(version)}:${join(process.cwd(), 'pytorch')}` };
  const { status, stderr } = plateau(['train', spec({})], { env });
  expect(stderr).toBe(`PyTorch ${version} is too old: it must be 1.13 or newer.\n`);
  expect(status).toBe(1);
});
