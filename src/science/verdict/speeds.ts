// How fast two arms trained, measured alike: in turns in one training, each in a plan of its own, with as many runs together.

import type { Pair } from '#src/experiment/arms.ts';
import type { ExperimentRecord, RunRecord } from '#src/experiment/record.ts';
import { logRatioOf } from '../statistics/batch-means.ts';
import type { Estimate } from '../statistics/estimates.ts';

/**
 * Why nothing is said about time. `unknown`: the record has seconds, but not how uncertain they are. `together`: they shared each
 * launch. `replicas`: of one more runs trained together than of the other. `apart`: they did not train side by side. `short`: there
 * was too little to time.
 */
export type Untimed = 'unknown' | 'together' | 'replicas' | 'apart' | 'short';

export interface Speed {
  readonly runs: number; // trained together, of either arm
  readonly neighbours: number; // other plans that took turns with them
  readonly logRatio: Estimate; // of the times per step, arm / baseline
}

/** Of the training that has most of the pairs. One timing of two plans is one measurement, however many seeds share it. */
export function speedOf({ trainings }: ExperimentRecord, pairs: readonly Pair<RunRecord>[]): Speed | Untimed {
  const beside = pairs.filter(({ arm, baseline }) => arm.training === baseline.training);
  const counts = new Map<number, number>();
  for (const { arm } of beside) counts.set(arm.training, (counts.get(arm.training) ?? 0) + 1);
  const byPairs = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)! || a - b);
  const found = byPairs.map((training) =>
    speedIn(
      trainings[training]!,
      beside.find((p) => p.arm.training === training)!,
    ),
  );
  return found.find((speed) => typeof speed !== 'string') ?? found[0] ?? 'apart';
}

function speedIn({ plans }: ExperimentRecord['trainings'][number], { arm, baseline }: Pair<RunRecord>): Speed | Untimed {
  const [plan, other] = [arm, baseline].map((run) => plans?.[run.plan ?? NaN]);
  if (!plans || !plan || !other) return 'unknown';
  if (plan === other) return 'together';
  if (plan.runs !== other.runs) return 'replicas';
  const logRatio = logRatioOf(plan.times, other.times);
  return logRatio ? { runs: plan.runs, neighbours: plans.length - 2, logRatio } : 'short';
}
