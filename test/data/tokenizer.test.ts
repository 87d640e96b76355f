// Tokenizers: what is encoded decodes to itself, and a description is enough to decode without the text.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteTokenizer, characterTokenizer, tokenizerFor } from '#src/data/tokenizer.ts';
import { largestAlphabet } from '#src/experiment/limits.ts';
import { sentenceOf } from '#src/words/message.ts';

const anyText = fc.string({ unit: 'binary', minLength: 1 });
const many = String.fromCodePoint(...Array.from({ length: 700 }, (_, i) => 0x4e00 + i));

describe.each(['character', 'byte'] as const)('%s tokens', (kind) => {
  test('decode to the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokenizer = tokenizerFor(kind, text);
        const ids = tokenizer.encode(text);
        expect(tokenizer.decode(ids)).toBe(text);
        expect(ids.every((id) => id < tokenizer.vocab)).toBe(true);
      }),
    );
  });
});

describe('characters', () => {
  test('are sorted, and astral ones are one token', () => {
    const tokenizer = characterTokenizer('b🐳a世');
    expect(tokenizer.vocab).toBe(4);
    expect([...tokenizer.encode('ab世🐳')]).toEqual([0, 1, 2, 3]);
    expect(tokenizer.note).toBeUndefined();
  });

  test('beyond 512 share one replacement symbol, and the tokenizer says so', () => {
    const text = `${many.slice(0, 600)}${many}`; // the last hundred are the rarest
    const tokenizer = characterTokenizer(text);
    expect(tokenizer.vocab).toBe(largestAlphabet);
    expect(tokenizer.decode(tokenizer.encode(many.slice(0, 511)))).toBe(many.slice(0, 511));
    expect(tokenizer.decode(tokenizer.encode(many.slice(650)))).toBe('�'.repeat(50));
    expect(sentenceOf(tokenizer.note!)).toBe(
      'The text has 700 different characters; the 189 rarest, 21 % of the text, are all read as �.',
    );
    expect(tokenizer.encode('🐳')).toEqual(tokenizer.encode('�'));
  });

  test('a replacement sign of the text itself is not counted twice', () => {
    const tokenizer = characterTokenizer(`${many}���`);
    expect(tokenizer.vocab).toBe(largestAlphabet);
    expect(tokenizer.decode(tokenizer.encode('�'))).toBe('�');
  });

  test('unknown ones of a prompt are dropped where there is no replacement', () => {
    const tokenizer = characterTokenizer('abc');
    expect(tokenizer.decode(tokenizer.encode('a!c🐳'))).toBe('ac');
  });

  test('numbers outside the alphabet decode to nothing', () => {
    expect(characterTokenizer('abc').decode([0, 3, 2])).toBe('ac');
  });
});

test('bytes cut off inside a character decode to a replacement sign', () => {
  expect(byteTokenizer().decode([0x61, 0xe4])).toBe('a�');
});
