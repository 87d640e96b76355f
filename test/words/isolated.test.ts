// Names of any direction within a sentence.

import { describe, expect, it } from 'vitest';
import { isolated } from '#src/words/isolated.ts';

describe('a name within a sentence', () => {
  it.each([
    ['plain (1)', 'plain (1)'],
    ['鯨 🐋 éà', '鯨 🐋 éà'],
    ['שלום עולם (1)', '\u2068שלום עולם (1)\u2069'],
    ['مرحبا 3', '\u2068مرحبا 3\u2069'],
    ['a \u202e b', '\u2068a \u202e b\u2069'],
    ['\u2069out\u2067', '\u2068out\u2069'],
    ['', ''],
  ])('%j is isolated only if it has to be', (name, written) => expect(isolated(name)).toBe(written));
});
