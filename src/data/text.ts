// Bytes of a visitor's file to text, or what is wrong with them.

import { decode } from '#src/experiment/files/encoding.ts';
import { largestText } from '#src/experiment/limits.ts';
import { refuse } from '#src/words/message.ts';

/** A tenth is held out, and a hundred held-out characters give at least one window of the recipe's context. */
export const shortestText = 1000;

/** What a Blob offers, as far as it is used here. */
export interface TextFile {
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

export async function readText(file: TextFile): Promise<string> {
  checkSize(file.size);
  return decodeText(new Uint8Array(await file.arrayBuffer()));
}

/** Refuses a file by its size alone. */
export function checkSize(bytes: number): void {
  if (bytes === 0) throw refuse('textEmpty', { fewest: shortestText });
  if (bytes > largestText) throw refuse('textTooLarge', { bytes, most: largestText });
}

/** UTF-8, or UTF-16 where a byte order mark says so. Line ends become \n. */
export function decodeText(bytes: Uint8Array): string {
  checkSize(bytes.length);
  const text = decode(bytes);
  if (text.includes('\0')) throw refuse('textBinary');
  const clean = text.replace(/\r\n?/g, '\n');
  checkText(clean);
  return clean;
}

/** Refuses text that no model could be trained and tested on. */
export function checkText(text: string): void {
  const characters = countCharacters(text);
  if (characters < shortestText) throw refuse('textTooShort', { characters, fewest: shortestText });
  const first = String.fromCodePoint(text.codePointAt(0)!);
  if (text === first.repeat(characters)) throw refuse('textRepeats');
}

/** Unicode code points; a pair of surrogates is one. */
export function countCharacters(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) if (!endsPair(text, i)) count++;
  return count;
}

/** Whether the code unit at i is the second half of a character. */
export function endsPair(text: string, i: number): boolean {
  const unit = text.charCodeAt(i);
  if (unit < 0xdc00 || unit > 0xdfff || i === 0) return false;
  const before = text.charCodeAt(i - 1);
  return before >= 0xd800 && before <= 0xdbff;
}
