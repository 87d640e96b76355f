// The losses a verdict is made from: held-out, and to the six decimals of an exported file, so that a file and the page agree.

import { endOn, largestCommonSet } from '#src/experiment/ends.ts';
import { sixDecimals, type RunRecord } from '#src/experiment/record.ts';
import type { MeanCurve } from './time-to-loss.ts';

export const heldOut = ({ validation }: RunRecord): MeanCurve =>
  validation.map(([step, loss]) => [step, sixDecimals(loss)] as const);

export const lastLoss = ({ validation }: RunRecord): number => sixDecimals(validation.at(-1)![1]);

/** What runs are compared by. */
export interface FinalLoss {
  readonly measured: 'final' | 'curve';
  readonly tokens?: number; // scored; older runs do not say
  readonly of: (run: RunRecord) => number;
}

/** Their measurement after the last step on the largest set they share, if all of them have one, else the last of their curves. */
export function finalLoss(runs: readonly RunRecord[]): FinalLoss {
  const tokens = largestCommonSet(runs);
  const all = tokens !== undefined || runs.every(({ final, ends }) => final !== undefined && ends === undefined);
  if (all) return { measured: 'final', ...(tokens && { tokens }), of: (run) => sixDecimals(endOn(run, tokens)!) };
  const curve = runs.every(({ heldOut }) => heldOut) ? runs[0]?.heldOut?.tokens : undefined;
  return { measured: 'curve', ...(curve && { tokens: curve }), of: lastLoss };
}
