// The loss at the end of a run is measured on larger and larger held-out sets, each part of the next. Runs are compared on the largest
// set that all of them were measured on: equal tokens of an equal text are the same tokens.

import type { RunRecord } from './record.ts';

type Ended = Pick<RunRecord, 'ends' | 'final'>;

/** In scored tokens; undefined if they have none in common, or are of a version that did not say. */
export function largestCommonSet(runs: readonly Ended[]): number | undefined {
  const sets = runs[0]?.ends ?? [];
  return sets.findLast(([tokens]) => runs.every(({ ends }) => ends?.some(([of]) => of === tokens)))?.[0];
}

/** The loss at the end on a set; on the largest of its own where none is given. */
export const endOn = ({ ends, final }: Ended, tokens: number | undefined): number | undefined =>
  tokens === undefined ? final : ends?.find(([of]) => of === tokens)?.[1];
