// Bytes of a visitor's file to text, or what is wrong with them.

import { decode } from '#src/experiment/files/encoding.ts';
import { largestText } from '#src/experiment/limits.ts';
import { countCharacters } from '#src/words/characters.ts';
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

/** By what a text is known, whatever it is called and whenever it was added: SHA-256 of its UTF-8. */
export async function checksumOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
