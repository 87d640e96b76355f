// A gradient that flows on unchanged, from an output to something that was added to it.

import code from '#shaders/add.wgsl?raw';
import { size, type Graph, type Sink, type Tensor } from '#src/graph/graph.ts';
import { assemble } from './shader.ts';

const shader = assemble('add', code, 'grid');

/** dx += dy; without a kernel where dy's buffer can simply become dx. Call it after the last use of dy. */
export function pass(g: Graph, x: Tensor, dy: Tensor, grad: (x: Tensor) => Sink): void {
  if (g.adopt(x, dy)) return;
  const dx = grad(x);
  const count = size(x.shape) / 4;
  g.dispatch({
    shader,
    entry: 'forward',
    bind: { x: dy, y: dx.tensor },
    shape: { size: count },
    constants: { ACCUMULATE: dx.accumulate },
    invocations: count,
  });
}
