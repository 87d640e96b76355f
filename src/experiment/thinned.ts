// A record with fewer points, as many as a chart can show: what the page holds of an experiment that is larger than it can draw.

import type { Curve, ExperimentRecord, RunRecord } from './record.ts';

/** More than any training of this page records; a record with more is thinned to about a quarter. */
const mostPoints = 250_000;
const thinnedPoints = 60_000;
const fewest = { train: 8, validation: 64 }; // of a curve: verdicts are read off held-out losses

/** The same record if it is not too large. Points that stay are as they were, the first and the last among them. */
export function thinned(record: ExperimentRecord): ExperimentRecord {
  const runs = record.arms.flatMap((arm) => arm.runs);
  const points = runs.reduce((sum, { train, validation }) => sum + train.length + validation.length, 0);
  if (points <= mostPoints) return record;
  return withPoints(record, Math.floor(thinnedPoints / (2 * runs.length)));
}

/** The same with at most so many points of each curve, but never fewer than a verdict needs. */
export function withPoints(record: ExperimentRecord, each: number): ExperimentRecord {
  const ofRun = (run: RunRecord): RunRecord => ({
    ...run,
    train: spread(run.train, Math.max(fewest.train, each)),
    validation: spread(run.validation, Math.max(fewest.validation, each)),
  });
  return { ...record, arms: record.arms.map((arm) => ({ ...arm, runs: arm.runs.map(ofRun) })) };
}

function spread(curve: Curve, most: number): Curve {
  if (curve.length <= most) return curve;
  return Array.from({ length: most }, (_, i) => curve[Math.round((i * (curve.length - 1)) / (most - 1))]!);
}
