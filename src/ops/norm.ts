// RMSNorm without gain.

import code from '#shaders/norm.wgsl?raw';
import { columnsOf, rowsOf, type Graph, type Tensor } from '#src/graph/graph.ts';
import { assemble } from './shader.ts';

const shader = assemble('norm', code, 'grid');

/** x / sqrt(mean(x²) + 1e-6) over the last axis. */
export function norm(g: Graph, x: Tensor): Tensor {
  const rows = rowsOf(x);
  const shape = { rows, width: columnsOf(x) / 4 };
  const y = g.value('norm', x.shape);
  g.dispatch({ shader, entry: 'forward', bind: { x, y }, shape, invocations: rows });
  return g.record(y, (dy, grad) => {
    const dx = grad(x);
    g.dispatch({
      shader,
      entry: 'backward',
      bind: { x, dy, dx: dx.tensor },
      shape,
      constants: { ACCUMULATE: dx.accumulate },
      invocations: rows,
    });
  });
}
