// How long an experiment will take on this machine, before it is run: an estimate, and labelled as one. It goes by steps, evaluations
// and texts that were timed here; of what was not, by the nearest that was.

import type { ArmConfig } from '#src/experiment/settings.ts';
import { expectedTimes, stepOf, together, type StepTime } from '#src/science/step-cost.ts';
import { kinds, workOf } from '#src/science/work.ts';

/** Seconds of every experiment in which nothing is trained: data is read, plans are made, what has come out is saved. */
const around = 0.5;
/** Saves and captures, as a share of the rest. */
const beside = 0.05;

/** Undefined where nothing was timed. `speed` is in GFLOP/s. */
export function estimateSeconds(
  arms: readonly ArmConfig[],
  seeds: number,
  speed: number,
  times: readonly StepTime[],
): number | undefined {
  if (times.length === 0) return undefined;
  let milliseconds = 0;
  for (const [arm, replicas] of together(arms, seeds)) {
    const [work, each] = [workOf(arm), expectedTimes(stepOf(arm, replicas), times, speed)];
    milliseconds += kinds.reduce((sum, kind) => sum + work[kind] * each[kind], 0);
  }
  return around + ((1 + beside) * milliseconds) / 1000;
}
