// The dashed lines of the chart for a text: what a model that only counts short sequences would reach.

import type { FloorLine } from '#src/experiment/record.ts';
import { ngramLosses } from './ngram.ts';

/** Of longer texts only the end of the training part, and the beginning of the held-out part, are used: about 2 s. */
const mostCounted = 10_000_000;
const mostTested = 1_200_000;

export const guessing = (vocab: number): FloorLine => ({ kind: 'guess', loss: Math.log(vocab) });

/** ln V and the n-gram ladder, which says how many tokens were counted where that is not all of them. */
export function textFloors(training: Uint16Array, heldOut: Uint16Array, vocab: number, order = 5): FloorLine[] {
  const { losses, counted } = ngramLosses(training.subarray(-mostCounted), heldOut.subarray(0, mostTested), vocab, order);
  const some = counted < training.length && { counted };
  return [guessing(vocab), ...losses.map((loss, k) => ({ kind: 'ngram' as const, order: k, loss, ...some }))];
}
