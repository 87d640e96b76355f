// Text to token numbers and back: by character with an alphabet taken from the text, or by UTF-8 byte.

import { largestAlphabet } from '#src/experiment/limits.ts';
import type { TokenizerName } from '#src/experiment/settings.ts';
import { message, type Message } from '#src/words/message.ts';

export interface Tokenizer {
  readonly vocab: number;
  readonly note?: Message; // when something was lost
  encode(text: string): Uint16Array;
  decode(ids: ArrayLike<number>): string;
}

const replacement = 0xfffd; // �, Unicode's own sign for a character that cannot be shown
const none = 0xffff;

export function tokenizerFor(kind: TokenizerName, text: string): Tokenizer {
  return kind === 'byte' ? byteTokenizer() : characterTokenizer(text);
}

/** One token per character of the text. Beyond 512 different ones, the rarest share one replacement symbol. */
export function characterTokenizer(text: string): Tokenizer {
  const counts = new Map<number, number>();
  let total = 0;
  for (const character of text) {
    const c = character.codePointAt(0)!;
    counts.set(c, (counts.get(c) ?? 0) + 1);
    total++;
  }
  const byNumber = (a: number, b: number): number => a - b;
  if (counts.size <= largestAlphabet) return overAlphabet([...counts.keys()].sort(byNumber), false);
  const common = [...counts].filter(([c]) => c !== replacement).sort(([a, m], [b, n]) => n - m || a - b);
  const kept = common.slice(0, largestAlphabet - 1);
  const share = 1 - kept.reduce((sum, [, n]) => sum + n, 0) / total;
  const alphabet = [...kept.map(([c]) => c), replacement].sort(byNumber);
  const note = message('rareCharacters', { different: counts.size, rare: counts.size - kept.length, share });
  return overAlphabet(alphabet, true, note);
}

/** One token per byte of the text's UTF-8 form: 256 symbols for any language. */
export function byteTokenizer(): Tokenizer {
  return {
    vocab: 256,
    encode: (text) => Uint16Array.from(new TextEncoder().encode(text)),
    decode: (ids) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(ids)),
  };
}

/** Characters outside the alphabet become the replacement symbol if `replaced`, and are dropped otherwise. */
function overAlphabet(alphabet: readonly number[], replaced: boolean, note?: Message): Tokenizer {
  const symbols = alphabet.map((c) => String.fromCodePoint(c));
  const numbers = new Uint16Array(alphabet.at(-1)! + 1).fill(none);
  alphabet.forEach((c, i) => (numbers[c] = i));
  const unknown = replaced ? numbers[replacement]! : none;
  return {
    vocab: alphabet.length,
    ...(note === undefined ? {} : { note }),
    encode(text) {
      const ids = new Uint16Array(text.length);
      let length = 0;
      for (let i = 0; i < text.length; i++) {
        const c = text.codePointAt(i)!;
        if (c > 0xffff) i++;
        const known = numbers[c] ?? none;
        const id = known === none ? unknown : known;
        if (id !== none) ids[length++] = id;
      }
      return ids.slice(0, length);
    },
    decode: (ids) => Array.from(ids, (id) => symbols[id] ?? '').join(''),
  };
}
