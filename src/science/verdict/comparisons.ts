// Arms against the baseline, in numbers: at the end, at equal time, and in how long it takes to get as far.

import { allDiverged, countedRuns, forbids, type Obstacle } from '#src/experiment/arms.ts';
import { sixDecimals, type ExperimentRecord } from '#src/experiment/record.ts';
import {
  effectSize,
  intervalOf,
  pairedEstimate,
  pValue,
  seedsNeeded,
  seedsRange,
  welchEstimate,
  type Estimate,
  type Interval,
  type SeedsRange,
} from '../statistics/estimates.ts';
import { holm } from '../statistics/holm.ts';
import type { Contestant } from './budgets.ts';
import { differenceAtEqualTime } from './equal-time.ts';
import { finalLoss } from './losses.ts';
import { pairRuns } from './pairing.ts';
import { reachOf, type Form, type Reach } from './reach.ts';
import { speedOf, type Speed, type Untimed } from './speeds.ts';
import { inTime, type Ratio } from './time-to-loss.ts';

export const level = 0.95;

/** Arm − baseline, in nats per token: below 0 the arm is better. From three seeds on all but `seedsNeeded` is known. */
export interface Difference {
  readonly mean: number;
  readonly interval?: Interval; // of a higher level than 0.95 where several comparisons are made
  readonly p?: number; // not adjusted
  readonly effect?: number; // in standard deviations over seeds; also undefined if there is no spread, and at equal time
  readonly seedsNeeded?: number; // more, to resolve half this difference; undefined above a thousand, and at equal time
  readonly seedsRange?: SeedsRange; // what that may be, since a few seeds say little about their spread
}

/**
 * `few`: under three seeds, no verdict yet. `diverged`: all seeds of the arm or of the baseline, no verdict with these settings.
 * `incomparable`: measured on different text, no verdict ever.
 */
export type Outcome = 'lower' | 'higher' | 'unresolved' | 'identical' | 'few' | 'diverged' | 'incomparable';

export interface Comparison {
  readonly arm: number;
  readonly outcome: Outcome;
  readonly obstacles: readonly Obstacle[]; // why it is not by pairs; empty if it is
  readonly n: number; // pairs; or the seeds of the smaller arm
  readonly measured: 'final' | 'curve'; // on much text after the last step, or the last point of the curves
  readonly tokens?: number; // that were scored; older records do not say
  readonly end?: Difference;
  readonly speed?: Ratio & { readonly runs: number; readonly neighbours: number }; // seconds per step, see speeds.ts
  readonly untimed?: Untimed; // else, of pairs
  readonly equalSeconds?: Difference & { readonly form: Form }; // see equal-time.ts
  readonly reach?: Reach;
}

/** One of the arms that are compared, by its place in the record, and all budgets of its family from short to long. */
export interface Entry {
  readonly arm: number;
  readonly family: readonly number[];
}

/** Two entries that are held against each other. */
export interface Compared {
  readonly entry: Entry;
  readonly baseline: Entry;
}

/** All of them are one family of tests. */
export function compareAll(record: ExperimentRecord, compared: readonly Compared[]): Comparison[] {
  const found = compared.map(({ entry, baseline }) => compare(record, entry, baseline));
  const ends = adjusted(found.map(({ end }) => end));
  const atTimes = adjusted(
    found.map(({ atTime }) => atTime?.estimate),
    false,
  );
  return found.map(({ comparison, atTime }, i): Comparison => {
    const [end, difference] = [ends[i], atTimes[i]];
    return {
      ...comparison,
      outcome: outcomeOf(record, compared[i]!.entry.arm, compared[i]!.baseline.arm, comparison.obstacles, end),
      ...(end && { end }),
      ...(atTime && difference && { equalSeconds: { ...difference, form: atTime.form } }),
    };
  });
}

/** A comparison before its intervals are known: how wide they are depends on all of them. */
interface Found {
  readonly comparison: Omit<Comparison, 'outcome' | 'end' | 'equalSeconds'>;
  readonly end?: Estimate;
  readonly atTime?: { readonly form: Form; readonly estimate: Estimate } | undefined;
}

