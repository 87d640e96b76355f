// The losses at which the runs of a family end, as a curve over their budgets: each point has had its own decay.

import { countedRuns, type Pair } from '#src/experiment/arms.ts';
import type { ArmRecord, RunRecord } from '#src/experiment/record.ts';
import { stepsOf } from './families.ts';
import { finalLoss } from './losses.ts';
import type { MeanCurve } from './time-to-loss.ts';

/** An arm that is compared, and all budgets of its family from short to long, itself among them. */
export interface Contestant {
  readonly arm: ArmRecord;
  readonly family: readonly ArmRecord[];
}

/** Of each pair; x is the logarithm of the share of the baseline's whole run, `target` the loss at its end. */
export function budgetCurves(
  pairs: readonly Pair<RunRecord>[],
  arm: Contestant,
  baseline: Contestant,
): { readonly arm: MeanCurve; readonly baseline: MeanCurve; readonly target: number }[] {
  const whole = stepsOf(baseline.arm);
  const runsOf = (arm: ArmRecord, seed: number): RunRecord[] => countedRuns(arm).filter((run) => run.seed === seed);
  const arms = [...arm.family, ...baseline.family];
  const loss = finalLoss(pairs.flatMap((pair) => arms.flatMap((a) => runsOf(a, pair.arm.seed)))).of;
  const ends = ({ family }: Contestant, seed: number): MeanCurve =>
    family.flatMap((arm) => runsOf(arm, seed).map((run) => [Math.log(stepsOf(arm) / whole), loss(run)] as const));
  return pairs.map((pair) => ({
    arm: ends(arm, pair.arm.seed),
    baseline: ends(baseline, pair.arm.seed),
    target: loss(pair.baseline),
  }));
}
