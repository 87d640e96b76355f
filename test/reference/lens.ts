// Reference logit lens: per row of logits [rows, vocab] the likeliest token (the first of equals), its probability, and the loss
// of the target, 0 where it is not scored.

import { crossEntropy } from './cross-entropy.ts';

export interface Answers {
  readonly likeliest: number[];
  readonly probability: number[];
  readonly loss: number[];
}

export function lens(logits: Float64Array, targets: Uint32Array, vocab: number): Answers {
  const rows = Array.from(targets, (_, row) => logits.subarray(row * vocab, (row + 1) * vocab));
  const likeliest = rows.map((z) => z.indexOf(Math.max(...z)));
  return {
    likeliest,
    probability: rows.map((z, row) => 1 / z.reduce((sum, v) => sum + Math.exp(v - z[likeliest[row]!]!), 0)),
    loss: [...crossEntropy(logits, targets, vocab).losses],
  };
}
