// What an experiment has shown, in numbers and without a word: every arm, and every arm against the baseline.

import { countedRuns, baselineOf } from '#src/experiment/arms.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { deviation, mean } from '../statistics/estimates.ts';
import { compareAll, level, type Comparison } from './comparisons.ts';
import { familiesOf, stepsOf } from './families.ts';
import { finalLoss } from './losses.ts';

export interface ArmSummary {
  readonly n: number; // seeds that count: finished, with a loss
  readonly of: number; // all its seeds
  readonly diverged: number;
  readonly mean?: number; // final held-out loss, on the largest set that all arms share
  readonly tokens?: number; // of that set; older records do not say
  readonly deviation?: number; // over seeds, from two on
}

export interface Findings {
  readonly baseline: number; // the arm; of its family the longest budget
  readonly level: number;
  readonly adjusted: boolean; // several tests were made: intervals of differences are Holm's
  readonly paired: boolean; // every comparison is by pairs of seeds
  readonly arms: readonly ArmSummary[];
  /** Arms that differ only in their budget, shortest first. Compared is one of the baseline's steps, or the longest. */
  readonly families: readonly (readonly number[])[];
  readonly comparisons: readonly Comparison[]; // in the order of the arms
  readonly hidden: number; // runs that are not drawn, and count all the same
}

export function findingsOf(record: ExperimentRecord): Findings {
  const families = familiesOf(record);
  const baselineFamily = families.find((family) => family.includes(baselineOf(record)))!;
  const baseline = baselineFamily.at(-1)!;
  const steps = (arm: number): number => stepsOf(record.arms[arm]!);
  const entries = families
    .filter((family) => family !== baselineFamily)
    .map((family) => ({ arm: family.find((arm) => steps(arm) === steps(baseline)) ?? family.at(-1)!, family }))
    .sort((a, b) => a.arm - b.arm);
  const together = finalLoss(record.arms.flatMap(countedRuns));
  const comparisons = compareAll(
    record,
    entries.map((entry) => ({ entry, baseline: { arm: baseline, family: baselineFamily } })),
  );
  return {
    baseline,
    level,
    adjusted: comparisons.filter(({ end }) => end?.interval).length > 1,
    paired: comparisons.every(({ obstacles }) => obstacles.length === 0),
    arms: record.arms.map((arm): ArmSummary => {
      const runs = countedRuns(arm);
      const { of, tokens } = together.tokens ? together : finalLoss(runs);
      const losses = runs.map(of);
      return {
        n: runs.length,
        of: arm.runs.length,
        diverged: arm.runs.filter(({ status }) => status === 'diverged').length,
        ...(runs.length > 0 && { mean: mean(losses) }),
        ...(runs.length > 0 && tokens && { tokens }),
        ...(runs.length > 1 && { deviation: deviation(losses) }),
      };
    }),
    families: families.filter((family) => family.length > 1),
    comparisons,
    hidden: record.marks?.runs?.filter(({ hidden }) => hidden).length ?? 0,
  };
}
