// Draws the next token of every row from the logits, and moves its context on.

import code from '#shaders/sample.wgsl?raw';
import { columnsOf, size, type Graph, type Tensor } from '#src/graph/graph.ts';
import { assemble } from './shader.ts';

const shader = assemble('sample', code, 'grid', 'random');

/** Words of 32 bits that say which tokens are allowed. */
export const wordsOf = (vocab: number): number => Math.ceil(vocab / 32);

/** No token stops a text. */
export const noStop = 0xffffffff;

/** What is written so far, per row: both are moved on by each run. */
export interface Writing {
  readonly tokens: Tensor; // [rows, context]
  readonly counts: Tensor; // [rows], of tokens in the context
  readonly allowed: Tensor; // [rows, words], a bit for each token
}

/** logits: [rows · context, vocab rounded up] → text: [rows, length], one token more of each row with every run of the plan. */
export function sample(g: Graph, logits: Tensor, { tokens, counts, allowed }: Writing, vocab: number, length: number): Tensor {
  const rows = size(counts.shape);
  const text: Tensor = { name: 'text', shape: [rows, length], role: 'value', type: 'u32' };
  g.dispatch({
    shader,
    entry: 'next',
    bind: { logits, tokens, counts, text, allowed },
    provided: ['draw'],
    shape: { rows, context: columnsOf(tokens), vocab, columns: columnsOf(logits), length },
    invocations: rows,
  });
  return text;
}
