// Prepares queries and keys for attention: QK-norm if wanted, then the rotation by position.

import code from '#shaders/rope.wgsl?raw';
import { columnsOf, rowsOf, strideOf, type Graph, type Tensor } from '#src/graph/graph.ts';

const shader = { name: 'rope', code };

/** (cos, sin) of t·10000^(−2i/head) for [context, head/2]; with `still`, the rotation by nothing (learned positions). */
export function angles(g: Graph, context: number, head: number, still: boolean): Tensor {
  const data = new Float32Array(context * head);
  for (let t = 0; t < context; t++)
    for (let i = 0; i < head / 2; i++) {
      const angle = still ? 0 : t * 10000 ** ((-2 * i) / head);
      data[t * head + 2 * i] = Math.cos(angle);
      data[t * head + 2 * i + 1] = Math.sin(angle);
    }
  return g.constant(`angles`, [context, head], data);
}

/** x: [rows, 2·width] or columns of a wider tensor, q then k → [rows, 2·width] */
export function rope(g: Graph, x: Tensor, turn: Tensor, heads: number, norm: boolean): Tensor {
  const rows = rowsOf(x);
  const [context, channels] = [turn.shape[0]!, turn.shape[1]!];
  const shape = { rows, context, heads: 2 * heads, head: channels / 4, stride: strideOf(x) / 4 };
  const invocations = rows * 2 * heads;
  const y = g.value('rope', [rows, columnsOf(x)]);
  const scale = norm ? g.value('rope.inverse', [rows, 2 * heads]) : undefined;
  g.dispatch({
    shader,
    entry: 'forward',
    bind: scale ? { angles: turn, x, y, inverse: scale } : { angles: turn, x, y },
    unused: scale ? [] : ['inverse'],
    shape,
    constants: { NORM: norm },
    invocations,
  });
  return g.record(y, (dy, grad) => {
    const dx = grad(x);
    if (dx.accumulate) throw new Error('Queries and keys have one reader.');
    g.dispatch({
      shader,
      entry: 'backward',
      bind: { angles: turn, dy, dx: dx.tensor, ...(scale && { normed: y, scale }) },
      unused: scale ? [] : ['normed', 'scale'],
      shape,
      constants: { NORM: norm },
      invocations,
    });
  });
}
