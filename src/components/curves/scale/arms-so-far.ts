// How far the arms on the chart are, and where their runs stand: what everything that is said of them is derived from.

import type { ExperimentRecord } from '#src/experiment/record.ts';
import { asKept, isPlaced, type ArmSoFar } from '#src/science/scaling/as-kept.ts';
import { lastPoint } from '#src/science/series.ts';
import type { Shown } from '../curve-axis.ts';

type Told = Pick<Shown, 'record' | 'curves' | 'progress'>;

let before: { readonly record: ExperimentRecord; readonly arms: readonly ArmSoFar[] } | undefined;

/**
 * The record says what it was kept with; what trains now is told by its curves and its progress. Progress comes many times a second, and
 * points of a sweep only when they have ended: as long as nothing moved that has a place, it is the same object as before.
 */
export function soFar({ record, curves, progress }: Told): readonly ArmSoFar[] {
  const live = new Map(progress?.arms.map((each) => [each.arm, each]));
  const arms = asKept(record).map((kept, arm) => {
    const now = live.get(arm);
    const runs = kept.runs.map(({ status, loss }, run) => {
      const series = curves[arm]?.runs[run]?.validation;
      return { status: now?.statuses[run] ?? status, loss: series ? lastPoint(series)?.loss : loss };
    });
    return now ? { runs, steps: now.step, seconds: now.seconds } : { ...kept, runs };
  });
  if (before?.record === record && arms.every((arm, i) => isPlacedAlike(record, before!.arms[i]!, arm))) return before.arms;
  before = { record, arms };
  return arms;
}

function isPlacedAlike(record: ExperimentRecord, a: ArmSoFar, b: ArmSoFar): boolean {
  const placed = ({ runs }: ArmSoFar): boolean => runs.some(({ status }) => isPlaced(record, status));
  if ((placed(a) || placed(b)) && (a.steps !== b.steps || a.seconds !== b.seconds)) return false;
  return b.runs.every(({ status, loss }, i) => {
    const old = a.runs[i]!;
    return old.status === status && (old.loss === loss || !isPlaced(record, status));
  });
}
