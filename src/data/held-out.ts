// Which held-out tokens a loss is measured on. What is held out is cut into passages by position in the text, never by context, batch
// or length of a training, and passages are taken in one fixed order, spread over the whole. So the same number of passages is the same
// text for everyone, and a larger measurement contains every smaller one. How many passages, and when: src/science/budget.ts.

import { unscored, type HeldOut, type Source } from './windows.ts';

/** Tokens of a passage: the longest context sees all that it can (largest `context` in experiment/options.ts). */
export const longestPassage = 1024;

/** Passages of one point of a curve: about 2,048 tokens. */
export const curvePassages = 2;

/** Cuts `count` things into equal passages of at most `most`; fewer things than there are passages are left over. */
export function cutIntoPassages(count: number, most: number): { readonly passages: number; readonly length: number } {
  const passages = Math.ceil(count / most);
  return { passages, length: Math.floor(count / passages) };
}

/**
 * 0…n−1, so that any first part of the order is spread evenly (van der Corput): the numbers of the next power of two with
 * their bits reversed, less those that are too large.
 */
export function spreadOrder(n: number): Uint32Array {
  const bits = Math.ceil(Math.log2(n));
  const order = new Uint32Array(n);
  for (let i = 0, at = 0; i < 2 ** bits; i++) {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit++) if ((i >> bit) & 1) reversed |= 1 << (bits - 1 - bit);
    if (reversed < n) order[at++] = reversed;
  }
  return order;
}

/** The sets that a loss may be measured on, in passages: a point of a curve, and every doubling up to everything. */
export function setsOf({ passages }: Pick<HeldOut, 'passages'>): number[] {
  const sets: number[] = [];
  for (let size = curvePassages; size < passages; size *= 2) sets.push(size);
  return [...sets, passages];
}

/** Batches that the windows of the passages from `from` to `to` fill. */
export const evaluationBatches = ({ windows }: HeldOut, from: number, to: number, batch: number): number =>
  Math.ceil(((to - from) * windows) / batch);

/** Fills batch `index` of those passages, [B·T], shared by all replicas; what is left of the last batch does not count. */
export function fillEvaluation(
  { heldOut, context }: Pick<Source, 'heldOut' | 'context'>,
  [from, to]: readonly [number, number],
  index: number,
  batch: number,
  tokens: Uint32Array,
  targets: Uint32Array,
): void {
  const total = (to - from) * heldOut.windows;
  for (let row = 0; row < batch; row++) {
    const at = index * batch + row;
    const offset = row * context;
    if (at < total) heldOut.write(from + Math.floor(at / heldOut.windows), at % heldOut.windows, tokens, targets, offset);
    else {
      tokens.fill(0, offset, offset + context);
      targets.fill(unscored, offset, offset + context);
    }
  }
}
