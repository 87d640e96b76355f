// Opens a session: checks what is asked for, opens its data, plans every byte before anything is allocated, and compiles.

import type { LoadText } from '#src/data/source.ts';
import { hasStopped } from '#src/experiment/ends.ts';
import type { DeviceRecord, ExperimentRecord } from '#src/experiment/record.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import type { PlanCheckpoint } from '#src/storage/checkpoint.ts';
import { compiledFor } from '#src/graph/plan.ts';
import type { CohortPlan } from '#src/train/cohort-plan.ts';
import { Cohort, OutOfMemory } from '#src/train/cohort.ts';
import { planExperiment } from '#src/train/experiment-plan.ts';
import { message } from '#src/words/message.ts';
import { checkExperiment } from './check.ts';
import { evaluationBudget, type EvaluationBudget } from '#src/science/budget.ts';
import { expectedTimes, stepOf, type StepTime } from '#src/science/step-cost.ts';
import { openTrainings, prepare, toTrain } from './cohorts.ts';
import type { SessionListener } from './events.ts';
import type { Lane } from './lane.ts';
import { newRecord, rewind } from './new-record.ts';
import { PlanTimes, planOf } from './plan-times.ts';
import { Saver, type Save } from './saver.ts';
import { Session } from './session.ts';
import { Spent } from '#src/science/time-left.ts';

/** GFLOP/s of a machine on which nothing was timed; what is measured soon corrects it. */
const usualSpeed = 20;

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
  checkExperiment(training.arms);
  const load: LoadText = (source) => host.load(source, signal);
  const prepared = await unlessAborted(signal, prepare(training, load, resumed && openTrainings(resumed.record)));
  const ground = { limits: kernels.device.limits, tuning: kernels.tuning, memory: host.memory };
  const plan = (recompute: boolean): CohortPlan[] => planExperiment(prepared.cohorts, ground, recompute);
  const planned = plan(false);
  const record = 'record' in from ? from.record : newRecord(id, from, prepared, host.device, allHeldOut);
  // Plans of trainings that this session does not touch are kept.
  const elsewhere = resumed?.plans.filter((p) => !prepared.cohorts.has(p.key)) ?? [];
  const saver = new Saver({ save: host.save, keeping: (problem) => listener.keeping(problem) }, record, elsewhere);
  const isNew = [...prepared.cohorts.values()].flat().every((m) => record.arms[m.arm]!.runs[m.run]!.tokens === 0);
  if (!resumed) listener.begun(record);
  listener.state({ phase: 'preparing', message: message('compiling') });
  const budgetOf = (key: string): EvaluationBudget => {
    const { config, source } = prepared.cohorts.get(key)![0]!;
    return evaluationBudget(config, source.heldOut, allHeldOut);
  };
  const compile = async (plans: readonly CohortPlan[]): Promise<Cohort[]> => {
    const graphs = plans.flatMap((p) => [p.graph, p.evaluation]);
    await unlessAborted(signal, Promise.all(graphs.map((graph) => compiledFor(kernels, graph))));
    return allOrNone(plans.map((p) => Cohort.compile(kernels, p)));
  };
  const cohorts = await compile(planned)
    .catch((error: unknown) => {
      if (!(error instanceof OutOfMemory)) throw error;
      return compile(plan(true)); // with what a driver cannot hold made once more
    })
    .catch(async (error: unknown) => {
      // It can be resumed, whatever became of the GPU. What has begun stays on the disk as it is.
      if (isNew && !signal?.aborted) await saver.keepUntrained();
      throw error;
    });
  if (signal?.aborted) {
    await Promise.all(cohorts.map((cohort) => cohort.destroy()));
    throw signal.reason;
  }
  const lanes = cohorts.map((cohort): Lane => {
    const good = resumed?.plans.find((p) => p.key === cohort.key);
    if (good) cohort.restore(good.arenas, good.step);
    for (const m of cohort.members)
      Object.assign(record.arms[m.arm]!, { dispatchesPerStep: cohort.dispatches, recomputed: cohort.recomputes });
    const seconds = good?.seconds ?? 0;
    const times = new PlanTimes(planOf(record, cohort.members, cohort.step, cohort.steps), cohort.steps, seconds);
    const budget = budgetOf(cohort.key);
    const expected = expectedTimes(stepOf(cohort.config, cohort.members.length), host.times ?? [], usualSpeed);
    return {
      cohort,
      budget,
      times,
      expected,
      spent: new Spent(),
      seconds,
      msPerStep: 0,
      good,
      anyDiverged: false,
      allEnded: false,
    };
  });
  if (resumed) {
    for (const lane of lanes) {
      const { members, step } = lane.cohort;
      rewind(record, members, step);
      const stopped = members.flatMap(({ arm, run, config }, i) =>
        hasStopped(record.arms[arm]!.runs[run]!, config.stopAfter) ? [i] : [],
      );
      lane.cohort.freeze(stopped);
      lane.allEnded = stopped.length === members.length;
    }
    listener.begun(record);
  }
  if (isNew) saver.saveCurves();
  return new Session(listener, record, lanes, saver, () => prepared.sources[0]!.floors());
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
