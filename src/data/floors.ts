// The dashed lines of the chart for a text: what a model that only counts short sequences would reach.

import type { FloorLine } from '#src/experiment/record.ts';
import { ngramLosses } from './ngram.ts';
import type { Passage } from './text-source.ts';

/** Of longer texts only the end of the training part is used: about 2 s. */
const mostCounted = 10_000_000;

export const guessing = (vocab: number): FloorLine => ({ kind: 'guess', loss: Math.log(vocab) });

/** ln V and the n-gram ladder on some passages of the held-out part, which says how many tokens were counted where that is not all. */
export function textFloors(
  training: Uint16Array,
  heldOut: Uint16Array,
  passages: readonly Passage[],
  vocab: number,
  order = 5,
): FloorLine[] {
  const { losses, counted } = ngramLosses(training.subarray(-mostCounted), heldOut, vocab, order, { passages });
  const some = counted < training.length && { counted };
  return [guessing(vocab), ...losses.map((loss, k) => ({ kind: 'ngram' as const, order: k, loss, ...some }))];
}
