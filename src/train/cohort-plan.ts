// What a cohort will train and how much memory that takes, before anything is allocated.

import { modelConfig } from '#src/experiment/settings.ts';
import { alignment } from '#src/gpu/arena.ts';
import type { Tuning } from '#src/gpu/tuning.ts';
import { size, type Graph } from '#src/graph/graph.ts';
import { keptBytes, planBytes, workOf, type Limits } from '#src/graph/memory.ts';
import { arenaLayout, tileSize } from '#src/graph/weights.ts';
import { inspectionGraph, lookGraph } from '#src/model/inside.ts';
import { evaluationGraph, samplingGraph, trainingGraph, type Objective } from '#src/model/model.ts';
import { spansOf } from '#src/model/spans.ts';
import { evaluationBatch } from '#src/science/budget.ts';
import type { Member } from './members.ts';
import { oneText } from './sampler.ts';

/** The state in which runs that may stop early keep their weights of the lowest loss so far; it is saved like any other. */
export const lowestWeights = 'lowest_weights';

export interface CohortPlan {
  readonly key: string; // of this cohort within its experiment
  readonly members: readonly Member[];
  readonly graph: Graph; // of a training step
  readonly evaluation: Graph; // of `together` held-out windows
  readonly together: number;
  /** Of GPU memory, with so many of its members: all that is held at once, and all that the page may ask of it meanwhile. */
  readonly bytesWith: (replicas: number) => number;
  /** That a copy of it for a checkpoint takes in passing. */
  readonly checkpointBytesWith: (replicas: number) => number;
}

export interface HowToPlan {
  /** Make activations once more in the backward pass, even if they could be kept. */
  readonly recompute?: boolean;
  /** Held-out windows that are ever asked for, if fewer than are usually evaluated at once. */
  readonly windows?: number;
  readonly objective?: Objective;
}

/**
 * Members have one shape (src/experiment/options.ts). Activations are kept if they fit, and recomputed otherwise or if asked.
 * Refuses in one sentence what does not fit in itself; what fits together: experiment-plan.ts.
 */
export function planCohort(
  key: string,
  members: readonly Member[],
  limits: Limits,
  tuning: Tuning,
  { recompute = false, windows = Infinity, objective = 'text' }: HowToPlan = {},
): CohortPlan {
  const { config, source } = members[0]!;
  const model = modelConfig(config, source.vocab);
  const together = Math.min(windows, evaluationBatch(config.context));
  const evaluation = evaluationGraph(model, together, tuning);
  const { graph: sampling } = samplingGraph(model, oneText, tuning);
  for (const graph of [evaluation, sampling]) planBytes(graph, members.length, limits);
  const plan = (recompute: boolean): CohortPlan => {
    const graph = trainingGraph(model, config.batch, config, { recompute, objective, tuning });
    if (config.stopAfter > 0) graph.copy(lowestWeights);
    planBytes(graph, members.length, limits);
    const beside = [
      evaluation,
      sampling,
      inspectionGraph(model, spansOf(model, graph.parameters), tuning),
      lookGraph(model, tuning).graph,
    ];
    const bytesWith = (replicas: number): number => {
      if (replicas === 0) return 0;
      const before = arenaLayout(graph.parameters, replicas).bytes; // the inspector's copy, by which updates are measured
      const gradients = arenaLayout(graph.parameters, replicas, graph.parts).bytes;
      const work = [graph, ...beside].reduce((sum, g) => sum + workOf(g, replicas).bytes + tableBytes(g), 0);
      return keptBytes(graph, replicas) + gradients + before + work;
    };
    return {
      key,
      members,
      graph,
      evaluation,
      together,
      bytesWith,
      checkpointBytesWith: (replicas) => (replicas === 0 ? 0 : keptBytes(graph, replicas)),
    };
  };
  if (recompute) return plan(true);
  try {
    return plan(false);
  } catch {
    return plan(true);
  }
}

/** At most: shapes are often the same, and few numbers are summed. A row of each table of src/graph/provided.ts has 28 bytes or fewer. */
function tableBytes({ dispatches, parameters, partials }: Graph): number {
  const tiles = parameters.reduce((sum, { shape }) => sum + Math.ceil(size(shape) / tileSize), 0);
  const segments = partials.reduce((sum, { parameter }) => sum + size(parameter.shape), 0);
  const few = 64; // small buffers of a plan and of its owner
  return 28 * (tiles + segments) + alignment * (dispatches.length + few);
}
