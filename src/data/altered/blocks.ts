// Text that is worse than it was, and no shorter: some of its blocks are copies of others, some are shuffled. Always the same ones, for
// replicas of every seed (docs/data.md).

import type { DataSettings } from '#src/experiment/settings.ts';
import { integer, streamOf } from '../random.ts';
import { blockLength, dataSeed, inRandomOrder } from '../split.ts';

/** Tokens of a block, fewer in short texts. */
export const alteredLength = (tokens: number): number => blockLength(tokens, 256);

/** Its duplicates are made before it is shuffled, so each share is that of the text as it is read. */
export const alteredText = (ids: Uint16Array, { duplicates, shuffled }: DataSettings): Uint16Array =>
  withShuffledBlocks(withDuplicates(ids, duplicates), shuffled);

/**
 * Some blocks are replaced by copies: of a slice of the text, a hundredth of it, which thus repeats itself through all of them. Each
 * takes the block of the slice that has its turn, so neighbouring copies go on as the slice does.
 */
export function withDuplicates(ids: Uint16Array, share: number): Uint16Array {
  if (share <= 0) return ids;
  const length = alteredLength(ids.length);
  const whole = Math.floor(ids.length / length);
  const slice = Math.max(1, Math.round(whole / 100));
  const first = slice * integer(dataSeed, streamOf('duplicated slice'), 0, Math.floor(whole / slice));
  const result = ids.slice();
  for (const block of someBlocks(ids.length, share, 'duplicates')) {
    const [from, to] = [length * (first + (block % slice)), length * block];
    result.set(ids.subarray(from, from + Math.min(length, ids.length - to)), to);
  }
  return result;
}

/** Which blocks of so many tokens are shuffled. */
export const shuffledBlocks = (tokens: number, share: number): number[] => someBlocks(tokens, share, 'shuffled blocks');

/** The tokens of some blocks are in random order (Fisher–Yates). */
export function withShuffledBlocks(ids: Uint16Array, share: number): Uint16Array {
  if (share <= 0) return ids;
  const length = alteredLength(ids.length);
  const stream = streamOf('shuffled text');
  const result = ids.slice();
  for (const block of shuffledBlocks(ids.length, share)) {
    const start = length * block;
    for (let i = Math.min(length, ids.length - start) - 1; i > 0; i--) {
      const j = integer(dataSeed, stream, start + i, i + 1);
      const swapped = result[start + i]!;
      result[start + i] = result[start + j]!;
      result[start + j] = swapped;
    }
  }
  return result;
}

/** A share of the blocks, to the nearest whole one; a larger share contains every smaller one. */
function someBlocks(tokens: number, share: number, name: string): number[] {
  const blocks = inRandomOrder(Math.ceil(tokens / alteredLength(tokens)), name);
  return blocks.slice(0, Math.round(share * blocks.length));
}
