// How two arms differ when they have trained for the same time.

import type { Pair } from '#src/experiment/arms.ts';
import type { RunRecord } from '#src/experiment/record.ts';
import { budgetCurves, type Contestant } from './budgets.ts';
import { stepsOf } from './families.ts';
import { heldOut } from './losses.ts';
import type { Form } from './reach.ts';
import { lossAt } from './time-to-loss.ts';

/**
 * Arm − baseline for each pair. If the arm has budgets on either side of the baseline's time, they are taken at the end of
 * the baseline; else both are read off their curves when the faster of the two has ended. Undefined where a run has no
 * seconds, or a curve begins too late.
 */
export function differencesAtEqualTime(
  pairs: readonly Pair<RunRecord>[],
  arm: Contestant,
  baseline: Contestant,
): { readonly form: Form; readonly differences: readonly number[] } | undefined {
  if (pairs.length === 0 || pairs.some((p) => !(p.arm.secondsShare > 0 && p.baseline.secondsShare > 0))) return undefined;
  const [steps, whole] = [stepsOf(arm.arm), stepsOf(baseline.arm)];
  const curves = budgetCurves(pairs, arm, baseline);
  const overBudgets = pairs.map((p, i) => {
    const inTime = steps * (p.baseline.secondsShare / p.arm.secondsShare);
    return minus(lossAt(curves[i]!.arm, Math.log(inTime / whole)), curves[i]!.target);
  });
  if (overBudgets.every((d) => d !== undefined)) return { form: 'budgets', differences: overBudgets };
  const withinSchedule = pairs.map((p) => {
    const seconds = Math.min(p.arm.secondsShare, p.baseline.secondsShare);
    const loss = lossAt(heldOut(p.arm), steps * (seconds / p.arm.secondsShare));
    return minus(loss, lossAt(heldOut(p.baseline), whole * (seconds / p.baseline.secondsShare)));
  });
  return withinSchedule.every((d) => d !== undefined) ? { form: 'schedule', differences: withinSchedule } : undefined;
}

const minus = (loss: number | undefined, other: number | undefined): number | undefined =>
  loss === undefined || other === undefined ? undefined : loss - other;
