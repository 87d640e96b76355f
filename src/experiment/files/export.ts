// A record as JSON: the same keys in the same order every time, losses to six decimals.

import { sixDecimals, type Curve, type ExperimentRecord, type RunRecord } from '../record.ts';
import { checkRecord } from './schema.ts';

export function exportRecord(record: ExperimentRecord): string {
  return JSON.stringify(roundLosses(storable(record)));
}

/** A checked copy in which losses that are not finite are left out: a diverged run must not be lost because of them. */
export function storable(record: ExperimentRecord): ExperimentRecord {
  return checkRecord(mapCurves(record, (curve) => curve.filter(([, loss]) => Number.isFinite(loss))));
}

function roundLosses(record: ExperimentRecord): ExperimentRecord {
  const floors = record.floors.map((line) => ({ ...line, loss: sixDecimals(line.loss) }));
  return { ...mapCurves(record, (curve) => curve.map(([step, loss]) => [step, sixDecimals(loss)])), floors };
}

function mapCurves(record: ExperimentRecord, change: (curve: Curve) => Curve): ExperimentRecord {
  const ofRun = (run: RunRecord): RunRecord => ({
    ...run,
    train: change(run.train),
    validation: change(run.validation),
  });
  return { ...record, arms: record.arms.map((arm) => ({ ...arm, runs: arm.runs.map(ofRun) })) };
}
