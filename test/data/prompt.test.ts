// What is typed for a model: read as far as its tokens go, and what they do not know is told.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptFor } from '#src/data/prompt.ts';
import { byteTokenizer, characterTokenizer } from '#src/data/tokenizer.ts';
import { sentenceOf } from '#src/words/message.ts';

const large = characterTokenizer(String.fromCodePoint(...Array.from({ length: 700 }, (_, i) => 0x4e00 + i)));

describe('a prompt', () => {
  it.each([
    ['is read as it is', characterTokenizer('abc '), 'a cab', 'a cab', undefined],
    ['may be empty', characterTokenizer('abc'), '', '', undefined],
    ['has a token for every byte', byteTokenizer(), 'żółw 🐢', 'żółw 🐢', undefined],
    ['loses some', characterTokenizer('abc'), 'a鯨b🐋鯨', 'ab', 'Left out, because the text of this arm has none of them: 鯨 🐋'],
    [
      'loses all',
      characterTokenizer('abc'),
      'шум',
      '',
      'All of it was left out, because the text of this arm has none of them: ш у м',
    ],
    ['loses a blank', characterTokenizer('abc'), 'a b', 'ab', 'Left out, because the text of this arm has none of them: ␣'],
    [
      'loses what is not seen',
      characterTokenizer('abc'),
      'a\n\tZ\u200b\u0301\ud800',
      'a',
      'Left out, because the text of this arm has none of them: ⏎ ⇥ Z U+200B U+0301 U+D800',
    ],
    ['has some replaced', large, '一жж丁', '一��丁', 'Read as �, because this arm has no token of its own for them: ж'],
  ])('%s', (_, tokenizer, typed, read, unread) => {
    const prompt = promptFor(tokenizer, typed);
    expect(prompt.text).toBe(read);
    expect(prompt.unread && sentenceOf(prompt.unread)).toBe(unread);
  });

  it('has one short sentence, however much is left out', () => {
    const typed = fc.string({ unit: 'binary', minLength: 1, maxLength: 500 });
    fc.assert(
      fc.property(typed, fc.constantFrom(characterTokenizer('abc'), large), (text, tokenizer) => {
        const { unread, tokens } = promptFor(tokenizer, text);
        if (unread) expect(sentenceOf(unread).length).toBeLessThanOrEqual(300);
        expect(tokens.every((token) => token < tokenizer.vocab)).toBe(true);
      }),
    );
    expect(sentenceOf(promptFor(characterTokenizer('abc'), large.decode([...Array(99).keys()])).unread!)).toMatch(
      / and 79 more$/,
    );
  });
});
