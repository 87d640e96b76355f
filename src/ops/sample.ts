// Draws the next token from the logits, and moves the context on.

import code from '#shaders/sample.wgsl?raw';
import { columnsOf, rowsOf, type Graph, type Tensor } from '#src/graph/graph.ts';
import { assemble } from './shader.ts';

const shader = assemble('sample', code, 'random');

/** logits: [context, vocab rounded up], tokens: [1, context] → text: [length], one token more with every run of the plan. */
export function sample(g: Graph, logits: Tensor, tokens: Tensor, vocab: number, length: number): Tensor {
  const text: Tensor = { name: 'text', shape: [length], role: 'value', type: 'u32' };
  g.dispatch({
    shader,
    entry: 'next',
    bind: { logits, tokens, text },
    provided: ['draw'],
    shape: { context: rowsOf(logits), vocab, columns: columnsOf(logits), length },
    invocations: 1,
  });
  return text;
}
