// What the head would answer if it read the stream of a layer: the likeliest token, its probability, and the loss.

import code from '#shaders/lens.wgsl?raw';
import { columnsOf, rowsOf, type Graph, type Tensor } from '#src/graph/graph.ts';
import { assemble } from '../shader.ts';

const shader = assemble('lens', code, 'grid');

/** logits: [rows, vocab rounded up], targets: shared → one layer of answers: [layers, rows, 3] */
export function lens(g: Graph, logits: Tensor, targets: Tensor, vocab: number, layer: number, answers: Tensor): void {
  const rows = rowsOf(logits);
  g.dispatch({
    shader,
    entry: 'answer',
    bind: { logits, targets, answers },
    shape: { rows, vocab, columns: columnsOf(logits), layers: answers.shape[0]!, layer },
    invocations: rows,
  });
}
