// Which held-out windows a model is evaluated on: spread evenly over the held-out part of its source, whose windows do not overlap
// (split.ts says which tenth of a text that is). How many, and when: src/train/budget.ts.

import { unscored, type Source } from './windows.ts';

/** Batches in which `windows` held-out windows fit. */
export const evaluationBatches = (windows: number, batch: number): number => Math.ceil(windows / batch);

/**
 * Fills batch `index` of an evaluation on `windows` windows spread evenly over the held-out part, all of them if it has no
 * more; [B·T], shared by all replicas. What is left of the last batch does not count. Returns the number of scored targets.
 */
export function fillEvaluation(
  source: Source,
  index: number,
  windows: number,
  batch: number,
  tokens: Uint32Array,
  targets: Uint32Array,
): number {
  const total = Math.min(windows, source.validationWindows);
  let filled = 0;
  for (let row = 0; row < batch; row++) {
    const window = index * batch + row;
    const offset = row * source.context;
    if (window < total) {
      source.validation(Math.floor((window * source.validationWindows) / total), tokens, targets, offset);
      filled++;
    } else {
      tokens.fill(0, offset, offset + source.context);
      targets.fill(unscored, offset, offset + source.context);
    }
  }
  return filled * source.scoredPerWindow;
}
