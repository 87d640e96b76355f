// The record of what is on the screen, put together from what the worker told: what is exported while it trains, and what is left
// when worker and disk fail.

import type { ExperimentRecord, RunRecord } from '#src/experiment/record.ts';
import type { ArmProgress, CurvePoints, Progress, Sample } from '#src/session/events.ts';
import { traces } from './traces.ts';

/** In place: a record may have a million points. What is not beyond the last step replaces the end of the curve. */
export function addToRecord({ arms }: ExperimentRecord, points: readonly CurvePoints[]): void {
  for (const { arm, run, kind, steps, losses } of points) {
    const curve = arms[arm]?.runs[run]?.[kind];
    if (!curve || steps.length === 0) continue;
    while (curve.length > 0 && curve.at(-1)![0] >= steps[0]!) curve.pop();
    steps.forEach((step, i) => curve.push([step, losses[i]!]));
  }
}

export function addSamples({ arms }: ExperimentRecord, samples: readonly Sample[]): void {
  for (const { arm, ...sample } of samples) arms[arm]?.samples.push(sample);
}

/** With what is told only of runs as they are now. */
export function recordSoFar(record: ExperimentRecord, progress: Progress | undefined): ExperimentRecord {
  const arms = record.arms.map((arm, index) => {
    const live = progress?.arms.find((p) => p.arm === index);
    if (!live) return arm;
    const inside = traces.get()[index];
    const tokensPerStep = arm.config.batch * arm.config.context;
    const runs = arm.runs.map((run, r) => runSoFar(run, r, live, tokensPerStep));
    return { ...arm, runs, ...(inside && { inside }) };
  });
  return { ...record, arms };
}

function runSoFar(run: RunRecord, r: number, live: ArmProgress, tokensPerStep: number): RunRecord {
  const status = live.statuses[r] ?? run.status;
  const final = live.finals[r] ?? run.final;
  const step = status === 'finished' ? run.train.at(-1)?.[0] : live.step; // one that has stopped is not as far as the others
  const tokens = run.train.length > 0 && status !== 'diverged' ? step! * tokensPerStep : run.tokens;
  const now = { ...run, status, ...(final !== undefined && { final }) };
  return run.training === live.training ? { ...now, tokens, seconds: live.seconds, secondsShare: live.secondsShare } : now;
}
