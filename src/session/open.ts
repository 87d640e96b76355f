// Opens a session: checks what is asked for, opens its data, plans every byte before anything is allocated, and compiles.

import type { DeviceRecord, ExperimentRecord } from '#src/experiment/record.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import type { PlanCheckpoint } from '#src/storage/checkpoint.ts';
import { planCohort, type CohortPlan } from '#src/train/cohort-plan.ts';
import { Cohort, OutOfMemory } from '#src/train/cohort.ts';
import { message } from '#src/words/message.ts';
import { checkExperiment } from './check.ts';
import { budgetsOf } from '#src/train/budget.ts';
import { armsOf, openTrainings, prepare } from './cohorts.ts';
import type { SessionListener } from './events.ts';
import type { Lane } from './lane.ts';
import { newRecord, rewind } from './new-record.ts';
import { Saver, type Save } from './saver.ts';
import { Session } from './session.ts';

export interface SessionHost {
  readonly kernels: Kernels;
  readonly device: DeviceRecord;
  readonly listener: SessionListener;
  readonly load: (source: string) => Promise<string>;
  readonly save: Save;
  /** Evaluate on all held-out windows at the end, whatever it costs. */
  readonly allWindows?: boolean;
}

/** What a session begins with: an experiment, or a record and the checkpoints it goes on from (or none, from the start). */
export type Beginning = ExperimentSpec | { readonly record: ExperimentRecord; readonly plans: readonly PlanCheckpoint[] };

export async function openSession(host: SessionHost, id: string, from: Beginning): Promise<Session> {
  const { kernels, listener, allWindows } = host;
  const resumed = 'record' in from ? from : undefined;
  const arms = 'record' in from ? from.record.arms : armsOf(from);
  listener.state({ phase: 'preparing', message: message('readingData') });
  checkExperiment(arms);
  const prepared = await prepare(arms, host.load, resumed && openTrainings(resumed.record));
  const plan = (recompute: boolean): CohortPlan[] =>
    [...prepared.cohorts].map(([key, members]) => planCohort(key, members, kernels.device.limits, kernels.tuning, recompute));
  const planned = plan(false);
  const record = 'record' in from ? from.record : newRecord(id, from, prepared, host.device, allWindows);
  // Plans of trainings that this session does not touch are kept.
  const elsewhere = resumed?.plans.filter((p) => !prepared.cohorts.has(p.key)) ?? [];
  const saver = new Saver({ save: host.save, keeping: (problem) => listener.keeping(problem) }, record, elsewhere);
  if (!resumed) listener.begun(record);
  // From here on it can be resumed, whatever becomes of the GPU. What has begun stays on the disk as it is until there is more.
  const members = [...prepared.cohorts.values()].flat();
  if (members.every((m) => record.arms[m.arm]!.runs[m.run]!.tokens === 0)) saver.saveCurves();
  listener.state({ phase: 'preparing', message: message('compiling') });
  const budgets = budgetsOf(prepared.cohorts, allWindows);
  const compile = (plans: readonly CohortPlan[]): Promise<Cohort[]> =>
    allOrNone(plans.map((p) => Cohort.compile(kernels, p, budgets.get(p.key)!.windows)));
  const cohorts = await compile(planned).catch((error: unknown) => {
    if (!(error instanceof OutOfMemory)) throw error;
    return compile(plan(true)); // with what a driver cannot hold made once more
  });
  const lanes = cohorts.map((cohort): Lane => {
    const good = resumed?.plans.find((p) => p.key === cohort.key);
    if (good) cohort.restore(good.arenas, good.step);
    for (const m of cohort.members)
      Object.assign(record.arms[m.arm]!, { dispatchesPerStep: cohort.dispatches, recomputed: cohort.recomputes });
    const budget = budgets.get(cohort.key)!;
    return { cohort, budget, seconds: good?.seconds ?? 0, msPerStep: 0, good, anyDiverged: false, allDiverged: false };
  });
  if (resumed) {
    for (const { cohort } of lanes) rewind(record, cohort.members, cohort.step);
    listener.begun(record);
  }
  return new Session(listener, record, lanes, saver, () => prepared.source.floors());
}

/** If one cannot be compiled, the memory of the others is given back. */
async function allOrNone(compiling: readonly Promise<Cohort>[]): Promise<Cohort[]> {
  const compiled = await Promise.allSettled(compiling);
  const failed = compiled.find((c) => c.status === 'rejected');
  const done = compiled.flatMap((c) => (c.status === 'fulfilled' ? [c.value] : []));
  if (!failed) return done;
  await Promise.all(done.map((cohort) => cohort.destroy()));
  throw failed.reason;
}
