// The shares that a model gives every token, as numbers to be read.

import code from '#shaders/softmax.wgsl?raw';
import { columnsOf, rowsOf, type Graph, type Tensor } from '#src/graph/graph.ts';
import { assemble } from './shader.ts';

const shader = assemble('softmax', code, 'grid');

/** logits: [rows, vocab rounded up] → [rows, vocab], each row summing to 1. */
export function softmax(g: Graph, logits: Tensor, vocab: number): Tensor {
  const rows = rowsOf(logits);
  const shares = g.statistic('shares', [rows, vocab]);
  g.dispatch({
    shader,
    entry: 'forward',
    bind: { logits, shares },
    shape: { rows, vocab, columns: columnsOf(logits) },
    invocations: rows,
  });
  return shares;
}
