// Opens a session: checks what is asked for, opens its data, plans every byte before anything is allocated, and compiles.

import type { LoadText } from '#src/data/source.ts';
import { hasStopped } from '#src/experiment/ends.ts';
import { isEnded, type DeviceRecord, type ExperimentRecord } from '#src/experiment/record.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import type { PlanCheckpoint } from '#src/storage/checkpoint.ts';
import { compiledFor } from '#src/graph/plan.ts';
import type { CohortPlan } from '#src/train/cohort-plan.ts';
import { Cohort, OutOfMemory } from '#src/train/cohort.ts';
import { planExperiment } from '#src/train/experiment-plan.ts';
import type { Member } from '#src/train/members.ts';
import { message, messageOf } from '#src/words/message.ts';
import { checkExperiment } from './check.ts';
import { evaluationBudget, longestOf, type Ends } from '#src/science/budget.ts';
import type { StepTime } from '#src/science/step-cost.ts';
import { openTrainings, prepare, toTrain, type FilterText } from './cohorts.ts';
import type { SessionListener } from './events.ts';
import type { Filters } from './filtered/filters.ts';
import type { Lane } from './lane.ts';
import { newRecord, rewind } from './new-record.ts';
import { PlanTimes, planOf } from './plan-times.ts';
import { Saver, type Save } from './saver.ts';
import { Session } from './session.ts';
import { stagesOf } from './stages/division.ts';
import { replicasOf } from './stages/replicas.ts';
import { expectedOf, Stages } from './stages/stages.ts';
import { branchesOf, type Branch } from './stages/trunks.ts';
import { Spent } from '#src/science/time-left.ts';

export interface SessionHost {
  readonly kernels: Kernels;
  readonly device: DeviceRecord;
  readonly listener: SessionListener;
  readonly load: (source: string, signal?: AbortSignal) => ReturnType<LoadText>;
  readonly save: Save;
  /** Bytes of GPU memory for the whole experiment, if not the usual. */
  readonly memory?: number;
  /** How long pieces of work took on this machine before. */
  readonly times?: readonly StepTime[];
  /** Evaluate on all held-out text at the end, whatever it costs. */
  readonly allHeldOut?: boolean;
}

/** What a session begins with: an experiment, or a record and the checkpoints it goes on from (or none, from the start). */
export type Beginning = ExperimentSpec | { readonly record: ExperimentRecord; readonly plans: readonly PlanCheckpoint[] };

