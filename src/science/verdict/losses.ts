// The losses a verdict is made from: held-out, and to the six decimals of an exported file, so that a file and the page agree.

import type { ReplicaRecord } from '#src/experiment/record.ts';
import type { Points } from './time-to-loss.ts';

export const toSixDecimals = (nats: number): number => Number(nats.toFixed(6));

export const heldOut = ({ validation }: ReplicaRecord): Points =>
  validation.map(([step, loss]) => [step, toSixDecimals(loss)] as const);

export const lastLoss = ({ validation }: ReplicaRecord): number => toSixDecimals(validation.at(-1)![1]);

/** What runs are compared by: their measurement after the last step if all of them have one, else the last of their curves. */
export function finalLoss(runs: readonly ReplicaRecord[]): {
  readonly measured: 'final' | 'curve';
  readonly of: (run: ReplicaRecord) => number;
} {
  const all = runs.every(({ final }) => final !== undefined);
  return all ? { measured: 'final', of: (run) => toSixDecimals(run.final!) } : { measured: 'curve', of: lastLoss };
}
