// What an arm takes to reach the loss at which the baseline ends, in steps, tokens, operations and seconds: how many times
// the whole run of the baseline. Not the first time that the baseline was there, which on a flat curve is chance.

import type { Pair } from '#src/experiment/arms.ts';
import type { ArmRecord, RunRecord } from '#src/experiment/record.ts';
import type { Estimate } from '../statistics/estimates.ts';
import { budgetCurves, type Contestant } from './budgets.ts';
import { stepsOf } from './families.ts';
import { heldOut, lastLoss } from './losses.ts';
import { firstReach, inTime, isLopsided, looksBefore, ratioOf, scaled, type Ratio, type Reached } from './time-to-loss.ts';

/**
 * `schedule`: within one run of each arm. Its rate of learning falls towards the end, so that a run which ended where this
 * one reaches the loss would do better. `budgets`: over runs of several lengths, each with a decay of its own.
 */
export type Form = 'schedule' | 'budgets';

export interface Reach {
  readonly form: Form;
  readonly n: number; // pairs of seeds
  readonly reached: number; // of them
  readonly early: number; // of them: below the loss before the third evaluation, or with the shortest budget
  readonly turned: number; // of them: the baseline had been there before its end as well
  /** Every seed reached it, but at times so lopsided that the coverage of intervals is not known: there are none. */
  readonly lopsided?: true;
  /** Only if every seed reached it: the mean of those that did would speak for the fortunate. */
  readonly steps?: Ratio;
  readonly tokens?: Ratio;
  readonly flops?: Ratio;
  readonly seconds?: Ratio; // where the speeds of both were measured alike
}

/** Undefined without pairs. */
export function reachOf(
  pairs: readonly Pair<RunRecord>[],
  arm: Contestant,
  baseline: Contestant,
  level: number,
  logRatio?: Estimate,
): Reach | undefined {
  if (pairs.length === 0) return undefined;
  const form: Form = arm.family.length > 1 ? 'budgets' : 'schedule';
  const times =
    form === 'budgets'
      ? budgetCurves(pairs, arm, baseline).map(({ arm, baseline, target }) => [arm, baseline].map((c) => firstReach(c, target)))
      : pairs.map((pair) => withinSchedule(pair, stepsOf(baseline.arm)));
  const logarithms = times.flatMap(([time]) => (typeof time === 'number' ? [time] : []));
  const n = pairs.length;
  const counts = {
    form,
    n,
    reached: logarithms.length,
    early: times.filter(([time]) => time === 'early').length,
    turned: times.filter(([, time]) => time !== 0).length,
  };
  if (logarithms.length < n) return counts;

  const tokensOf = ({ config }: ArmRecord): number => config.batch * config.context;
  const lopsided = isLopsided(logarithms);
  const found = ratioOf(logarithms, level);
  const steps = lopsided ? { ratio: found.ratio } : found;
  const tokens = scaled(steps, tokensOf(arm.arm) / tokensOf(baseline.arm));
  return {
    ...counts,
    ...(lopsided && { lopsided }),
    steps,
    tokens,
    flops: scaled(tokens, arm.arm.flopsPerToken / baseline.arm.flopsPerToken),
    ...(logRatio && { seconds: inTime(steps, logRatio, level) }),
  };
}

/** When arm and baseline first reach its last loss: the logarithm of the share of its whole run, 0 at the end. */
function withinSchedule({ arm, baseline }: Pair<RunRecord>, whole: number): Reached[] {
  return [arm, baseline].map((run) => {
    const step = firstReach(heldOut(run), lastLoss(baseline), looksBefore);
    return typeof step === 'number' ? Math.log(step / whole) : step;
  });
}
