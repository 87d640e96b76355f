// The ways a block's updates meet the stream. This file is the experiment: each function is one line of a paper, under the name
// of its setting. What each learns and what it cannot be combined with stands in src/experiment/shortcuts.ts, the order in which
// they compose in model.ts; formulas and starts follow the papers named in the shaders.

import type { ModelConfig } from '#src/experiment/settings.ts';
import type { Graph, Init, Stack, Tensor } from '#src/graph/graph.ts';
import { dropout } from '#src/ops/dropout.ts';
import { dense } from '#src/ops/shortcuts/dense.ts';
import { merge, read, split, write } from '#src/ops/shortcuts/hyper.ts';
import { layerScale } from '#src/ops/shortcuts/layer-scale.ts';
import { mix } from '#src/ops/shortcuts/mix.ts';

const values = (...list: number[]): Init => ({ values: list });

/** First-layer shortcut: x ← a·x + b·x0. Without residual b starts at 1, since nothing else carries the embedding on. */
export function firstLayer(g: Graph, c: ModelConfig, layer: number, x: Tensor, x0: Tensor): Tensor {
  if (!c.firstLayer) return x;
  return mix(g, 'pair', g.parameter(`block${layer}.firstLayer`, [2], 'scalar', values(1, c.residual ? 0 : 1)), x, x0);
}

/** U-net: the first half of the blocks saves its outputs; the second half adds them, last to first: x ← x + w·saved. */
export function uNet(g: Graph, c: ModelConfig, layer: number, x: Tensor, saved: Tensor[]): Tensor {
  const skip = c.uNet && layer >= Math.floor(c.depth / 2) ? saved.pop() : undefined;
  return skip ? mix(g, 'gate', g.parameter(`block${layer}.skip`, [1], 'scalar', values(1)), x, skip) : x;
}

/** Value residual: v ← (1−λ)·v + λ·v₁, from the second block on; λ = ½, fixed or learned. */
export function valueResidual(g: Graph, c: ModelConfig, layer: number, v: Tensor, first: Tensor): Tensor {
  if (c.valueResidual === 'off' || layer === 0) return v;
  const name = `block${layer}.value`;
  const weight =
    c.valueResidual === 'fixed'
      ? g.constant(name, [1], Float32Array.of(0.5), false)
      : g.parameter(name, [1], 'scalar', values(0.5));
  return mix(g, 'blend', weight, v, first);
}

/** Value embeddings: v ← (1−λ)·v + λ·E_l[token]. */
export function valueEmbeddings(g: Graph, layer: number, v: Tensor, rows: Tensor): Tensor {
  return mix(g, 'blend', g.parameter(`block${layer}.value`, [1], 'scalar', values(0.5)), v, rows);
}

/** DenseFormer: the next block reads Σ_j α_j·X_j over the embedding and all outputs so far; at the start, the last one. */
export function denseFormer(g: Graph, c: ModelConfig, layer: number, x: Tensor, history: Stack): Tensor {
  if (!c.denseFormer) return x;
  g.push(history, x);
  const count = history.members.length;
  const start = Array.from({ length: count }, (_, j) => (j === count - 1 ? 1 : 0));
  return dense(g, g.parameter(`block${layer}.dense`, [count], 'scalar', values(...start)), history);
}

/** What a sublayer computes, the last matrix product left open so that the stream can be added in its epilogue. */
export type Update = (add?: Tensor) => Tensor;

/**
 * Joins an update f with the stream: x + f, or f alone without residual; f is first dropped out, then scaled by LayerScale,
 * then by ReZero. The addition is part of whichever kernel comes last.
 */
export function join(g: Graph, c: ModelConfig, at: string, site: number, x: Tensor | undefined, f: Update): Tensor {
  const stages: ((f: Update) => Update)[] = [];
  if (c.dropout > 0) stages.push((f) => (add) => dropout(g, f(), site, add));
  if (c.layerScale)
    stages.push((f) => (add) => layerScale(g, g.parameter(`${at}.scale`, [c.width], 'scalar', values(0.1)), f(), add));
  const update = stages.reduce((inner, stage) => stage(inner), f);
  if (c.reZero && x) return mix(g, 'gate', g.parameter(`${at}.gate`, [1], 'scalar', values(0)), x, update());
  return update(c.residual ? x : undefined);
}

/** Hyper-connections: two copies of the stream; a sublayer reads one at the start and writes to both. */
export const hyperConnections = {
  open: split,
  close: merge,
  read: (g: Graph, at: string, sublayer: number, streams: Tensor): Tensor =>
    read(g, g.parameter(`${at}.read`, [2], 'scalar', values(...(sublayer % 2 ? [0, 1] : [1, 0]))), streams),
  write: (g: Graph, at: string, streams: Tensor, update: Tensor): Tensor =>
    write(
      g,
      g.parameter(`${at}.mix`, [2, 2], 'scalar', values(1, 0, 0, 1)),
      g.parameter(`${at}.write`, [2], 'scalar', values(1, 1)),
      streams,
      update,
    ),
};
