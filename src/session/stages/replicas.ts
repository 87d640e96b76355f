// How many replicas a plan of a sweep has: a step costs the less for each the more there are, until the GPU is full. Where that is, only
// times of this machine tell.

import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { stepOf, type StepTime } from '#src/science/step-cost.ts';
import type { Member } from '#src/train/members.ts';

/** Less is noise, and more plans take longer to compile. */
const worth = 0.9;

/**
 * Of so many replicas, how many to train together, by the milliseconds of a step for each. More than were ever timed are taken to cost
 * less, unless fewer cost less than the most that were.
 */
export function cheapestReplicas(config: ArmConfig, all: number, times: readonly StepTime[]): number {
  const costs = Array.from({ length: all }, (_, i) => {
    const replicas = i + 1;
    const { shape } = stepOf(config, replicas);
    const timed = times.findLast((time) => time.shape === shape);
    return timed ? [{ replicas, cost: timed.milliseconds.step / replicas }] : [];
  }).flat();
  const most = costs.at(-1);
  if (!most) return all;
  const best = costs.reduce((least, other) => (other.cost < least.cost ? other : least));
  return best.cost < worth * most.cost ? best.replicas : all;
}

/** Those that have begun go on as they were divided; of others the times decide. */
export function replicasOf(members: readonly Member[], times: readonly StepTime[], begun?: ExperimentRecord): number {
  const together = members.map(({ arm, run }) => {
    const { training, plan } = begun?.arms[arm]?.runs[run] ?? {};
    return begun && training !== undefined && plan !== undefined ? begun.trainings[training]!.plans![plan]!.runs : 0;
  });
  return Math.max(...together) || cheapestReplicas(members[0]!.config, members.length, times);
}
