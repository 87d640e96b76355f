// The losses a verdict is made from: held-out, and to the six decimals of an exported file, so that a file and the page agree.

import { sixDecimals, type RunRecord } from '#src/experiment/record.ts';
import type { MeanCurve } from './time-to-loss.ts';

export const heldOut = ({ validation }: RunRecord): MeanCurve =>
  validation.map(([step, loss]) => [step, sixDecimals(loss)] as const);

export const lastLoss = ({ validation }: RunRecord): number => sixDecimals(validation.at(-1)![1]);

/** What runs are compared by: their measurement after the last step if all of them have one, else the last of their curves. */
export function finalLoss(runs: readonly RunRecord[]): {
  readonly measured: 'final' | 'curve';
  readonly of: (run: RunRecord) => number;
} {
  const all = runs.every(({ final }) => final !== undefined);
  return all ? { measured: 'final', of: (run) => sixDecimals(run.final!) } : { measured: 'curve', of: lastLoss };
}
