// What it takes to train a plan, in pieces that can be counted and timed: steps, batches of held-out text, texts that are written.

import { curvePassages, evaluationBatches, longestPassage } from '#src/data/held-out.ts';
import type { HeldOut } from '#src/data/source.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { evaluationBatch, evaluationBudget, samplingSteps, setsAt, type EvaluationBudget } from './budget.ts';

export const kinds = ['step', 'batch', 'text'] as const;
export type Kind = (typeof kinds)[number];

/** A number of each kind: how many there are, or milliseconds of one. */
export type Pieces = Readonly<Record<Kind, number>>;

/** Tokens of a text that is written while training. */
export const sampleTokens = 48;

/** Windows that are evaluated at once: no more than a point of a curve has. */
export const windowsTogether = (context: number, windows: number): number =>
  Math.min(curvePassages * windows, evaluationBatch(context));

/** Batches that measuring these sets takes, each of which holds the one before; all begin with the passage `first`. */
export const batchesOf = (sets: readonly number[], heldOut: HeldOut, together: number, first = 0): number =>
  sets.reduce((sum, passages, i) => sum + evaluationBatches(heldOut, sets[i - 1] ?? first, passages, together), 0);

/** What is left of a plan after `step` steps, of which the last evaluation was after `evaluated`. */
export function workLeft(
  budget: EvaluationBudget,
  heldOut: HeldOut,
  together: number,
  { step, evaluated }: { readonly step: number; readonly evaluated: number },
): Pieces {
  const open = budget.evaluations.filter((at) => at > evaluated);
  const [first, end] = budget.deciding ?? [0, 0];
  const deciding = batchesOf([end], heldOut, together, first);
  return {
    step: budget.evaluations.at(-1)! - step,
    batch: open.reduce((sum, at) => sum + batchesOf(setsAt(budget, at), heldOut, together) + deciding, 0),
    text: samplingSteps(budget.evaluations).filter((at) => at > evaluated).length,
  };
}

/** Of a text that nobody has read yet: it is long enough for what is measured, and every token counts. */
const unread = (context: number): HeldOut => ({
  text: '',
  passages: 128,
  scored: longestPassage,
  windows: Math.ceil(longestPassage / context),
  write: () => {},
});

/** All that training an arm takes, before its text is read. */
export function workOf(arm: ArmConfig): Pieces {
  const heldOut = unread(arm.context);
  const together = windowsTogether(arm.context, heldOut.windows);
  return workLeft(evaluationBudget(arm, heldOut), heldOut, together, { step: 0, evaluated: 0 });
}
