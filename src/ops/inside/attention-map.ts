// The weights of one attention head, which attention itself never stores.

import code from '#shaders/attention_map.wgsl?raw';
import { columnsOf, rowsOf, type Graph, type Tensor } from '#src/graph/graph.ts';
import { assemble } from '../shader.ts';

const shader = assemble('attention_map', code, 'grid');

/** Where the weights go, if the uniform `look` asks for a head of this layer. */
export interface MapOptions {
  readonly to: Tensor; // [context, context], of the replica that is asked for
  readonly layer: number;
}

/** qk: [context, parts·width] of one sequence, as attention reads it; lse: [context, heads], as it leaves it. */
export function attentionMap(
  g: Graph,
  qk: Tensor,
  lse: Tensor,
  { width, scale, to, layer }: MapOptions & { readonly width: number; readonly scale: number },
): void {
  const context = rowsOf(qk);
  const heads = columnsOf(lse);
  const head = width / heads;
  g.dispatch({
    shader,
    entry: 'row',
    bind: { qk, lse, map: to },
    provided: ['look'],
    shape: { context, heads, head: head / 4, parts: columnsOf(qk) / width, layer, scale },
    invocations: context,
  });
}
