// The loss at the end of a run is measured on larger and larger held-out sets, each part of the next. Runs are compared on the largest
// set that all of them were measured on: equal tokens of an equal text are the same tokens. A run that may stop early is measured with
// its weights of the step at which other held-out text was lowest (docs/decisions/0024-early-stopping.md).

import type { Curve, RunRecord } from './record.ts';

type Ended = Pick<RunRecord, 'ends' | 'final'>;

/** In scored tokens; undefined if they have none in common, or are of a version that did not say. */
export function largestCommonSet(runs: readonly Ended[]): number | undefined {
  const sets = runs[0]?.ends ?? [];
  return sets.findLast(([tokens]) => runs.every(({ ends }) => ends?.some(([of]) => of === tokens)))?.[0];
}

/** The loss at the end on a set; on the largest of its own where none is given. */
export const endOn = ({ ends, final }: Ended, tokens: number | undefined): number | undefined =>
  tokens === undefined ? final : ends?.find(([of]) => of === tokens)?.[1];

/** Where a curve is lowest, the first time; of a run's `validation`, its best evaluation. Undefined before there is one. */
export const lowestOf = (curve: Curve): Curve[number] | undefined =>
  curve.length ? curve.reduce((lowest, point) => (point[1] < lowest[1] ? point : lowest)) : undefined;

/** Whether so many evaluations have followed the lowest. */
export const hasStopped = ({ deciding = [] }: Pick<RunRecord, 'deciding'>, stopAfter: number): boolean =>
  stopAfter > 0 && deciding.length > 0 && deciding.length - 1 - deciding.indexOf(lowestOf(deciding)!) >= stopAfter;

/** The step whose weights the losses at the end are of, for a run that may stop early. */
export const keptStep = ({ deciding = [] }: Pick<RunRecord, 'deciding'>): number | undefined => lowestOf(deciding)?.[0];
