// Every bad file gets one sentence that says what is allowed, and every good one comes out as it was written.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkSize, decodeText, readText, shortestText } from '#src/data/text.ts';
import { countCharacters, firstCharacters } from '#src/words/characters.ts';
import { largestText } from '#src/experiment/limits.ts';
import { encoded } from '../encoded.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const long = 'To be, or not to be. '.repeat(60);

describe('good text', () => {
  test('UTF-8, with and without a byte order mark', () => {
    expect(decodeText(utf8(long))).toBe(long);
    expect(decodeText(utf8(`\uFEFF${long}`))).toBe(long);
  });

  test('UTF-16 of both kinds, by its byte order mark', () => {
    const text = `Größe – 世界 🐳 ${long}`;
    expect(decodeText(encoded(text, 'utf-16le'))).toBe(text);
    expect(decodeText(encoded(text, 'utf-16be'))).toBe(text);
  });

  test('all line ends become \\n', () => {
    expect(decodeText(utf8(`a\r\nb\rc\n${long}`))).toBe(`a\nb\nc\n${long}`);
  });

  test('a file is read whole', async () => {
    await expect(readText(new Blob([long]))).resolves.toBe(long);
  });

  test('a pair of surrogates is one character', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => countCharacters(text) === [...text].length));
    const cut = fc.tuple(fc.string({ unit: 'binary' }), fc.nat(20));
    fc.assert(fc.property(cut, ([text, most]) => firstCharacters(text, most) === [...text].slice(0, most).join('')));
  });
});

describe('bad text', () => {
  test('empty', () => {
    expect(() => decodeText(new Uint8Array())).toThrow('This file is empty: choose a text of at least 1,000 characters.');
  });

  test('too short', () => {
    expect(() => decodeText(utf8('🐳'.repeat(10)))).toThrow(
      'This text has 10 characters, and at least 1,000 are needed, because a tenth is held out to test on.',
    );
    expect(() => decodeText(utf8(`${'ab'.repeat(shortestText / 2 - 1)}a`))).toThrow('999 characters');
    expect(decodeText(utf8('ab'.repeat(shortestText / 2)))).toHaveLength(shortestText);
  });

  test('too large is refused before it is read', async () => {
    const file = { size: 500_000_000, arrayBuffer: () => Promise.reject(new Error('was read')) };
    await expect(readText(file)).rejects.toThrow('This file has 500 MB, and at most 64 MB are allowed: cut out a part of it.');
    expect(() => checkSize(largestText)).not.toThrow();
    expect(() => checkSize(largestText + 1)).toThrow('This file has 65 MB');
  });

  test('binary', () => {
    const zip = Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, ...utf8(long)]);
    expect(() => decodeText(zip)).toThrow('This file holds zero bytes, as pictures, archives');
    expect(() => decodeText(encoded(`${long}\0`, 'utf-16le'))).toThrow('This file holds zero bytes');
  });

  test('not UTF-8, with the byte that is wrong', () => {
    const latin1 = Uint8Array.from([...utf8(long), 0xe9, 0x20]);
    expect(() => decodeText(latin1)).toThrow(
      `This file is not UTF-8 text (byte ${(long.length + 2).toLocaleString('en')} is wrong): save it as UTF-8 and try again.`,
    );
    expect(() => decodeText(Uint8Array.from([0xff, ...utf8(long)]))).toThrow('(byte 1 is wrong)');
  });

  test('cut off inside a character', () => {
    expect(() => decodeText(Uint8Array.from([...utf8(long), 0xe4, 0xb8]))).toThrow('is wrong');
  });

  test('not UTF-16 though marked', () => {
    expect(() => decodeText(encoded(`${long}\uD800`, 'utf-16le'))).toThrow(
      'This file is marked as UTF-16 but is not valid UTF-16',
    );
  });

  test('one character over and over', () => {
    expect(() => decodeText(utf8('a'.repeat(2000)))).toThrow('This text repeats one character');
  });

  test('any bytes give text or a sentence', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        try {
          return countCharacters(decodeText(bytes)) >= shortestText;
        } catch (error) {
          return error instanceof Error && /^This .*\.$/.test(error.message);
        }
      }),
    );
  });
});