/** Rejects with the reason of `signal` as soon as it is aborted, whatever is waited for: nothing is left on the GPU, nothing was saved. */
export async function openSession(host: SessionHost, id: string, from: Beginning, signal?: AbortSignal): Promise<Session> {
  const { kernels, listener, allHeldOut } = host;
  const resumed = 'record' in from ? from : undefined;
  const training = 'record' in from ? from.record : toTrain(from);
  listener.state({ phase: 'preparing', message: message('readingData') });
  checkExperiment(training);
  const load: LoadText = (source) => host.load(source, signal);
  let filters: Promise<Filters> | undefined;
  const filterText: FilterText = async (settings, load) => {
    filters ??= import('./filtered/filters.ts').then(({ Filters }) => new Filters(kernels, load, signal));
    listener.state({ phase: 'preparing', message: message('filtering') });
    return (await filters).of(settings);
  };
  const prepared = await unlessAborted(signal, prepare(training, load, resumed && openTrainings(resumed.record), filterText));
  const ground = { limits: kernels.device.limits, tuning: kernels.tuning, memory: host.memory };
  const { sweep } = training;
  const tuned = training.arms.some((arm) => arm.tuned);
  const ends: Ends = { all: allHeldOut ?? false, ...(tuned && { tuned }), ...(sweep && { longest: longestOf(training.arms) }) };
  const ended = ({ arm, run }: Member): boolean => resumed !== undefined && isEnded(resumed.record.arms[arm]!.runs[run]!);
  const times = host.times ?? [];
  const divided = { hasEnded: ended, replicas: (members: readonly Member[]) => replicasOf(members, times, resumed?.record) };
  const stages = stagesOf(prepared.cohorts, ground, sweep && divided); // what does not fit is refused before anything begins
  const cohortsToTrain = stages.flatMap(({ stage }) => [...stage]);
  const record = 'record' in from ? from.record : newRecord(id, from, prepared, host.device, ends);
  for (const [arm, filter] of prepared.filters.entries()) if (filter) record.arms[arm]!.filter = filter;
  // Plans of trainings that this session does not touch are kept; of a sweep, nothing that has ended.
  const keys = new Set(cohortsToTrain.map(([key]) => key));
  const checkpoints = (resumed?.plans ?? []).filter(({ key }) => keys.has(key));
  const elsewhere = sweep ? [] : (resumed?.plans ?? []).filter(({ key }) => !keys.has(key));
  const saver = new Saver({ save: host.save, keeping: (problem) => listener.keeping(problem) }, record, elsewhere);
  const isNew = [...prepared.cohorts.values()].flat().every((m) => record.arms[m.arm]!.runs[m.run]!.tokens === 0);
  if (!resumed) listener.begun(record);
  listener.state({ phase: 'preparing', message: message('compiling') });
  const compileKernels = async (of: readonly CohortPlan[]): Promise<void> => {
    await Promise.all(of.flatMap((p) => [p.graph, p.evaluation]).map((graph) => compiledFor(kernels, graph)));
  };
  const compile = async (of: readonly CohortPlan[]): Promise<Cohort[]> => {
    await unlessAborted(signal, compileKernels(of));
    return allOrNone(of.map((p) => Cohort.compile(kernels, p)));
  };
  const begun = new Map(checkpoints.map(({ key, step }) => [key, step]));
  const branches: ReadonlyMap<string, Branch> = sweep ? branchesOf(cohortsToTrain, (key) => !begun.has(key)) : new Map();
  const laneOf = (cohort: Cohort, good: PlanCheckpoint | undefined): Lane => {
    const { members } = cohort;
    const { config, source } = members[0]!;
    if (good) cohort.restore(good.arenas, good.step);
    if (resumed || good) rewind(record, members, cohort.step);
    const branch = branches.get(cohort.key);
    const stopped = members.flatMap((m, i) => (hasStopped(record.arms[m.arm]!.runs[m.run]!, m.config.stopAfter) ? [i] : []));
    cohort.freeze(stopped);
    for (const m of members)
      Object.assign(record.arms[m.arm]!, { dispatchesPerStep: cohort.dispatches, recomputed: cohort.recomputes });
    const seconds = good?.seconds ?? 0;
    return {
      cohort,
      budget: evaluationBudget(config, source.heldOut, ends),
      times: new PlanTimes(planOf(record, members, cohort.step, cohort.steps), cohort.steps, seconds),
      expected: expectedOf(members, times),
      writes: !sweep && members.some((m) => m.run === 0),
      spent: new Spent(),
      seconds,
      msPerStep: 0,
      good,
      anyDiverged: false,
      branch: branch && branch.step >= cohort.step ? branch : undefined,
      allEnded: stopped.length === members.length,
    };
  };
  const opened = new Stages(
    {
      open: async ({ stage, plans }, checkpointOf) => {
        const cohorts = await compile(plans).catch((error: unknown) => {
          if (!(error instanceof OutOfMemory)) throw error;
          return compile(planExperiment(stage, ground, true)); // with what a driver cannot hold made once more
        });
        if (!signal?.aborted) return cohorts.map((cohort) => laneOf(cohort, checkpointOf(cohort.key)));
        await Promise.all(cohorts.map((cohort) => cohort.destroy()));
        throw signal.reason;
      },
      foresee: ({ plans }) => void compileKernels(plans).catch(() => {}), // `open` tells
      failed: ({ stage }, error) => {
        if (!(error instanceof OutOfMemory)) throw error;
        const reason = messageOf(error);
        for (const m of [...stage.values()].flat())
          Object.assign(record.arms[m.arm]!.runs[m.run]!, { status: 'stopped', reason });
      },
    },
    stages,
    { times, ends, checkpoints, shared: new Map([...branches.values()].map(({ into, step }) => [into, step])) },
  );
  // Of what is not open yet, what came after its checkpoint is trained again.
  if (resumed) {
    const later = stages.slice(1).flatMap(({ stage }) => [...stage]);
    for (const [key, members] of later) rewind(record, members, begun.get(key) ?? 0);
  }
  await opened.next().catch(async (error: unknown) => {
    // It can be resumed, whatever became of the GPU. What has begun stays on the disk as it is.
    if (isNew && !signal?.aborted) await saver.keepUntrained();
    throw error;
  });
  if (resumed) listener.begun(record);
  if (isNew) saver.saveCurves();
  return new Session(listener, record, opened, saver, () => prepared.sources[0]!.floors());
}

/** What `work` gives; or rejects as soon as the signal is aborted, with its reason. The work goes on alone, and nobody hears of it. */
export function unlessAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  work.catch(() => {}); // it may fail after it was given up
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    if (signal.aborted) return giveUp();
    signal.addEventListener('abort', giveUp);
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
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
