// The dashed lines of the chart for a text: what a model that only counts short sequences would reach.

import type { ReferenceLine } from '#src/experiment/record.ts';
import { ngramLosses } from './ngram.ts';

/** Of longer texts only the end of the training part and the beginning of the held-out part are used: about 2 s. */
const mostCounted = 10_000_000;
const mostTested = 1_200_000;

export const guessing = (vocab: number): ReferenceLine => ({ label: 'guesses at random', loss: Math.log(vocab) });

/** ln V and the n-gram ladder; `unit` is what one token is called. */
export function textReferences(
  training: Uint16Array,
  heldOut: Uint16Array,
  vocab: number,
  unit: string,
  order = 5,
): ReferenceLine[] {
  const losses = ngramLosses(training.subarray(-mostCounted), heldOut.subarray(0, mostTested), vocab, order);
  return [guessing(vocab), ...losses.map((loss, k) => ({ label: ladder(k, unit), loss }))];
}

function ladder(order: number, unit: string): string {
  if (order === 0) return `knows ${unit} frequencies`;
  if (order === 1) return `knows ${unit} pairs`;
  if (order === 2) return `knows ${unit} triples`;
  return `knows runs of ${order + 1} ${unit}s`;
}
