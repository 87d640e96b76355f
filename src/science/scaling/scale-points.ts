// Where each arm of an experiment stands on the scale chart: a size, and a loss for each seed with their mean and its interval.

import { allDiverged, baselineOf, countedRuns, forbids, obstaclesOf } from '#src/experiment/arms.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import { seedsAt } from '../statistics/seeds.ts';
import { finalLoss } from '../verdict/losses.ts';
import { asKept, isPlaced, type ArmSoFar } from './as-kept.ts';
import { isTimedAlike, sizeOf, type ScaleAxis } from './scale-axis.ts';

export interface ScalePoint {
  readonly arm: number;
  readonly x: number;
  readonly seeds: readonly { readonly run: number; readonly loss: number }[];
  readonly mean: number;
  readonly half: number; // half the width of the 95 % interval of the mean; NaN below `fewestSeeds`
}

/**
 * Why an arm has no place. `heldOut`: its losses and those of the baseline do not measure the same thing. `diverged`: all of its
 * seeds did. `size`: it has no such size. `speed`: its time was not measured like that of the baseline. `waiting`: nothing yet.
 */
export type Unplaced = 'heldOut' | 'diverged' | 'size' | 'speed' | 'waiting';

export interface Scale {
  readonly axis: ScaleAxis;
  readonly ended: boolean; // else the losses are those so far
  readonly tokens?: number; // held-out tokens that all losses are of; older records do not say
  readonly points: readonly ScalePoint[];
  readonly sizes: readonly number[]; // of all arms with a place, now or later: at the end of the budget, as far as that is known
  readonly unplaced: readonly { readonly arm: number; readonly why: Unplaced }[];
}

export function scaleOf(record: ExperimentRecord, axis: ScaleAxis, soFar: readonly ArmSoFar[] = asKept(record)): Scale {
  const baseline = record.arms[baselineOf(record)]!;
  const comparable = new Set(record.arms.filter((arm) => arm === baseline || !forbids(obstaclesOf(record, arm, baseline))));
  // Of an arm to which seeds are added, those that have ended are the result.
  const ended = record.arms.every((arm) => countedRuns(arm).length > 0 || allDiverged(arm));
  const { of, tokens } = finalLoss([...comparable].flatMap(countedRuns));
  const points: ScalePoint[] = [];
  const sizes: number[] = [];
  const unplaced: { arm: number; why: Unplaced }[] = [];
  record.arms.forEach((armRecord, arm) => {
    const { runs, steps, seconds } = soFar[arm]!;
    const counted = comparable.has(armRecord) ? countedRuns(armRecord) : [];
    const seeds = ended
      ? armRecord.runs.flatMap((run, index) => (counted.includes(run) ? [{ run: index, loss: of(run) }] : []))
      : runs.flatMap(({ status, loss }, run) => (isPlaced(record, status) && loss !== undefined ? [{ run, loss }] : []));
    const x = sizeOf(record, armRecord, axis, {
      steps: ended && armRecord.config.stopAfter === 0 ? totalSteps(armRecord.config) : steps,
      seconds,
    });
    const why = ((): Unplaced | undefined => {
      if (!comparable.has(armRecord)) return 'heldOut';
      if (runs.every(({ status }) => status === 'diverged')) return 'diverged';
      if (axis === 'seconds' && !isTimedAlike(record, arm)) return 'speed';
      if (seeds.length === 0) return 'waiting';
      return x === undefined ? 'size' : undefined;
    })();
    const last = sizeOf(record, armRecord, axis, { steps: totalSteps(armRecord.config), seconds });
    if ((why === undefined || why === 'waiting') && last !== undefined) sizes.push(last);
    if (why || x === undefined) unplaced.push({ arm, why: why ?? 'size' });
    else {
      const sorted = seeds.map(({ loss }) => loss).sort((a, b) => a - b);
      const { mean, half } = seedsAt(sorted, sorted.length);
      points.push({ arm, x, seeds, mean, half });
    }
  });
  return { axis, ended, ...(ended && tokens !== undefined && { tokens }), points, sizes, unplaced };
}
