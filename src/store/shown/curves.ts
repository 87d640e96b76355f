// The curves of the experiment on the chart: one per seed, and the summary of each arm kept up to date.

import type { Curve, ExperimentRecord } from '#src/experiment/record.ts';
import type { CurvePoints } from '#src/session/events.ts';
import { append, newSeries, type Series } from '#src/science/series.ts';
import { newSummary, summarise, type Summary } from '#src/science/summary.ts';
import { partOf } from '../part.ts';

export type Kind = CurvePoints['kind'];
const kinds: readonly Kind[] = ['train', 'validation'];

export interface ArmCurves {
  readonly runs: readonly Readonly<Record<Kind, Series>>[]; // none of a crowded record
  readonly summary: Readonly<Record<Kind, Summary>>;
}

export function curvesOf(record: ExperimentRecord): ArmCurves[] {
  const summaries = partOf(record)?.summaries;
  if (summaries?.length) return summaries.map((summary) => ({ runs: [], summary }));
  return record.arms.map(({ runs }) => {
    const arm: ArmCurves = {
      runs: runs.map((r) => ({ train: seriesOf(r.train), validation: seriesOf(r.validation) })),
      summary: { train: newSummary(), validation: newSummary() },
    };
    for (const kind of kinds) update(arm, kind, -Infinity);
    return arm;
  });
}

/** Of every arm the run with this seed alone, as if there were no other. Refers to the same points. */
export function curvesOfSeed(record: ExperimentRecord, curves: readonly ArmCurves[], seed: number): ArmCurves[] {
  return curves.map(({ runs, summary }, arm) => {
    const run = runs[record.arms[arm]!.runs.findIndex((r) => r.seed === seed)];
    if (!run) return { runs: [], summary };
    return { runs: [run], summary: { train: alone(run.train), validation: alone(run.validation) } };
  });
}

const summaries = new WeakMap<Series, { readonly version: number; readonly summary: Summary }>();

function alone(series: Series): Summary {
  const kept = summaries.get(series);
  if (kept?.version === series.version) return kept.summary;
  const summary = kept?.summary ?? newSummary();
  summarise(summary, [series], -Infinity);
  summaries.set(series, { version: series.version, summary });
  return summary;
}

/** Adds what the worker sent; unknown arms or runs are left out. */
export function addPoints(curves: readonly ArmCurves[], points: readonly CurvePoints[]): void {
  const changed = curves.map((): Record<Kind, number> => ({ train: Infinity, validation: Infinity }));
  for (const { arm, run, kind, steps, losses } of points) {
    const series = curves[arm]?.runs[run]?.[kind];
    const first = steps[0];
    if (!series || first === undefined) continue;
    append(series, steps, losses);
    changed[arm]![kind] = Math.min(changed[arm]![kind], first);
  }
  changed.forEach((from, arm) => {
    for (const kind of kinds) if (from[kind] < Infinity) update(curves[arm]!, kind, from[kind]);
  });
}

const update = ({ summary, runs }: ArmCurves, kind: Kind, from: number): void =>
  summarise(
    summary[kind],
    runs.map((run) => run[kind]),
    from,
  );

function seriesOf(curve: Curve): Series {
  const series = newSeries(Math.max(64, curve.length));
  append(
    series,
    curve.map(([step]) => step),
    curve.map(([, loss]) => loss),
  );
  return series;
}
