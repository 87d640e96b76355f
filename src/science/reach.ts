// What an arm takes to reach the loss at which the baseline ends, in steps, tokens, operations and seconds: how many times
// the whole run of the baseline. Not the first time that the baseline was there, which on a flat curve is chance.

import type { ArmRecord, ReplicaRecord } from '#src/runs/record.ts';
import { stepsOf } from './families.ts';
import { finalLoss, heldOut, lastLoss } from './losses.ts';
import { countedRuns, type Pair } from './pairing.ts';
import { firstReach, ratioOf, scaled, type Points, type Ratio, type Reached } from './time-to-loss.ts';

/**
 * `schedule`: within one run of each arm. Its rate of learning falls towards the end, so that a run which ended where this
 * one reaches the loss would do better. `budgets`: over runs of several lengths, each with a decay of its own.
 */
export type Form = 'schedule' | 'budgets';

export interface Reach {
  readonly form: Form;
  readonly n: number; // pairs of seeds
  readonly reached: number; // of them
  readonly early: number; // of them: below the loss at the first look already, or with the shortest budget
  readonly turned: number; // of them: the baseline had been there before its end as well
  /** Only if every seed reached it: the mean of those that did would speak for the fortunate. */
  readonly steps?: Ratio;
  readonly tokens?: Ratio;
  readonly flops?: Ratio;
  readonly seconds?: Ratio; // where both have their seconds
}

/** Each arm is given as its family: itself last, before it the arms that are the same on smaller budgets. */
export function reachOf(
  pairs: readonly Pair[],
  family: readonly ArmRecord[],
  baselineFamily: readonly ArmRecord[],
  level: number,
): Reach | undefined {
  const form: Form = family.length > 1 ? 'budgets' : 'schedule';
  const [arm, baseline] = [family.at(-1)!, baselineFamily.at(-1)!];
  const times =
    form === 'budgets' ? overBudgets(pairs, family, baselineFamily) : withinSchedule(pairs, stepsOf(baseline));
  const n = times.length;
  if (n === 0) return undefined;
  const logarithms = times.flatMap(({ arm }) => (typeof arm === 'number' ? [arm] : []));
  const counts = {
    form,
    n,
    reached: logarithms.length,
    early: times.filter(({ arm }) => arm === 'early').length,
    turned: times.filter(({ baseline }) => baseline !== 0).length,
  };
  if (logarithms.length < n) return counts;

  const tokensOf = ({ config }: ArmRecord): number => config.batch * config.context;
  const steps = ratioOf(logarithms, level);
  const tokens = scaled(steps, tokensOf(arm) / tokensOf(baseline));
  const perStep = pairs.map((p) => p.arm.secondsShare / stepsOf(arm) / (p.baseline.secondsShare / stepsOf(baseline)));
  const timed = perStep.every((ratio) => ratio > 0 && Number.isFinite(ratio));
  return {
    ...counts,
    steps,
    tokens,
    flops: scaled(tokens, arm.flopsPerToken / baseline.flopsPerToken),
    ...(timed && {
      seconds: ratioOf(
        logarithms.map((log, i) => log + Math.log(perStep[i]!)),
        level,
      ),
    }),
  };
}

/** When each first reaches the final loss of the baseline: the logarithm of the share of the baseline's whole run. */
interface Times {
  readonly arm: Reached;
  readonly baseline: Reached; // 0 if it was not there before its end
}

function withinSchedule(pairs: readonly Pair[], whole: number): Times[] {
  const when = (run: ReplicaRecord, target: number): Reached => {
    const step = firstReach(heldOut(run), target);
    return typeof step === 'number' ? Math.log(step / whole) : step;
  };
  return pairs.map(({ arm, baseline }) => {
    const target = lastLoss(baseline);
    return { arm: when(arm, target), baseline: when(baseline, target) };
  });
}

function overBudgets(
  pairs: readonly Pair[],
  family: readonly ArmRecord[],
  baselineFamily: readonly ArmRecord[],
): Times[] {
  const whole = stepsOf(baselineFamily.at(-1)!);
  const runsOf = (arm: ArmRecord, seed: number): ReplicaRecord[] => countedRuns(arm).filter((run) => run.seed === seed);
  const arms = [...family, ...baselineFamily];
  const loss = finalLoss(pairs.flatMap(({ arm }) => arms.flatMap((a) => runsOf(a, arm.seed)))).of;
  const ends = (family: readonly ArmRecord[], seed: number): Points =>
    family.flatMap((arm) => runsOf(arm, seed).map((run) => [Math.log(stepsOf(arm) / whole), loss(run)] as const));
  return pairs.map(({ arm: { seed }, baseline }) => {
    const target = loss(baseline);
    return {
      arm: firstReach(ends(family, seed), target),
      baseline: firstReach(ends(baselineFamily, seed), target),
    };
  });
}
