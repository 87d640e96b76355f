// DenseFormer: a learned average over the outputs of all blocks so far.

import code from '#shaders/dense.wgsl?raw';
import { alignment } from '#src/gpu/arena.ts';
import { columnsOf, elementBytes, rowsOf, size, type Graph, type Stack, type Tensor } from '#src/graph/graph.ts';
import { assemble } from '../shader.ts';

const shader = assemble('dense', code, 'grid');

/** weights: [count] over the first `count` tensors of the history → [rows, width] */
export function dense(g: Graph, weights: Tensor, history: Stack): Tensor {
  const newest = history.members.at(-1)!;
  const rows = rowsOf(newest);
  const width = columnsOf(newest) / 4;
  const count = size(weights.shape);
  const y = g.value('dense', newest.shape);
  const shape = { rows, width, count, alignment: alignment / (4 * elementBytes(y)) };
  g.dispatch({
    shader,
    entry: 'forward',
    bind: { weights, history: history.tensor, y },
    shape,
    invocations: rows * width,
  });
  return g.record(y, (dy) => {
    const sink = g.stackSink(history);
    g.dispatch({
      shader,
      entry: 'backward',
      bind: {
        weights,
        history: history.tensor,
        dy,
        dhistory: sink.stack.tensor,
        partials: g.partialsOf(weights, rows),
      },
      shape,
      constants: { ACCUMULATE: sink.accumulate },
      invocations: rows,
    });
  });
}
