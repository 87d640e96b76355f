// The fetched texts, where they are there: unchanged, without a licence in front, and each opens and starts a sample.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { corpora } from '#src/data/corpora.ts';
import { openSource } from '#src/data/source.ts';
import { baseArm } from '#src/experiment/settings.ts';

const place = (file: string): string => `public/corpora/${file}`;

describe.each(corpora.filter(({ file }) => existsSync(place(file))))('$id', (corpus) => {
  const text = readFileSync(place(corpus.file), 'utf8');

  test('is what the catalogue says', () => {
    expect(createHash('sha256').update(text).digest('hex')).toBe(corpus.sha256);
    expect([...text].length).toBe(corpus.characters);
    expect(new Set(text).size).toBe(corpus.alphabet);
  });

  test('is clean', () => {
    expect(text.slice(0, 2000)).not.toMatch(/licen[cs]e|gutenberg|copyright|<|&\w+;/i);
    expect(text).not.toMatch(/[^\P{Cc}\n]|�|Ã|â€/u);
    expect(text.normalize('NFC')).toBe(text);
    expect(text).toMatch(/\S\n$/);
  });

  test('opens, and its prompt is in its alphabet', async () => {
    const settings = { ...baseArm, source: corpus.id };
    const source = await openSource(settings, () => Promise.resolve(text));
    expect(source.vocab).toBe(corpus.alphabet);
    expect(source.tokenizer.decode(source.tokenizer.encode(source.prompt))).toBe(source.prompt);
    expect(source.heldOut.passages * source.heldOut.scored).toBeGreaterThanOrEqual(256);
  });
});

test('the catalogue names every text once, with a hash, a size and a sentence', () => {
  expect(new Set(corpora.map(({ id }) => id)).size).toBe(corpora.length);
  for (const corpus of corpora) {
    expect(corpus.file).toBe(`${corpus.id}.txt`);
    expect(corpus.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(corpus.characters).toBeGreaterThan(1000);
    expect(corpus.licence).toMatch(/\.$/);
    expect(corpus.note).toMatch(/\.$/);
  }
});
