// What the build has read off the shaders is what is read off them while tests run.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runnerImport } from 'vite';
import { expect, test } from 'vitest';
import { declare, hash, lookUp } from '#src/gpu/declared.ts';
import { bareShaders } from '../../scripts/bare-shader.ts';
import { readShaders } from '../../scripts/read-shaders.ts';
import * as parsed from './what-is-read.ts';

/** The same modules as the build has them. */
const built = (
  await runnerImport<typeof parsed>(resolve('test/scripts/what-is-read.ts'), {
    configFile: false,
    logLevel: 'error',
    plugins: [bareShaders, readShaders],
  })
).module;

test('the kernels of every model, in f32 and f16, are found, and declare the same', () => {
  expect(parsed.whatIsRead.length).toBeGreaterThan(200);
  expect(built.whatIsRead.map(({ name }) => name)).toEqual(parsed.whatIsRead.map(({ name }) => name));
  expect(built.whatIsRead).toEqual(parsed.whatIsRead);
});

test('every file of the engine that holds WGSL is among those the build reads', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const withShaders = files.filter((file) => /from '#shaders\/(?!lib\/)/.test(readFileSync(join('src', file), 'utf8')));
  const outside = withShaders.filter((file) => !/^(ops|tuning)\b/.test(file));
  // It shows them, and has no engine.
  expect(outside.map((file) => file.replaceAll('\\', '/'))).toEqual(['components/drawing/excerpts.ts']);
  for (const shader of built.assembled) expect(built.declarationsOf(shader).entryPoints, shader.name).not.toEqual({});
});

test('a shader that the build does not know is refused by its name', () => {
  expect(() => built.declarationsOf({ name: 'new', code: '@compute @workgroup_size(1) fn main() {}' })).toThrow(
    'The build has not read the shader new',
  );
});

test('the hash is FNV-1a', () => {
  // Of the test suite of draft-eastlake-fnv.
  expect(['', 'a', 'foobar'].map((text) => Number.parseInt(hash(text), 36))).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
});

test('two texts of one hash are refused; one text of two names is not', () => {
  const read = () => ({ uniforms: {}, storages: {}, entryPoints: {} });
  const shader = (name: string, code: string) => ({ name, code });
  const [one, other] = ['costarring', 'liquid'] as const; // a known pair
  expect(hash(one)).toBe(hash(other));
  expect(() => declare([shader('a', one), shader('b', other)], read)).toThrow('b and a have the same hash');
  expect(lookUp(declare([shader('a', one), shader('b', one)], read))(shader('c', one))).toEqual(read());
});
