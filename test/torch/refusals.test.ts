// What pytorch/ cannot do is said in one sentence.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { longText, tiny } from '../tiny.ts';
import { file, folder, plateau } from './python.ts';

const spec = (config: object): string => file('spec.json', { arms: [{ config: { ...tiny, ...config } }] });
const text = file('mine.txt', longText);

/** Another torch, of another age. */
function torchOf(version: string): string {
  const path = join(folder, `torch-${version}`);
  mkdirSync(join(path, 'torch'), { recursive: true });
  writeFileSync(join(path, 'torch', '__init__.py'), `__version__ = '${version}'\n`);
  return path;
}

const cases: readonly (readonly [name: string, args: () => string[], says: RegExp])[] = [
  ['no JSON', () => [file('no.json', '{')], /is not JSON/],
  ['no file', () => [join(folder, 'nowhere.json')], /cannot be read/],
  ['no such setting', () => [spec({ depht: 3 })], /arms\[0\]\.config has no setting depht/],
  ['a setting out of range', () => [spec({ depth: 99 })], /depth must be a whole number from 1 to 48/],
  ['a true width', () => [spec({ width: true })], /width must be a whole number/],
  ['settings that exclude each other', () => [spec({ hyperConnections: true, reZero: true })], /hyperConnections and reZero/],
  ['neither arms nor a sweep', () => [file('none.json', { seeds: [1] })], /either arms or a sweep/],
  ['a strange key', () => [file('strange.json', { arm: [] })], /A spec has no arm/],
  ['half a record', () => [file('half.json', { version: 3, arms: [] })], /not a whole record/],
  ['no such source', () => [spec({ source: 'nove' })], /no source “nove”: it must be one of novel/],
  ['a corpus that is not there', () => [spec({ source: 'novel' }), '--corpora', folder], /“Moby-Dick” is not in/],
  ['an own text that is not given', () => [spec({})], /name its file with --text FILE/],
  ['another text', () => [spec({ source: `own:${'0'.repeat(64)}` }), '--text', text], /is not the text that is meant/],
  ['too long a context', () => [spec({ source: 'modular', context: 4 })], /needs a context of at least/],
  ['FSDP without CUDA', () => [spec({}), '--fsdp', '--text', text], /--fsdp needs CUDA/],
];

test.each(cases)('%s', (_, args, says) => {
  const { status, stderr } = plateau(['train', ...args(), '--out', join(folder, 'out.json')]);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(says);
  expect(stderr.length).toBeLessThanOrEqual(301);
  expect(status).toBe(1);
});

test('a corpus that has changed', () => {
  file('novel.txt', longText);
  const { stderr } = plateau(['train', spec({ source: 'novel' }), '--corpora', folder]);
  expect(stderr).toMatch(
    /^novel\.txt is not the text that is meant: its SHA-256 is [0-9a-f]{16}…, and must be fe282a57094ed62e…\.\n$/,
  );
});

test.each(['1.8.0', '0.4.1', '1.12.1+cu113'])('PyTorch %s is too old', (version) => {
  const env = { PYTHONPATH: `${torchOf(version)}:${join(process.cwd(), 'pytorch')}` };
  const { status, stderr } = plateau(['train', spec({})], { env });
  expect(stderr).toBe(`PyTorch ${version} is too old: it must be 1.13 or newer.\n`);
  expect(status).toBe(1);
});
