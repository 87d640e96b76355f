// SwiGLU: half of the columns gate the other half.

import code from '#shaders/swiglu.wgsl?raw';
import { columnsOf, rowsOf, type Graph, type Tensor } from '#src/graph/graph.ts';
import { assemble } from './shader.ts';

const shader = assemble('swiglu', code, 'grid');

/** x: [rows, 2·width], gate then value → silu(gate)·value: [rows, width] */
export function swiglu(g: Graph, x: Tensor): Tensor {
  const shape = { rows: rowsOf(x), width: columnsOf(x) / 8 };
  const invocations = shape.rows * shape.width;
  const y = g.value('swiglu', [shape.rows, columnsOf(x) / 2]);
  g.dispatch({ shader, entry: 'forward', bind: { x, y }, shape, invocations });
  return g.record(y, (dy, grad) => {
    const dx = grad(x);
    const constants = { ACCUMULATE: dx.accumulate };
    g.dispatch({ shader, entry: 'backward', bind: { x, dy, dx: dx.tensor }, shape, constants, invocations });
  });
}
