// What a step reads where no source says it: rows of tokens with their targets, and for each target a weight, or the shares that every token
// is to be given.

import { sortPositions, type BatchArrays } from '#src/data/batches.ts';
import { unscored } from '#src/data/windows.ts';
import type { ModelConfig } from '#src/experiment/settings.ts';
import { padded } from '#src/model/model.ts';
import type { Fill } from '#src/train/cohort.ts';

export interface Row {
  readonly tokens: ArrayLike<number>; // at most `context`
  readonly targets: ArrayLike<number>; // what follows each; `unscored` where that is not learned
  readonly weights?: ArrayLike<number>; // of each target, where the objective is `weighted`
  readonly shares?: ArrayLike<number>; // [tokens, vocab], where it is `soft`
}

/** By replica, at most `batch` rows for each: what is left of a batch is not learned. The mean is over the targets that count. */
export function ofRows({ context, vocab }: ModelConfig, batch: number, rows: readonly (readonly Row[])[]): Fill {
  const size = batch * context;
  const columns = padded(vocab);
  return (_, inputs, { weights, shares }) => {
    const into = inputs as unknown as BatchArrays;
    into.tokens.fill(0);
    into.targets.fill(unscored);
    weights?.fill(0);
    shares?.fill(0);
    for (const [r, these] of rows.entries()) {
      if (these.length > batch) throw new Error(`${these.length} rows are more than a batch of ${batch}.`);
      let scored = 0;
      for (const [i, row] of these.entries()) {
        const at = r * size + i * context;
        into.tokens.set(row.tokens, at);
        into.targets.set(row.targets, at);
        if (row.weights) weights!.set(row.weights, at);
        for (let t = 0; t < row.targets.length; t++) {
          if (row.targets[t] !== unscored) scored++;
          for (let v = 0; row.shares && v < vocab; v++) shares![(at + t) * columns + v] = row.shares[t * vocab + v]!;
        }
      }
      into.scored[r] = Math.max(1, scored); // nothing counts: the loss is 0, and not 0/0
      sortPositions(into, r * size, size, r * (vocab + 1), vocab);
    }
  };
}
