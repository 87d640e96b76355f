// A record as the page holds it where it is larger than can be shown: as much of every part as is drawn, listed or told. Verdicts and
// exports are made from the whole.

import { lowestOf } from './ends.ts';
import type { ArmRecord, Curve, ExperimentRecord, InsideRecord, RunRecord } from './record.ts';

/** What is no larger is held as it is: more than most trainings of this page record. */
const most = { points: 100_000, runs: 400, traced: 50_000, written: 200_000, plans: 2000 };
const shown = { points: 60_000, ofCurve: 2000, ofEnds: 32, traces: 200, captures: 100 };

export const pointsOf = ({ train, validation, ends, deciding }: RunRecord): number =>
  train.length + validation.length + (ends?.length ?? 0) + (deciding?.length ?? 0);

/** So many lines are no longer told apart: arms are drawn as their summaries alone. */
export const isCrowded = ({ arms }: ExperimentRecord): boolean => sum(arms, ({ runs }) => runs.length) > most.runs;

/** The same record if it is not too large. Points that stay are as they were: the first, the last and the lowest among them. */
export function thinned(record: ExperimentRecord): ExperimentRecord {
  if (!isLarge(record)) return record;
  const runs = record.arms.flatMap((arm) => arm.runs);
  const each = Math.min(shown.ofCurve, Math.floor(shown.points / (2 * runs.length)));
  const ofArm = (arm: ArmRecord): ArmRecord => ({
    ...arm,
    samples: arm.samples.slice(-1),
    runs: arm.runs.map((run) => ofRun(run, each)),
    ...(arm.inside && { inside: fewerTraces(arm.inside) }),
  });
  const trainings =
    sum(record.trainings, ({ plans }) => plans?.length ?? 0) > most.plans
      ? record.trainings.map(({ startedAt, device }) => ({ ...(startedAt && { startedAt }), device }))
      : record.trainings;
  return { ...record, trainings, arms: record.arms.map(ofArm) };
}

const fewest = { train: 8, validation: 64 }; // of a curve: verdicts are read off held-out losses

/** The same with at most so many points of each curve, but never fewer than a verdict needs. */
export function withPoints(record: ExperimentRecord, each: number): ExperimentRecord {
  const fewer = (run: RunRecord): RunRecord => ({
    ...run,
    train: spread(run.train, Math.max(fewest.train, each)),
    validation: spread(run.validation, Math.max(fewest.validation, each)),
  });
  return { ...record, arms: record.arms.map((arm) => ({ ...arm, runs: arm.runs.map(fewer) })) };
}

function isLarge({ arms, trainings }: ExperimentRecord): boolean {
  return (
    sum(arms, ({ runs }) => runs.length) > most.runs ||
    sum(arms, ({ runs }) => sum(runs, pointsOf)) > most.points ||
    sum(arms, ({ inside }) => (inside ? inside.traces.length * inside.steps.length : 0)) > most.traced ||
    sum(arms, ({ samples }) => sum(samples, ({ text }) => text.length)) > most.written ||
    sum(trainings, ({ plans }) => plans?.length ?? 0) > most.plans
  );
}

const sum = <T>(list: readonly T[], of: (value: T) => number): number => list.reduce((total, value) => total + of(value), 0);

const ofRun = (run: RunRecord, each: number): RunRecord => ({
  ...run,
  train: spread(run.train, each),
  validation: spread(run.validation, each),
  ...(run.ends && { ends: spread(run.ends, shown.ofEnds) }),
  ...(run.deciding && { deciding: spread(run.deciding, shown.ofEnds) }),
});

/** At most so many points, but never fewer than the first, the lowest and the last. */
function spread(curve: Curve, most: number): Curve {
  if (curve.length <= Math.max(3, most)) return curve;
  const places = new Set([0, curve.length - 1, curve.indexOf(lowestOf(curve)!)]);
  const others = most - 3;
  for (let i = 1; i <= others; i++) places.add(Math.round((i * (curve.length - 1)) / (others + 1)));
  return [...places].sort((a, b) => a - b).map((place) => curve[place]!);
}

function fewerTraces({ steps, traces }: InsideRecord): InsideRecord {
  const every = Math.ceil(steps.length / shown.captures);
  const kept = <T>(list: readonly T[]): T[] => list.filter((_, i) => i % every === 0);
  return { steps: kept(steps), traces: traces.slice(0, shown.traces).map((trace) => ({ ...trace, values: kept(trace.values) })) };
}
