// Bytes of any file that holds text to that text, or what is wrong with them: texts to train on, records, settings.

import { refuse } from '#src/words/message.ts';

/** UTF-8, or UTF-16 where a byte order mark says so. The mark is no part of the text. */
export function decode(bytes: Uint8Array): string {
  const [a, b] = bytes;
  const wide = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : undefined;
  if (!wide && bytes.includes(0)) throw refuse('textBinary');
  try {
    return new TextDecoder(wide ?? 'utf-8', { fatal: true }).decode(bytes); // drops the byte order mark
  } catch {
    throw wide ? refuse('textNotUtf16') : refuse('textNotUtf8', { byte: firstInvalidByte(bytes) + 1 });
  }
}

/** Where UTF-8 first goes wrong: the longest prefix that decodes, found by bisection. */
function firstInvalidByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodesSoFar(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return bad - 1;
}

/** With `stream`, a character that is merely cut off at the end is no error. */
function decodesSoFar(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
