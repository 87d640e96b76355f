// What is said to a person is one sentence of a length that can be read, whatever it quotes.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, listed, longestSentence } from '#src/words/cut.ts';
import { english } from '#src/words/english/english.ts';
import { fits } from '#src/words/english/fits.ts';
import { merging } from '#src/words/english/merging.ts';
import { studying } from '#src/words/english/studying.ts';
import { learn } from '#src/words/language.ts';
import { message, refuse, sentenceOf, type Code, type Message } from '#src/words/message.ts';

const sentences = { ...english.sentences, ...fits, ...merging, ...studying };
learn(sentences);
const codes = Object.keys(sentences) as Code[];

describe('what is quoted', () => {
  test('is cut at its end, on one line, and not within a character', () => {
    expect(cut('short', 5)).toBe('short');
    expect(cut('longer', 5)).toBe('long…');
    expect(cut('a\r\nb\u2028c\u001b[2J', 20)).toBe('a b c [2J');
    expect(cut('abc🐳🐳', 5)).toBe('abc…');
  });

  test('is listed as far as there is room', () => {
    expect(listed(['depth', 'width', 'heads'], 20)).toBe('depth, width, heads');
    expect(listed(['depth', 'width', 'heads'], 12)).toBe('depth, width and 1 more');
    expect(listed(['x'.repeat(50)], 10)).toBe(`${'x'.repeat(9)}…`);
    expect(listed([], 10)).toBe('');
  });
});

describe('a sentence', () => {
  test.each([10, 119, 300, 5000, 800_000])('that quotes %i characters is not longer than it may be', (length) => {
    const name = 'n'.repeat(length);
    for (const said of [
      message('tensorMissing', { name, shape: name }),
      message('notARecord', { place: name, rule: message('cannotBeUsed', { what: name }) }),
      message('ofArm', { arm: name, what: message('noSuchSource', { source: name, known: 'novel, markov' }) }),
      message('said', { text: name }),
      { code: name, values: { [name]: name } }, // of another version
    ])
      expect(sentenceOf(said).length).toBeLessThanOrEqual(longestSentence);
  });

  test('keeps its end, which says what is allowed', () => {
    const { message: sentence } = refuse('noSuchSource', { source: 'x'.repeat(1e6), known: 'novel' });
    expect(sentence).toMatch(/^There is no data source “x+…”: choose novel, or a text of your own\.$/);
  });

  test('of any code, with any values, is one line of at most 300 characters', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 400 });
    const asked = (code: Code): string[] => /^\(?\{([^}]*)\}/.exec(String(sentences[code]))?.[1]?.match(/\w+/g) ?? [];
    fc.assert(
      fc.property(fc.constantFrom(...codes), texts, fc.boolean(), (code, text, nested) => {
        const inner: Message = { code: 'said', values: { text } };
        const sentence = sentenceOf({
          code,
          values: Object.fromEntries(asked(code).map((name) => [name, nested ? inner : text])),
        });
        expect(sentence.length).toBeLessThanOrEqual(longestSentence);
        expect(sentence).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  test('keeps no file in its values', () => {
    const { values } = refuse('tensorTwice', { name: 'x'.repeat(1e6) });
    expect((values['name'] as string).length).toBe(longestSentence);
  });
});
