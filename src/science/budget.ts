// How often and how much a run is evaluated and sampled, so that measuring costs about a tenth of training: at which steps, and on how
// many passages of held-out text. On which: src/data/held-out.ts.

import { curvePassages, longestPassage, setsOf } from '#src/data/held-out.ts';
import type { HeldOut } from '#src/data/source.ts';
import { totalSteps, type ArmConfig } from '#src/experiment/settings.ts';
import { refuse } from '#src/words/message.ts';

/** A forward pass costs a third of a training step. */
const forwardShare = 1 / 3;
const evaluationShare = 0.05; // of training time, for all evaluations
const endShare = 0.05; // for the loss at the end
/** Characters of a text of which a tenth is more than three passages: as much to decide by as to measure a curve on. */
const fewestToStopBy = 10 * (2 * curvePassages - 1) * longestPassage + 1000;
const [fewestEvaluations, mostEvaluations] = [8, 16]; // after the first one

export interface EvaluationBudget {
  readonly evaluations: readonly number[]; // the steps after which the held-out loss is measured, the last of them at the end
  /** Numbers of passages, ascending: that of every evaluation, and the larger ones of the end. */
  readonly sets: readonly number[];
  /** The passages by which a run stops early, if it may: no set holds any of them. */
  readonly deciding?: readonly [from: number, to: number];
}

/** Windows that are evaluated at once: about 1024 tokens. */
export const evaluationBatch = (context: number): number => Math.max(1, Math.min(128, Math.round(1024 / context)));

/** What is measured at the ends: everything, or of a sweep as much as its longest point pays for. */
export interface Ends {
  readonly all?: boolean;
  readonly longest?: ArmConfig;
  /** Rates were chosen by the passages that decide: nothing is measured on them. */
  readonly tuned?: boolean;
}

/** The arm that trains on most tokens. */
export function longestOf(arms: readonly { readonly config: ArmConfig }[]): ArmConfig {
  const tokens = (c: ArmConfig): number => totalSteps(c) * c.batch * c.context;
  return arms.map(({ config }) => config).reduce((a, b) => (tokens(b) > tokens(a) ? b : a));
}

/**
 * A point of a curve is measured on the same tokens in every run, the end on as many times that, a power of two, as this run's own
 * length pays for (the nearest), or on everything: `all`. Nothing here depends on the other arms of an experiment, but of a
 * sweep: there each point ends on what the `longest` pays for, since a law is fitted to all of them, and noise costs more than time.
 */
export function evaluationBudget(
  config: ArmConfig,
  heldOut: Pick<HeldOut, 'passages'>,
  { all = false, longest = config, tuned = false }: Ends = {},
): EvaluationBudget {
  const steps = totalSteps(config);
  const { passages } = heldOut;
  const stops = config.stopAfter > 0;
  const measured = stops || tuned ? passages - curvePassages : passages;
  if (measured < passages && measured < curvePassages) throw refuse('tooLittleToStopBy', { fewest: fewestToStopBy });
  /** Passages whose forward pass costs this share of a training. */
  const affordable = (share: number, of = config): number =>
    ((share / forwardShare) * totalSteps(of) * of.batch * of.context) / longestPassage;
  const worth = Math.floor(affordable(evaluationShare) / curvePassages) - 1;
  return {
    evaluations: evaluationsOf(steps, Math.max(fewestEvaluations, Math.min(mostEvaluations, worth))),
    sets: setsOf({ passages: measured }).filter((set, i) => all || i === 0 || set <= Math.SQRT2 * affordable(endShare, longest)),
    ...(stops && { deciding: [measured, passages] as const }),
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

/** The sets that are measured after `step`: the end counts, so it is measured on more text than the points of the curve, which is part of it. */
export const setsAt = ({ evaluations, sets }: EvaluationBudget, step: number): readonly number[] =>
  step === evaluations.at(-1) ? sets : sets.slice(0, 1);
