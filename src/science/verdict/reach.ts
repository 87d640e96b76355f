// What an arm takes to reach the loss at which the baseline ends, in steps, tokens, operations and seconds: how many times
// the whole run of the baseline. Not the first time that the baseline was there, which on a flat curve is chance.

import type { Pair } from '#src/experiment/arms.ts';
import type { ArmRecord, RunRecord } from '#src/experiment/record.ts';
import { budgetCurves, type Contestant } from './budgets.ts';
import { stepsOf } from './families.ts';
import { heldOut, lastLoss } from './losses.ts';
import { firstReach, ratioOf, scaled, type Ratio, type Reached } from './time-to-loss.ts';

/**
 * `schedule`: within one run of each arm. Its rate of learning falls towards the end, so that a run which ended where this
 * one reaches the loss would do better. `budgets`: over runs of several lengths, each with a decay of its own.
 */
export type Form = 'schedule' | 'budgets';

export interface Reach {
  readonly form: Form;
  readonly n: number; // pairs of seeds
  readonly reached: number; // of them
  readonly early: number; // of them: below the loss at the first evaluation already, or with the shortest budget
  readonly turned: number; // of them: the baseline had been there before its end as well
  /** Only if every seed reached it: the mean of those that did would speak for the fortunate. */
  readonly steps?: Ratio;
  readonly tokens?: Ratio;
  readonly flops?: Ratio;
  readonly seconds?: Ratio; // where both have their seconds
}

/** Undefined without pairs. */
export function reachOf(
  pairs: readonly Pair<RunRecord>[],
  arm: Contestant,
  baseline: Contestant,
  level: number,
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
  const steps = ratioOf(logarithms, level);
  const tokens = scaled(steps, tokensOf(arm.arm) / tokensOf(baseline.arm));
  const secondsOf = (run: RunRecord, { arm }: Contestant): number => run.secondsShare / stepsOf(arm);
  const perStep = pairs.map((p) => secondsOf(p.arm, arm) / secondsOf(p.baseline, baseline));
  const timed = perStep.every((ratio) => ratio > 0 && Number.isFinite(ratio));
  return {
    ...counts,
    steps,
    tokens,
    flops: scaled(tokens, arm.arm.flopsPerToken / baseline.arm.flopsPerToken),
    ...(timed && {
      seconds: ratioOf(
        logarithms.map((log, i) => log + Math.log(perStep[i]!)),
        level,
      ),
    }),
  };
}

/** When arm and baseline first reach its last loss: the logarithm of the share of its whole run, 0 at the end. */
function withinSchedule({ arm, baseline }: Pair<RunRecord>, whole: number): Reached[] {
  return [arm, baseline].map((run) => {
    const step = firstReach(heldOut(run), lastLoss(baseline));
    return typeof step === 'number' ? Math.log(step / whole) : step;
  });
}
