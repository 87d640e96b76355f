// What a cohort will train and how much memory that takes, before anything is allocated.

import { modelConfig } from '#src/experiment/settings.ts';
import type { Tuning } from '#src/gpu/tuning.ts';
import type { Graph } from '#src/graph/graph.ts';
import { planBytes, type Limits } from '#src/graph/memory.ts';
import { trainingGraph } from '#src/model/model.ts';
import type { Member } from './members.ts';

export interface CohortPlan {
  readonly key: string; // of this cohort within its experiment
  readonly members: readonly Member[];
  readonly graph: Graph; // of a training step
  readonly bytes: number; // of GPU memory
}

/**
 * Members have one shape (src/experiment/options.ts). Activations are kept if they fit, and recomputed otherwise or if asked.
 * Refuses in one sentence what does not fit.
 */
export function planCohort(
  key: string,
  members: readonly Member[],
  limits: Limits,
  tuning: Tuning,
  recompute = false,
): CohortPlan {
  const { config, source } = members[0]!;
  const plan = (recompute: boolean): CohortPlan => {
    const graph = trainingGraph(modelConfig(config, source.vocab), config.batch, config, { recompute, tuning });
    return { key, members, graph, bytes: planBytes(graph, members.length, limits) };
  };
  if (recompute) return plan(true);
  try {
    return plan(false);
  } catch {
    return plan(true);
  }
}
