// Reference cross-entropy: loss = mean over scored rows of logsumexp(logits[row]) − logits[row][target].
// logits [rows, vocab], targets [rows]; a target of 0xffffffff is not scored: its loss and gradient are 0.
// Backward: dlogits = (softmax(logits) − onehot(target)) / scored. With weights [rows], loss and gradient of a row times its own.

export const unscored = 0xffffffff;

export interface CrossEntropy {
  readonly loss: number; // the mean; 0 when nothing is scored
  readonly losses: Float64Array; // per row, not divided
  readonly dlogits: Float64Array; // gradient of the mean
  readonly scored: number;
}

export function crossEntropy(
  logits: Float64Array,
  targets: Uint32Array,
  vocab: number,
  weights: ArrayLike<number> = new Float64Array(targets.length).fill(1),
): CrossEntropy {
  const losses = new Float64Array(targets.length);
  const dlogits = new Float64Array(logits.length);
  const scored = targets.filter((target) => target !== unscored).length;
  targets.forEach((target, row) => {
    if (target === unscored) return;
    const z = logits.subarray(row * vocab, (row + 1) * vocab);
    const largest = Math.max(...z);
    const sum = z.reduce((total, v) => total + Math.exp(v - largest), 0);
    losses[row] = weights[row]! * (largest + Math.log(sum) - z[target]!);
    for (let v = 0; v < vocab; v++)
      dlogits[row * vocab + v] = (weights[row]! * (Math.exp(z[v]! - largest) / sum - (v === target ? 1 : 0))) / scored;
  });
  const loss = scored ? losses.reduce((total, v) => total + v, 0) / scored : 0;
  return { loss, losses, dlogits, scored };
}

/**
 * Against shares of every symbol [rows, vocab], which sum to one in a row: loss = mean of Σ_v q_v (logsumexp − logits_v), dlogits =
 * (softmax(logits) − q) / scored.
 */
export function softCrossEntropy(
  logits: Float64Array,
  targets: Uint32Array,
  vocab: number,
  shares: ArrayLike<number>,
): CrossEntropy {
  const each = Array.from({ length: vocab }, (_, v) =>
    crossEntropy(
      logits,
      targets.map((target) => (target === unscored ? unscored : v)),
      vocab,
      Float64Array.from(targets, (_, row) => shares[row * vocab + v]!),
    ),
  );
  const sum = (of: (c: CrossEntropy) => Float64Array): Float64Array =>
    of(each[0]!).map((_, i) => each.reduce((total, c) => total + of(c)[i]!, 0));
  const losses = sum((c) => c.losses);
  const { scored } = each[0]!;
  return { loss: scored ? losses.reduce((a, b) => a + b, 0) / scored : 0, losses, dlogits: sum((c) => c.dlogits), scored };
}

/** The mean alone, as an output of length 1 for central differences. */
export function crossEntropyLoss(
  logits: Float64Array,
  targets: Uint32Array,
  vocab: number,
  weights?: ArrayLike<number>,
): Float64Array {
  return Float64Array.of(crossEntropy(logits, targets, vocab, weights).loss);
}

/** The share of each symbol, row by row: [rows, vocab]. */
export function softmax(logits: Float64Array, vocab: number): Float64Array {
  return logits.map((logit, i) => {
    const z = logits.subarray(i - (i % vocab), i - (i % vocab) + vocab);
    return 1 / z.reduce((sum, other) => sum + Math.exp(other - logit), 0);
  });
}
