// What can be seen inside a model, as graphs of their own beside that of training: numbers over time, and a look with a text.

import type { ModelConfig } from '#src/experiment/settings.ts';
import type { Tuning } from '#src/gpu/tuning.ts';
import { Graph, type Range, type Tensor } from '#src/graph/graph.ts';
import { meanSquare, sumWeights } from '#src/ops/inside/inspect.ts';
import { lens } from '#src/ops/inside/lens.ts';
import { forward, sharedInputs } from './model.ts';

/**
 * After a step: sums over ranges of weights, their gradients and their updates, then the size of each stream on one window, as
 * so many results for each replica.
 */
export function inspectionGraph(c: ModelConfig, ranges: readonly Range[], tuning?: Tuning): Graph {
  const g = new Graph(tuning);
  const slots = ranges.length + c.depth + 1;
  const { streams, read } = forward(g, { ...c, dropout: 0 }, sharedInputs(g, 1, c.context));
  for (const [layer, stream] of streams.entries()) meanSquare(g, read(stream), ranges.length + layer, slots);
  sumWeights(g, ranges, slots);
  return g;
}

export interface LookGraph {
  readonly graph: Graph;
  readonly map: Tensor; // [context, context]
  readonly answers: Tensor | undefined; // [depth + 1, context, 3], if the head can read the streams
}

/** Where one head looks, and what each layer would answer. The uniform `look` says which replica, layer and head. */
export function lookGraph(c: ModelConfig, tuning?: Tuning): LookGraph {
  const g = new Graph(tuning);
  const inputs = sharedInputs(g, 1, c.context);
  const map: Tensor = { ...g.statistic('map', [c.context, c.context]), shared: true };
  const { streams, logits } = forward(g, { ...c, dropout: 0 }, inputs, { map });
  if (!c.residual) return { graph: g, map, answers: undefined };
  const answers = g.statistic('answers', [streams.length, c.context, 3]);
  for (const [layer, stream] of streams.entries()) lens(g, logits(stream), inputs.targets, c.vocab, layer, answers);
  return { graph: g, map, answers };
}
