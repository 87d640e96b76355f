// What a command line reads and writes is tried before the work, and nothing is lost after it.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { checkOutputs, readBytes, readJsonFile, write } from '../../scripts/files.ts';
import { encoded } from '../encoded.ts';

const folder = mkdtempSync(join(tmpdir(), 'plateau-files-'));
const inside = (...path: string[]): string => join(folder, ...path);
mkdirSync(inside('folder'));
writeFileSync(inside('file'), 'kept');
symlinkSync(inside('file'), inside('link'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('what is to be written', () => {
  const check = (json?: string, weights?: string, ...inputs: string[]): void =>
    checkOutputs({ '--json': json, '--weights': weights }, inputs);

  test('may be new, there already, standard output, a device, or nothing', () => {
    check(inside('new.json'), inside('file'), inside('other'));
    check('-', '/dev/null');
    check(undefined, undefined, inside('file'));
    expect(existsSync(inside('new.json')), 'a trial leaves nothing').toBe(false);
    expect(readFileSync(inside('file'), 'utf8')).toBe('kept');
  });

  test.each([
    [
      'a folder that is not there',
      [inside('none', 'x.json')],
      /^--json .*none.x\.json cannot be written: there is no such file or folder\.$/,
    ],
    ['a folder', [inside('folder')], /^--json .*folder cannot be written: it is a folder\.$/],
    [
      'a folder that is a file',
      [inside('file', 'x.json')],
      /cannot be written: a part of it that should be a folder is a file\.$/,
    ],
    ['too long a name', [inside('x'.repeat(300))], /cannot be written: its name is too long\.$/],
    ['a name of a zero', [inside('x\0.json')], /^--json .* cannot be written: /],
    ['no name', [''], /^--json must name a file\.$/],
    ['a blank name', [' \u200b'], /^--json must name a file\.$/],
    ['a folder, for weights', [undefined, `${inside('folder')}/`], /^--weights .* cannot be written: it is a folder\.$/],
    ['standard output, for weights', [undefined, '-'], /^--weights must name a file\.$/],
    [
      'one file for both',
      [inside('a'), inside('folder', '..', 'a')],
      /^--weights must name a file of its own: .* is written as well\.$/,
    ],
    [
      'a file that is read',
      [inside('link'), undefined, inside('file')],
      /^--json must name a file of its own: .* is read as well\.$/,
    ],
  ] as const)('%s is refused in a sentence', (_, given, sentence) => {
    let said = '';
    try {
      check(...(given as unknown as Parameters<typeof check>));
    } catch (error) {
      said = (error as Error).message;
    }
    expect(said).toMatch(sentence);
    expect(said.length).toBeLessThanOrEqual(300);
  });
});

describe('what could not be written in the end', () => {
  afterEach(() => void vi.restoreAllMocks());

  test('is kept elsewhere, and said', () => {
    const said: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    write(inside('gone', 'run.json'), 'what took hours');
    process.exitCode = 0;
    const [, instead] = /cannot be written: there is no such file or folder\. The content is in (.*) instead\.\n$/.exec(
      said.join(''),
    )!;
    expect(readFileSync(instead!, 'utf8')).toBe('what took hours');
    rmSync(instead!);
  });
});

describe('a file to read', () => {
  test('is JSON in any encoding that the page reads', () => {
    for (const encoding of ['utf-8', 'utf-8 with a mark', 'utf-16le', 'utf-16be'] as const) {
      writeFileSync(inside('settings.json'), encoded('{"width": 12}', encoding));
      expect(readJsonFile(inside('settings.json')), encoding).toEqual({ width: 12 });
    }
  });

  test.each([
    ['a file that is not there', 'none', /none cannot be read: there is no such file or folder\.$/],
    ['a folder', 'folder', /folder cannot be read: it is a folder\.$/],
    ['no JSON', 'file', /file is not JSON\.$/],
    ['a long path', 'x/'.repeat(2000), /… cannot be read: /],
  ])('%s is refused', (_, path, sentence) => {
    expect(() => readJsonFile(inside(path))).toThrow(sentence);
  });

  test('is refused by its size, before it is read', () => {
    expect(() => readBytes(inside('file'), 3)).toThrow('cannot be read: it has more than');
    expect(readBytes(inside('file'), 4).toString()).toBe('kept');
  });
});
