// How two arms differ when they have trained for the same time.

import type { Pair } from '#src/experiment/arms.ts';
import type { RunRecord } from '#src/experiment/record.ts';
import { mean, pairedEstimate, withError, type Estimate } from '../statistics/estimates.ts';
import { budgetCurves, type Contestant } from './budgets.ts';
import { stepsOf } from './families.ts';
import { heldOut } from './losses.ts';
import type { Form } from './reach.ts';
import { lossAt } from './time-to-loss.ts';

interface AtEqualTime {
  readonly form: Form;
  readonly differences: readonly number[];
}

/**
 * Arm − baseline over seeds, if a step of the arm takes as long as `logRatio` says. Its error is that of the losses and that of the
 * speed: by how much the difference would be another if the ratio were one standard error larger or smaller.
 */
export function differenceAtEqualTime(
  pairs: readonly Pair<RunRecord>[],
  arm: Contestant,
  baseline: Contestant,
  logRatio: Estimate,
): { readonly form: Form; readonly estimate: Estimate } | undefined {
  const at = (log: number): AtEqualTime | undefined => differencesAt(pairs, arm, baseline, log);
  const here = at(logRatio.mean);
  if (!here) return undefined;
  const { form, differences } = here;
  const estimate = pairedEstimate(differences);
  const beside = [logRatio.mean - logRatio.error, logRatio.mean + logRatio.error].flatMap((log) => {
    const found = at(log);
    return found?.form === form ? [mean(found.differences)] : [];
  });
  if (beside.length === 0) return undefined;
  const error = beside.length === 2 ? Math.abs(beside[1]! - beside[0]!) / 2 : Math.abs(beside[0]! - estimate.mean);
  return { form, estimate: withError(estimate, error, logRatio.df) };
}

/**
 * If the arm has budgets on either side of the baseline's time, they are taken at the end of the baseline; else both are read
 * off their curves when the faster of the two has ended. Undefined where a curve begins too late.
 */
function differencesAt(
  pairs: readonly Pair<RunRecord>[],
  arm: Contestant,
  baseline: Contestant,
  logRatio: number,
): AtEqualTime | undefined {
  const [steps, whole] = [stepsOf(arm.arm), stepsOf(baseline.arm)];
  const curves = arm.family.length > 1 ? budgetCurves(pairs, arm, baseline) : undefined;
  const overBudgets = curves?.map((c) => minus(lossAt(c.arm, -logRatio), c.target)); // in shares of the baseline's steps
  if (overBudgets?.every((d) => d !== undefined)) return { form: 'budgets', differences: overBudgets };
  const ratio = Math.exp(logRatio);
  const [own, other] = [Math.min(steps, whole / ratio), Math.min(whole, steps * ratio)];
  const withinSchedule = pairs.map((p) => minus(lossAt(heldOut(p.arm), own), lossAt(heldOut(p.baseline), other)));
  return withinSchedule.every((d) => d !== undefined) ? { form: 'schedule', differences: withinSchedule } : undefined;
}

const minus = (loss: number | undefined, other: number | undefined): number | undefined =>
  loss === undefined || other === undefined ? undefined : loss - other;