function compare(record: ExperimentRecord, entry: Entry, baselineEntry: Entry): Found {
  const [arm, baseline] = [contestant(record, entry), contestant(record, baselineEntry)];
  const { obstacles, pairs } = pairRuns(record, arm.arm, baseline.arm);
  const paired = obstacles.length === 0;
  const runs = paired ? pairs.map((p) => p.arm) : countedRuns(arm.arm);
  const others = paired ? pairs.map((p) => p.baseline) : countedRuns(baseline.arm);
  const { measured, tokens, of } = finalLoss([...runs, ...others]);
  const [losses, otherLosses] = [runs.map(of), others.map(of)];
  const found = paired ? speedOf(record, pairs) : undefined;
  const [speed, untimed] = typeof found === 'string' ? [undefined, found] : [found];
  // Runs that stop early are of no common length, so nothing is said about time.
  const common = [arm, baseline].every((each) => each.arm.config.stopAfter === 0);
  const reach = common ? reachOf(pairs, arm, baseline, level, speed?.logRatio) : undefined;
  const n = Math.min(runs.length, others.length);
  const comparison = {
    arm: entry.arm,
    obstacles,
    n,
    measured,
    ...(tokens && { tokens }),
    ...(speed && { speed: { ...speedRatio(speed), runs: speed.runs, neighbours: speed.neighbours } }),
    ...(untimed && { untimed }),
    ...(reach && { reach }),
  };
  if (forbids(obstacles)) return { comparison };
  if (!paired) return { comparison, end: welchEstimate(losses, otherLosses) };
  const end = pairedEstimate(losses.map((loss, i) => sixDecimals(loss - otherLosses[i]!)));
  return { comparison, end, atTime: speed && common ? differenceAtEqualTime(pairs, arm, baseline, speed.logRatio) : undefined };
}

const speedRatio = ({ logRatio }: Speed): Ratio => inTime({ ratio: 1, interval: { low: 1, high: 1, level } }, logRatio, level);

const contestant = ({ arms }: ExperimentRecord, { arm, family }: Entry): Contestant => ({
  arm: arms[arm]!,
  family: family.map((index) => arms[index]!),
});

/**
 * Each question, such as how the arms differ at the end, is one family of tests. `ofSeeds`: all of the error is that of seeds, which
 * more of them would make smaller.
 */
function adjusted(estimates: readonly (Estimate | undefined)[], ofSeeds = true): (Difference | undefined)[] {
  const decisions = holm(
    estimates.map((estimate) => estimate && pValue(estimate)),
    1 - level,
  );
  return estimates.map((estimate, i): Difference | undefined => {
    if (!estimate || estimate.n === 0) return undefined;
    const own = decisions[i]!.level;
    const [interval, p] = [intervalOf(estimate, own), pValue(estimate)];
    const effect = ofSeeds ? effectSize(estimate) : undefined;
    const [more, range] = ofSeeds ? [seedsNeeded(estimate, 1 - own), seedsRange(estimate, 1 - own, level)] : [];
    return {
      mean: estimate.mean,
      ...(interval && { interval }),
      ...(p !== undefined && { p }),
      ...(effect !== undefined && { effect }),
      ...(more !== undefined && { seedsNeeded: more }),
      ...(range && { seedsRange: range }),
    };
  });
}

function outcomeOf(
  { arms }: ExperimentRecord,
  arm: number,
  baseline: number,
  obstacles: readonly Obstacle[],
  end: Difference | undefined,
): Outcome {
  if (forbids(obstacles)) return 'incomparable';
  if (allDiverged(arms[arm]!) || allDiverged(arms[baseline]!)) return 'diverged';
  if (!end?.interval) return 'few';
  const { low, high } = end.interval;
  if (low === 0 && high === 0) return 'identical';
  if (high < 0) return 'lower';
  return low > 0 ? 'higher' : 'unresolved';
}
