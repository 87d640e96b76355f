// Which part of a text is trained on: all but the last tenth, some of its blocks, some of its characters replaced.
// Everything here depends on the data settings alone, never on a replica's seed, so replicas see the same text.

import { countCharacters, endsPair } from '#src/words/characters.ts';
import { integer, randomBits, streamOf, uniform } from './random.ts';

/** The one seed of everything that is made up about data. */
export const dataSeed = 1;

/** Text is subsetted in blocks of this many tokens; short texts in smaller ones, so that there are at least 32. */
export const blockLength = (tokens: number, most = 2048): number => Math.max(1, Math.min(most, Math.floor(tokens / 32)));

/** The first nine tenths, by character, and the held-out rest. */
export function splitText(text: string): { training: string; validation: string } {
  const wanted = Math.floor((countCharacters(text) * 9) / 10);
  let at = 0;
  for (let seen = 0; at < text.length; at++) {
    if (endsPair(text, at)) continue;
    if (seen === wanted) break;
    seen++;
  }
  return { training: text.slice(0, at), validation: text.slice(at) };
}

/**
 * `amount` tokens as blocks drawn from all over the text, in their original order. Never a prefix: the beginning of a book
 * is about less than the whole book, and that would look like an effect of size. A larger amount contains every smaller one.
 */
export function uniqueBlocks(ids: Uint16Array, amount: number): Uint16Array {
  if (amount >= ids.length) return ids;
  const length = blockLength(ids.length);
  const blocks = inRandomOrder(Math.ceil(ids.length / length), 'unique text');
  const chosen: Uint16Array[] = [];
  for (let taken = 0, i = 0; taken < amount; i++) {
    const start = blocks[i]! * length;
    const block = ids.subarray(start, Math.min(start + length, start + amount - taken, ids.length));
    chosen.push(block);
    taken += block.length;
  }
  chosen.sort((a, b) => a.byteOffset - b.byteOffset);
  const result = new Uint16Array(amount);
  let at = 0;
  for (const block of chosen) {
    result.set(block, at);
    at += block.length;
  }
  return result;
}

/**
 * Replaces a share of the tokens by draws from the unigram distribution: each is the token at a random place. Whether a
 * token is hit depends on its place in the whole training part, so more noise keeps the hits of less.
 */
export function withNoise(ids: Uint16Array, share: number): Uint16Array {
  if (share <= 0) return ids;
  const hit = streamOf('noise');
  const from = streamOf('noise from');
  return ids.map((id, i) => (uniform(dataSeed, hit, i) < share ? ids[integer(dataSeed, from, i, ids.length)]! : id));
}

/** 0…n−1 in a random order of this name. */
export function inRandomOrder(n: number, name: string): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  const stream = streamOf(name);
  const rank = order.map((i) => randomBits(dataSeed, stream, i));
  return order.sort((a, b) => rank[a]! - rank[b]! || a - b);
}
