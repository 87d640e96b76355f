// How often and how much a run is evaluated and sampled, so that measuring costs at most a tenth of training: on how many held-out
// windows. On which: src/data/held-out.ts.

import { totalSteps } from '#src/experiment/settings.ts';
import type { Member } from './members.ts';

/** A forward pass costs a third of a training step. */
const forwardShare = 1 / 3;
const evaluationShare = 0.05; // of training time, for all evaluations
const endShare = 0.05; // for the loss at the end
const [fewestEvaluations, mostEvaluations] = [8, 16]; // after the first one
const windowsWorth = 64; // of an evaluation, before there are more of them than the fewest
const fewestWindows = 4;

export interface EvaluationBudget {
  readonly evaluations: readonly number[]; // the steps after which the held-out loss is measured, the last of them at the end
  readonly windows: number; // of every evaluation
  readonly windowsAtEnd: number; // of the loss at the end, which is measured apart
}

/** Windows that are evaluated at once: about 1024 tokens. */
export const evaluationBatch = (context: number): number => Math.max(1, Math.min(128, Math.round(1024 / context)));

/**
 * `windows` is the whole held-out part, `batch` the windows of a training step, `together` those that are evaluated at once:
 * a batch that is not full costs as much as one that is, so there is none if there are several.
 */
export function evaluationBudget(steps: number, batch: number, windows: number, together: number): EvaluationBudget {
  const affordable = (share: number, times: number): number => {
    const most = Math.max(fewestWindows, Math.floor((share / forwardShare) * ((steps * batch) / times)));
    return most > together && most < windows ? most - (most % together) : most;
  };
  const worth = Math.floor(((evaluationShare / forwardShare) * steps * batch) / windowsWorth) - 1;
  const evaluations = evaluationsOf(steps, Math.max(fewestEvaluations, Math.min(mostEvaluations, worth)));
  return {
    evaluations,
    windows: Math.min(windows, affordable(evaluationShare, evaluations.length)),
    windowsAtEnd: Math.min(windows, affordable(endShare, 1)),
  };
}

/** After the first step, and `count` times more: early where the curve bends, (i / count)^1.5 of all steps. */
function evaluationsOf(steps: number, count: number): number[] {
  const later = Array.from({ length: count }, (_, i) => Math.max(1, Math.round(steps * ((i + 1) / count) ** 1.5)));
  return [...new Set([1, ...later])];
}

/** Steps after which an arm writes a sample: at the first evaluation past a quarter and past half, and at the end. */
export const samplingSteps = (evaluations: readonly number[]): readonly number[] =>
  [1 / 4, 1 / 2, 1].map((share) => evaluations.find((step) => step >= share * evaluations.at(-1)!)!);

/**
 * How much each cohort is evaluated: those that read the same text in windows of the same size on the same ones, as many as
 * the longest run among them affords, or their losses could not be compared. `allWindows`: the end on all held-out text.
 */
export function budgetsOf(cohorts: ReadonlyMap<string, readonly Member[]>, allWindows = false): Map<string, EvaluationBudget> {
  const budgets = new Map<string, EvaluationBudget>();
  const most = new Map<string, Pick<EvaluationBudget, 'windows' | 'windowsAtEnd'>>();
  const textOf = ([first]: readonly Member[]): string => {
    const { source, tokenizer, context } = first!.config;
    return JSON.stringify([source, tokenizer, context]);
  };
  for (const [key, members] of cohorts) {
    const { config, source } = members[0]!;
    const all = source.validationWindows;
    const budget = evaluationBudget(totalSteps(config), config.batch, all, evaluationBatch(config.context));
    const before = most.get(textOf(members)) ?? { windows: 0, windowsAtEnd: 0 };
    budgets.set(key, budget);
    most.set(textOf(members), {
      windows: Math.max(before.windows, budget.windows),
      windowsAtEnd: allWindows ? all : Math.max(before.windowsAtEnd, budget.windowsAtEnd),
    });
  }
  for (const [key, budget] of budgets) budgets.set(key, { ...budget, ...most.get(textOf(cohorts.get(key)!)) });
  return budgets;
}
