// How far each arm's held-out loss lies from the baseline's along the way: arm − baseline, seed by seed.

import { allDiverged, baselineOf, obstaclesOf, pairsOf, type Obstacle } from '#src/experiment/arms.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { isCrowded } from '#src/experiment/thinned.ts';
import type { ArmCurves } from './curves.ts';
import { append, newSeries, type Series } from '#src/science/series.ts';
import { newSummary, summarise, type Summary } from '#src/science/summary.ts';

export interface ArmDifference {
  readonly arm: number;
  readonly seeds: readonly { readonly run: number; readonly series: Series }[]; // at steps of the arm
  readonly summary: Summary;
}

/** Fewer pairs than this say nothing about how far chance alone moves a difference. */
export const fewestPairs = 2;

/** `sizes` is how much of the x axis one step of each arm is: what lies at the same place on that axis is compared; NaN: nothing. */
export function differencesOf(record: ExperimentRecord, curves: readonly ArmCurves[], sizes: readonly number[]): ArmDifference[] {
  const baseline = baselineOf(record);
  return [...record.arms.keys()]
    .filter((arm) => arm !== baseline && curves[arm] && curves[baseline] && whyUnpaired(record, arm) === undefined)
    .filter((arm) => !Number.isNaN(sizes[arm]))
    .map((arm) => {
      const ratio = sizes[arm]! / sizes[baseline]!;
      const versions = [curves[arm]!, curves[baseline]!].flatMap((c) => c.runs.map((r) => r.validation.version));
      const key = [arm, baseline, ratio, ...versions].join();
      const kept = known.get(curves[arm]!);
      if (kept?.key === key && kept.record === record) return kept.difference;
      const difference = differenceOf(record, curves, arm, ratio);
      known.set(curves[arm]!, { key, record, difference });
      return difference;
    });
}

const known = new WeakMap<ArmCurves, { key: string; record: ExperimentRecord; difference: ArmDifference }>();

function differenceOf(record: ExperimentRecord, curves: readonly ArmCurves[], arm: number, ratio: number): ArmDifference {
  const baseline = baselineOf(record);
  const summary = newSummary();
  const [runs, others] = [record.arms[arm]!.runs, record.arms[baseline]!.runs];
  const seeds = pairsOf(runs, others).map((pair) => {
    const [run, other] = [runs.indexOf(pair.arm), others.indexOf(pair.baseline)];
    const [curve, from] = [curves[arm]!.runs[run]!, curves[baseline]!.runs[other]!];
    return { run, series: subtract(curve.validation, from.validation, ratio) };
  });
  summarise(
    summary,
    seeds.map((seed) => seed.series),
    -Infinity,
  );
  return { arm, seeds, summary };
}

/**
 * Loss of one curve minus that of the other at the same place of the axis, where step s of the one is step s·ratio of the
 * other. In between two evaluations the other is taken to be straight; beyond its ends there is no difference.
 */
export function subtract(curve: Series, from: Series, ratio: number): Series {
  const steps: number[] = [];
  const losses: number[] = [];
  let next = 0; // the first point of the other that is not before here
  for (let i = 0; i < curve.length; i++) {
    const here = curve.steps[i]! * ratio;
    // A ratio of seconds is measured: the same end may be a rounding error away.
    const near = 1e-9 * here;
    while (next < from.length && from.steps[next]! < here - near) next++;
    if (next === from.length) break;
    const after = from.steps[next]!;
    const isThere = Math.abs(after - here) <= near;
    if (!isThere && next === 0) continue;
    const before = from.steps[next - 1]!;
    const share = isThere ? 1 : (here - before) / (after - before);
    const other = share === 1 ? from.losses[next]! : (1 - share) * from.losses[next - 1]! + share * from.losses[next]!;
    steps.push(curve.steps[i]!);
    losses.push(curve.losses[i]! - other);
  }
  const series = newSeries(Math.max(1, steps.length));
  append(series, steps, losses);
  return series;
}

/** Why an arm has no difference to draw: what the verdict says of the two arms, too few seeds that count, or more runs than are drawn. */
export type Unpaired = Obstacle | 'few' | 'diverged' | 'crowded';

export function whyUnpaired(record: ExperimentRecord, arm: number): Unpaired | undefined {
  const baseline = baselineOf(record);
  if (arm === baseline) return undefined;
  if (isCrowded(record)) return 'crowded';
  const [one, other] = [record.arms[arm]!, record.arms[baseline]!];
  if (allDiverged(one) || allDiverged(other)) return 'diverged';
  const [obstacle] = obstaclesOf(record, one, other);
  return obstacle ?? (pairsOf(one.runs, other.runs).length < fewestPairs ? 'few' : undefined);
}
