// How much slower one plan is than another, from what both took for the same parts of their steps, in turns on the same machine.
// A slow drift is in both and leaves their ratio; what spoils several bursts in a row lies within one batch. So the ratios of whole
// batches are nearly independent, which those of single bursts are not: batch means (Schmeiser 1982, Oper. Res. 30:556).

import { pairedEstimate, type Estimate } from './estimates.ts';

/** [steps, seconds] of each part. */
export type Times = readonly (readonly [steps: number, seconds: number])[];

const leastShare = 1 / 20; // of the timed steps of both, that make a batch: at most 20 batches
/** Below it the spread of the batches is not known well enough. */
export const fewestBatches = 6;

/** The logarithm of the ratio of their times per step, with its error over batches. Undefined where there are too few of them. */
export function logRatioOf(times: Times, others: Times): Estimate | undefined {
  const [enough, enoughOthers] = [times, others].map((t) => leastShare * t.reduce((sum, [steps]) => sum + steps, 0));
  const empty = { steps: 0, seconds: 0, otherSteps: 0, otherSeconds: 0 };
  const batches: (typeof empty)[] = [];
  let open = { ...empty };
  for (let part = 0; part < Math.min(times.length, others.length); part++) {
    const [[steps, seconds], [otherSteps, otherSeconds]] = [times[part]!, others[part]!];
    open.steps += steps;
    open.seconds += seconds;
    open.otherSteps += otherSteps;
    open.otherSeconds += otherSeconds;
    if (open.seconds <= 0 || open.otherSeconds <= 0) continue;
    if (open.steps < enough! || open.otherSteps < enoughOthers!) continue;
    batches.push(open);
    open = { ...empty };
  }
  if (batches.length < fewestBatches) return undefined;
  return pairedEstimate(batches.map((b) => Math.log(b.seconds / b.steps / (b.otherSeconds / b.otherSteps))));
}
