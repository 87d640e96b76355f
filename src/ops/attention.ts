// Causal softmax attention without a context × context array.

import code from '#shaders/attention.wgsl?raw';
import { columnsOf, offsetOf, rowsOf, strideOf, type Graph, type Tensor } from '#src/graph/graph.ts';

const shader = { name: 'attention', code };

/** qk: [rows, 2·width] from `rope`, v: [rows, width] or columns of a wider tensor → [rows, width] */
export function attention(g: Graph, qk: Tensor, v: Tensor, context: number, heads: number): Tensor {
  const rows = rowsOf(qk);
  const width = columnsOf(v);
  const head = width / heads;
  const shape = { rows, context, heads, stride: strideOf(v) / 4, offset: offsetOf(v) / 4, scale: head ** -0.5 };
  const invocations = rows * heads;
  const HEAD = head / 4;
  const o = g.value('attention', [rows, width]);
  const lse = g.value('attention.lse', [rows, heads]);
  g.dispatch({ shader, entry: 'forward', bind: { qk, v, o, lse }, shape, constants: { HEAD }, invocations });
  return g.record(o, (dy, grad) => {
    const dqk = grad(qk);
    const dv = grad(v);
    if (dqk.accumulate) throw new Error('Queries and keys have one reader.');
    const delta = g.value('attention.delta', [rows, heads]);
    g.dispatch({
      shader,
      entry: 'backward_query',
      bind: { qk, v, output: o, dy, sums: lse, delta, dqk: dqk.tensor },
      shape,
      constants: { HEAD },
      invocations,
    });
    g.dispatch({
      shader,
      entry: 'backward_key',
      bind: { qk, v, dy, sums: lse, deltas: delta, dqk: dqk.tensor, dv: dv.tensor },
      shape,
      constants: { HEAD, ACCUMULATE: dv.accumulate },
      invocations,
    });
  });
}
