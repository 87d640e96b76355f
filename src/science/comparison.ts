// Arms against the baseline, in numbers: at the end, at equal time, and in how long it takes to get as far.

import type { ArmRecord, ExperimentRecord } from '#src/runs/record.ts';
import {
  effectSize, intervalOf, pairedEstimate, pValue, seedsNeeded, welchEstimate, type Estimate, type Interval,
} from './estimates.ts'; // prettier-ignore
import { stepsOf } from './families.ts';
import { holm } from './holm.ts';
import { finalLoss, heldOut, toSixDecimals } from './losses.ts';
import { countedRuns, pairRuns, type Obstacle, type Pair } from './pairing.ts';
import { reachOf, type Reach } from './reach.ts';
import { lossAt } from './time-to-loss.ts';

export const level = 0.95;

/** Arm − baseline, in nats per token: below 0 the arm is better. From three seeds on all but `seedsNeeded` is known. */
export interface Difference {
  readonly mean: number;
  readonly interval?: Interval; // of a higher level than 0.95 where several comparisons are made
  readonly p?: number; // not adjusted
  readonly effect?: number; // in standard deviations over seeds; also undefined if there is no spread
  readonly seedsNeeded?: number; // more, to resolve half this difference; undefined above a thousand
}

/** `few`: under three seeds, no verdict yet. `incomparable`: measured on different text, no verdict ever. */
export type Outcome = 'lower' | 'higher' | 'unresolved' | 'identical' | 'few' | 'incomparable';

export interface Comparison {
  readonly arm: number;
  readonly outcome: Outcome;
  readonly obstacles: readonly Obstacle[]; // why it is not by pairs; empty if it is
  readonly n: number; // pairs; or the seeds of the smaller arm
  readonly measured: 'final' | 'curve'; // on many windows after the last step, or the last point of the curves
  readonly end?: Difference;
  readonly sameSeconds: boolean; // each pair took the same time, so that a difference at equal time says nothing new
  readonly equalSeconds?: Difference; // else: when the faster of each pair had ended, both read off their curves
  readonly reach?: Reach;
}

/** Both as families: the arm is the last of each. */
export function compareAll(
  record: ExperimentRecord,
  families: readonly (readonly number[])[],
  baselineFamily: readonly number[],
): Comparison[] {
  const found = families.map((family) => compare(record, family, baselineFamily));
  const ends = adjusted(found.map(({ end }) => end));
  const inTime = adjusted(found.map(({ equalSeconds }) => equalSeconds));
  return found.map(({ comparison }, i): Comparison => {
    const [end, equalSeconds] = [ends[i], inTime[i]];
    return {
      ...comparison,
      outcome: outcomeOf(comparison.obstacles, end),
      ...(end && { end }),
      ...(equalSeconds && { equalSeconds }),
    };
  });
}

/** A comparison before its intervals are known: how wide they are depends on all of them. */
interface Found {
  readonly comparison: Omit<Comparison, 'outcome' | 'end' | 'equalSeconds'>;
  readonly end?: Estimate;
  readonly equalSeconds?: Estimate | undefined;
}

function compare(record: ExperimentRecord, family: readonly number[], baselineFamily: readonly number[]): Found {
  const armsOf = (indices: readonly number[]): ArmRecord[] => indices.map((index) => record.arms[index]!);
  const [arms, baselineArms] = [armsOf(family), armsOf(baselineFamily)];
  const [arm, baseline] = [arms.at(-1)!, baselineArms.at(-1)!];
  const { obstacles, pairs } = pairRuns(record, arm, baseline);
  const paired = obstacles.length === 0;
  const runs = paired ? pairs.map((p) => p.arm) : countedRuns(arm);
  const others = paired ? pairs.map((p) => p.baseline) : countedRuns(baseline);
  const { measured, of } = finalLoss([...runs, ...others]);
  const [losses, otherLosses] = [runs.map(of), others.map(of)];
  const sameSeconds = pairs.length > 0 && pairs.every((p) => p.arm.secondsShare === p.baseline.secondsShare);
  const reach = reachOf(pairs, arms, baselineArms, level);
  const n = Math.min(runs.length, others.length);
  const comparison = { arm: family.at(-1)!, obstacles, n, measured, sameSeconds, ...(reach && { reach }) };
  if (obstacles.includes('text')) return { comparison };
  if (!paired) return { comparison, end: welchEstimate(losses, otherLosses) };
  const differences = losses.map((loss, i) => toSixDecimals(loss - otherLosses[i]!));
  const atTime = sameSeconds ? undefined : differencesAtEqualSeconds(pairs, stepsOf(arm), stepsOf(baseline));
  return { comparison, end: pairedEstimate(differences), equalSeconds: atTime && pairedEstimate(atTime) };
}

/** Undefined where a run has no seconds, or a curve begins too late. */
function differencesAtEqualSeconds(pairs: readonly Pair[], steps: number, baselineSteps: number): number[] | undefined {
  const differences = pairs.flatMap(({ arm, baseline }) => {
    const seconds = Math.min(arm.secondsShare, baseline.secondsShare);
    if (!(seconds > 0)) return [];
    const loss = lossAt(heldOut(arm), steps * (seconds / arm.secondsShare));
    const other = lossAt(heldOut(baseline), baselineSteps * (seconds / baseline.secondsShare));
    return loss === undefined || other === undefined ? [] : [loss - other];
  });
  return differences.length === pairs.length && pairs.length > 0 ? differences : undefined;
}

/** Each question, such as how the arms differ at the end, is one family of tests. */
function adjusted(estimates: readonly (Estimate | undefined)[]): (Difference | undefined)[] {
  const decisions = holm(
    estimates.map((estimate) => estimate && pValue(estimate)),
    1 - level,
  );
  return estimates.map((estimate, i): Difference | undefined => {
    if (!estimate || estimate.n === 0) return undefined;
    const own = decisions[i]!.level;
    const [interval, p, effect] = [intervalOf(estimate, own), pValue(estimate), effectSize(estimate)];
    const more = seedsNeeded(estimate, 1 - own);
    return {
      mean: estimate.mean,
      ...(interval && { interval }),
      ...(p !== undefined && { p }),
      ...(effect !== undefined && { effect }),
      ...(more !== undefined && { seedsNeeded: more }),
    };
  });
}

function outcomeOf(obstacles: readonly Obstacle[], end: Difference | undefined): Outcome {
  if (obstacles.includes('text')) return 'incomparable';
  if (!end?.interval) return 'few';
  const { low, high } = end.interval;
  if (low === 0 && high === 0) return 'identical';
  if (high < 0) return 'lower';
  return low > 0 ? 'higher' : 'unresolved';
}
