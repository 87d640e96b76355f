// GELU, tanh form.

import code from '#shaders/gelu.wgsl?raw';
import { size, type Graph, type Tensor } from '#src/graph/graph.ts';
import { assemble } from './shader.ts';

const shader = assemble('gelu', code, 'grid');

export function gelu(g: Graph, x: Tensor): Tensor {
  const invocations = size(x.shape) / 4;
  const shape = { size: invocations };
  const y = g.value('gelu', x.shape);
  g.dispatch({ shader, entry: 'forward', bind: { x, y }, shape, invocations });
  return g.record(y, (dy, grad) => {
    const dx = grad(x);
    const constants = { ACCUMULATE: dx.accumulate };
    g.dispatch({ shader, entry: 'backward', bind: { x, dy, dx: dx.tensor }, shape, constants, invocations });
  });
}
