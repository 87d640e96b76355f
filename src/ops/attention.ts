// Causal softmax attention with rotary positions and optional QK-norm, without a context × context array.

import plain from '#shaders/attention.wgsl?raw';
import alone from '#shaders/attention_alone.wgsl?raw';
import panels from '#shaders/attention_panels.wgsl?raw';
import shared from '#shaders/attention_shared.wgsl?raw';
import tensors from '#shaders/attention_tensors.wgsl?raw';
import type { AttentionVariant } from '#src/gpu/tuning.ts';
import { columnsOf, offsetOf, rowsOf, strideOf, type Graph, type Shader, type Tensor } from '#src/graph/graph.ts';
import { attentionMap, type MapOptions } from './inside/attention-map.ts';
import { rope, turned } from './rope.ts';
import { assemble } from './shader.ts';

const shaders: Readonly<Record<AttentionVariant, Shader>> = {
  plain: assemble('attention', [tensors, plain], 'grid'),
  alone: assemble('attention_panels', [tensors, panels, alone], 'grid'),
  shared: assemble('attention_shared', [tensors, panels, shared], 'grid'),
};

export interface AttentionOptions {
  readonly context: number;
  readonly heads: number;
  /** RoPE with these angles (rope.ts); without them, positions must be in the embedding. */
  readonly angles?: Tensor | undefined;
  /** Each head of q and of k is divided by its root mean square first. */
  readonly norm?: boolean;
  /** Of the scores, 1/√head if it does not say. */
  readonly scale?: number;
  readonly map?: MapOptions;
}

/** qkv: [rows, 3·width]; v: its last third, or [rows, width] in its place → [rows, width] */
export function attention(
  g: Graph,
  qkv: Tensor,
  v: Tensor,
  { context, heads, angles, norm = false, scale = (columnsOf(v) / heads) ** -0.5, map }: AttentionOptions,
): Tensor {
  const rows = rowsOf(qkv);
  const width = columnsOf(v);
  const head = width / heads;
  const source = g.columns(qkv, 0, 2 * width);
  // Without a norm, the gradient needs no kernel of its own to be turned back: it is turned as it is written.
  const qk = norm ? rope(g, source, { context, heads, angles, norm }) : angles ? turned(g, source, angles, heads) : qkv;
  const dqkOf = norm ? qk : source;
  const shape = {
    rows,
    context,
    heads,
    parts: columnsOf(qk) / width,
    gradient_parts: strideOf(dqkOf) / width,
    stride: strideOf(v) / 4,
    offset: offsetOf(v) / 4,
    scale,
    own_v: 0,
    accumulate: 0,
  };
  const { attention: variant, attentionPanels } = g.tuning;
  const byPanels = variant !== 'plain';
  const common = {
    shader: shaders[variant],
    shape,
    invocations: heads * (byPanels ? (rows / context) * 4 * Math.ceil(context / 4) : rows),
  };
  const constants = { HEAD: head / 4, ...(byPanels && { NAMED: attentionPanels }) };
  const o = g.value('attention', [rows, width]);
  const lse = g.statistic('attention.lse', [rows, heads]);
  g.dispatch({ ...common, entry: 'forward', bind: { qk, v, o, lse }, constants });
  if (map) attentionMap(g, qk, lse, { width, scale, ...map });
  return g.record(o, (dy, grad) => {
    const dqk = grad(dqkOf);
    const dv = grad(v);
    if (dqk.accumulate) throw new Error('Queries and keys have one reader.');
    const delta = g.statistic('attention.delta', [rows, heads]);
    const turn = !norm && angles ? { angles } : undefined;
    const ownV = v.view?.of === qkv && !norm;
    const backward = { ...constants, ROTATE: turn !== undefined };
    g.dispatch({
      ...common,
      entry: 'backward_query',
      bind: { qk, v, output: o, dy, sums: lse, delta, dqk: dqk.tensor, ...turn },
      unused: turn ? [] : ['angles'],
      constants: backward,
    });
    g.dispatch({
      ...common,
      entry: 'backward_key',
      bind: { qk, v, dy, sums: lse, deltas: delta, dqk: dqk.tensor, ...turn, ...(!ownV && { dv: dv.tensor }) },
      unused: [...(turn ? [] : ['angles']), ...(ownV ? ['dv'] : [])],
      shape: { ...shape, own_v: Number(ownV), accumulate: Number(dv.accumulate) },
      constants: backward,
    });
  });
}
