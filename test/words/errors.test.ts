// What a person reads of an error: a sentence of ours, never a browser's own words.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { english } from '#src/words/english/english.ts';
import { messageOf, refuse, sentenceOf, message } from '#src/words/message.ts';

describe('an error', () => {
  beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => undefined));
  afterEach(() => vi.restoreAllMocks());

  const raw = 'A requested file or directory could not be found at the time an operation was processed.';
  it.each<[what: string, thrown: unknown, sentence: RegExp]>([
    ['a refusal', refuse('textEmpty', { fewest: 1000 }), /^This file is empty/],
    ['a file that has gone', new DOMException(raw, 'NotFoundError'), /^This file could not be read/],
    ['a file that is locked', new DOMException(raw, 'NotReadableError'), /^This file could not be read/],
    ['too long an array', new RangeError('Array buffer allocation failed'), /not enough memory/],
    ['a full disk', new DOMException('x', 'QuotaExceededError'), /no room left/],
    ['a mistake of ours', new TypeError("Cannot read properties of undefined (reading 'arms')"), /^Something went wrong/],
    ['something else', 'undefined is not a function', /^Something went wrong/],
  ])('is told in our words: %s', (_, thrown, sentence) => {
    const said = sentenceOf(messageOf(thrown));
    expect(said).toMatch(sentence);
    for (const words of [raw, 'undefined', 'allocation']) expect(said).not.toContain(words);
  });

  it('keeps the words of a browser with its message, and shows none of them', () => {
    const why = 'Device::CreateBuffer 0xdeadbeef';
    for (const code of ['adapterFailed', 'deviceRefused', 'gpuError', 'gpuLost', 'workerFailed', 'storageFailed'] as const) {
      expect(sentenceOf(message(code, { why }))).not.toContain('0x');
      expect(english.sentences[code]({ why })).toMatch(/^[A-Z].+\.$/);
    }
  });
});
