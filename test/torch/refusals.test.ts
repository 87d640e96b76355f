// What pytorch/ cannot do is said in one sentence.

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

const cases: readonly (readonly [name: string, args: readonly string[], says: RegExp])[] = [
  ['no JSON', [file('no.json', '{')], /is not JSON/],
  ['no file', [join(folder, 'nowhere.json')], /cannot be read/],
  ['no such setting', [spec({ depht: 3 })], /arms\[0\]\.config has no setting depht/],
  ['a setting out of range', [spec({ depth: 99 })], /depth must be a whole number from 1 to 48/],
  ['a true width', [spec({ width: true })], /width must be a whole number/],
  ['settings that exclude each other', [spec({ hyperConnections: true, reZero: true })], /hyperConnections and reZero/],
  ['neither arms nor a sweep', [file('none.json', { seeds: [1] })], /either arms or a sweep/],
  ['a strange key', [file('strange.json', { arm: [] })], /A spec has no arm/],
  ['rates of no arm', [file('tuned.json', { arms: [{ config: tiny }], tuned: [{ arms: [1] }] })], /tuned must be a list/],
  ['half a record', [file('half.json', { version: 3, arms: [] })], /not a whole record/],
  [
    'a link without results',
    ['https://example.org/#lesson=depth&size=nano'],
    /only those with results .*: `npm run train -- --link/,
  ],
  ['half a link', ['#results=abc'], /results in this link are damaged/],
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
  const answers = ask<{ status: number; said: string }>(
    cases.map(([, args]) => ({ what: 'command', args: ['train', ...args, ...out] })),
  );
  cases.forEach(([name, , says], i) => {
    const { status, said } = answers[i]!;
    expect(said.trim().split('\n'), name).toHaveLength(1);
    expect(said, name).toMatch(says);
    expect(said.length, name).toBeLessThanOrEqual(301);
    expect(status, name).toBe(1);
  });
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
