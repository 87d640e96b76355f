// The curves of the experiment on the chart: growing typed arrays, and the mean of each arm kept up to date.

import type { Curve, ExperimentRecord } from '#src/runs/record.ts';
import type { Points } from '#workers/protocol.ts';

/** Points in ascending order of step; only the first `length` places count. */
export interface Series {
  steps: Float64Array;
  losses: Float64Array;
  length: number;
}

/** The mean over replicas at every step that all replicas which are still training have reached. */
export interface MeanSeries extends Series {
  readonly read: number[]; // points taken from each replica
}

export type Kind = Points['kind'];

export interface ArmCurves {
  readonly replicas: readonly Record<Kind, Series>[];
  readonly mean: Record<Kind, MeanSeries>;
  readonly ended: boolean[]; // this replica gets no more points, so the mean does not wait for it
}

export const newSeries = (capacity = 64): Series => ({
  steps: new Float64Array(capacity),
  losses: new Float64Array(capacity),
  length: 0,
});

/** Adds points; what is not beyond the last step replaces the end of the curve (a run resumed from a checkpoint). */
export function append(series: Series, steps: ArrayLike<number>, losses: ArrayLike<number>): boolean {
  const first = steps[0];
  if (first === undefined) return false;
  let cut = series.length;
  while (cut > 0 && series.steps[cut - 1]! >= first) cut--;
  const replaced = cut < series.length;
  const length = cut + steps.length;
  if (length > series.steps.length) {
    const capacity = Math.max(length, 2 * series.steps.length);
    series.steps = grown(series.steps, capacity);
    series.losses = grown(series.losses, capacity);
  }
  series.steps.set(steps, cut);
  series.losses.set(losses, cut);
  series.length = length;
  return replaced;
}

function grown(old: Float64Array, capacity: number): Float64Array {
  const next = new Float64Array(capacity);
  next.set(old);
  return next;
}

export function extendMean(mean: MeanSeries, replicas: readonly Series[], ended: readonly boolean[]): void {
  const { read } = mean;
  for (;;) {
    let step = Infinity;
    for (let r = 0; r < replicas.length; r++) {
      const series = replicas[r]!;
      if (read[r]! < series.length) step = Math.min(step, series.steps[read[r]!]!);
      else if (!ended[r]) return;
    }
    if (step === Infinity) return;
    let sum = 0;
    let count = 0;
    for (let r = 0; r < replicas.length; r++) {
      const series = replicas[r]!;
      if (read[r]! >= series.length || series.steps[read[r]!] !== step) continue;
      const loss = series.losses[read[r]!++]!;
      if (!Number.isFinite(loss)) continue;
      sum += loss;
      count++;
    }
    if (count) append(mean, [step], [sum / count]);
  }
}

export function curvesOf(record: ExperimentRecord): ArmCurves[] {
  const over = record.status === 'finished';
  return record.arms.map((arm) => {
    const replicas = arm.replicas.map((r) => ({ train: seriesOf(r.train), validation: seriesOf(r.validation) }));
    const newMean = (): MeanSeries => ({ ...newSeries(), read: replicas.map(() => 0) });
    const ended = arm.replicas.map((r) => over || isOver(r.status));
    const curves: ArmCurves = { replicas, ended, mean: { train: newMean(), validation: newMean() } };
    updateMeans(curves);
    return curves;
  });
}

export const isOver = (status: string): boolean =>
  status === 'finished' || status === 'diverged' || status === 'stopped';

export function updateMeans(arm: ArmCurves): void {
  for (const kind of ['train', 'validation'] as const)
    extendMean(arm.mean[kind], arm.replicas.map((r) => r[kind]), arm.ended); // prettier-ignore
}

/** Adds what the worker sent; unknown arms or replicas are left out. */
export function addPoints(curves: readonly ArmCurves[], points: readonly Points[]): void {
  const touched = new Set<ArmCurves>();
  for (const { arm, replica, kind, steps, losses } of points) {
    const target = curves[arm];
    const series = target?.replicas[replica]?.[kind];
    if (!target || !series) continue;
    touched.add(target);
    if (append(series, steps, losses)) restartMean(target.mean[kind]);
  }
  touched.forEach(updateMeans);
}

function restartMean(mean: MeanSeries): void {
  mean.length = 0;
  mean.read.fill(0);
}

export function lastPoint(series: Series): { step: number; loss: number } | undefined {
  if (series.length === 0) return undefined;
  return { step: series.steps[series.length - 1]!, loss: series.losses[series.length - 1]! };
}

/** The last point at or before a step. */
export function pointAt(series: Series, step: number): { step: number; loss: number } | undefined {
  let low = 0;
  let high = series.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (series.steps[middle]! <= step) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : { step: series.steps[low - 1]!, loss: series.losses[low - 1]! };
}

function seriesOf(curve: Curve): Series {
  const series = newSeries(Math.max(64, curve.length));
  append(series, curve.map(([step]) => step), curve.map(([, loss]) => loss)); // prettier-ignore
  return series;
}
