// The record of an experiment that is about to be trained: made anew, given further seeds, or taken back to a checkpoint.

import type { Source } from '#src/data/source.ts';
import { hasStopped } from '#src/experiment/ends.ts';
import { upTo } from '#src/experiment/inside.ts';
import {
  hasEnded,
  isEnded,
  recordVersion,
  type ArmRecord,
  type DataRecord,
  type DeviceRecord,
  type ExperimentRecord,
  type RunRecord,
} from '#src/experiment/record.ts';
import { modelConfig, totalSteps } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { flopsPerToken, flopsPerToken6N, parameterCounts } from '#src/science/counts.ts';
import type { Member } from '#src/train/members.ts';
import { refuse } from '#src/words/message.ts';
import { evaluationBudget, type Ends } from '#src/science/budget.ts';
import type { Prepared } from './cohorts.ts';

/** Everything known, no points yet. */
export function newRecord(
  id: string,
  spec: ExperimentSpec,
  prepared: Prepared,
  device: DeviceRecord,
  ends: Ends = {},
): ExperimentRecord {
  const { cohorts, sources, filters } = prepared;
  const now = new Date().toISOString();
  /** With the most that any of these arms is measured on at the end. */
  const dataOf = ({ name, licence, characters, vocab, checksum, tokenizer }: Source, arms: readonly number[]): DataRecord => {
    const heldOut = [...cohorts.values()].flatMap((members) => {
      const { config, source } = members[0]!;
      if (!members.some(({ arm }) => arms.includes(arm))) return [];
      return [evaluationBudget(config, source.heldOut, ends).sets.at(-1)! * source.heldOut.scored];
    });
    return {
      name,
      licence,
      characters,
      vocab,
      validationTokens: Math.max(...heldOut),
      ...(checksum !== undefined && { checksum }),
      ...(tokenizer.note && { lost: tokenizer.note }),
    };
  };
  const readsAsFirst = ({ config: { source, tokenizer } }: ExperimentSpec['arms'][number]): boolean =>
    source === spec.arms[0]!.config.source && tokenizer === spec.arms[0]!.config.tokenizer;
  const armRecord = (given: ExperimentSpec['arms'][number], arm: number): ArmRecord => {
    const { name, config, tuned } = given;
    const model = modelConfig(config, sources[arm]!.vocab);
    return {
      name,
      config,
      ...(tuned && { tuned }),
      vocab: model.vocab,
      parameters: parameterCounts(model),
      flopsPerToken: flopsPerToken(model),
      flopsPerToken6N: flopsPerToken6N(model),
      dispatchesPerStep: 0,
      samples: [],
      runs: spec.seeds.map((seed) => newRun(seed, 0)),
      ...(filters[arm] && { filter: filters[arm] }),
      ...(!readsAsFirst(given) && { data: dataOf(sources[arm]!, [arm]) }),
    };
  };
  return {
    version: recordVersion,
    id,
    experiment: spec.experiment,
    title: spec.title,
    question: spec.question,
    size: spec.size,
    startedAt: now,
    updatedAt: now,
    status: 'training',
    data: dataOf(
      sources[0]!,
      spec.arms.flatMap((arm, i) => (readsAsFirst(arm) ? [i] : [])),
    ),
    floors: [],
    trainings: [{ startedAt: now, device, ...(spec.separate && { separate: true }) }],
    baseline: spec.baseline ?? 0,
    ...(spec.asked && { asked: spec.asked }),
    ...(spec.prediction && { prediction: spec.prediction }),
    ...(spec.sweep && { sweep: spec.sweep }),
    arms: spec.arms.map(armRecord),
  };
}

const newRun = (seed: number, training: number): RunRecord => ({
  seed,
  training,
  train: [],
  validation: [],
  tokens: 0,
  seconds: 0,
  secondsShare: 0,
  status: 'waiting',
});

/** The record with further seeds for every arm, waiting to be trained on this device, each arm by itself if `separate`. */
export function withSeeds(
  record: ExperimentRecord,
  seeds: readonly number[],
  device: DeviceRecord,
  separate = false,
): ExperimentRecord {
  if (record.arms.some((arm) => arm.origin)) throw refuse('seedsOfComparison');
  if (!hasEnded(record)) throw refuse('seedsTooEarly');
  const known = new Set(record.arms.flatMap((arm) => arm.runs).map((r) => r.seed));
  if (seeds.length === 0 || new Set(seeds).size < seeds.length || seeds.some((seed) => known.has(seed)))
    throw refuse('seedsNotNew');
  const training = record.trainings.length;
  return {
    ...record,
    trainings: [...record.trainings, { startedAt: new Date().toISOString(), device, ...(separate && { separate }) }],
    arms: record.arms.map((arm) => ({ ...arm, runs: [...arm.runs, ...seeds.map((seed) => newRun(seed, training))] })),
  };
}

/** A sweep that another machine has begun, whose open runs are to be trained on this device, from their start. */
export function leftFor(record: ExperimentRecord, device: DeviceRecord): ExperimentRecord {
  const training = record.trainings.length;
  return {
    ...record,
    trainings: [...record.trainings, { startedAt: new Date().toISOString(), device }],
    arms: record.arms.map((arm) => ({ ...arm, runs: arm.runs.map((run) => (isEnded(run) ? run : newRun(run.seed, training))) })),
  };
}

/** As it was when the members had done the given step: what came after the checkpoint is trained again. */
export function rewind(record: ExperimentRecord, members: readonly Member[], step: number): void {
  for (const { arm: a, run } of members) {
    const arm = record.arms[a]!;
    const r = arm.runs[run]!;
    if (r.deciding) r.deciding = r.deciding.filter(([s]) => s <= step);
    const stopped = hasStopped(r, arm.config.stopAfter);
    const finished = stopped || step >= totalSteps(arm.config);
    if (run === 0) {
      arm.samples = arm.samples.filter((s) => s.step <= step);
      if (arm.inside) arm.inside = upTo(arm.inside, step);
    }
    r.train = r.train.filter(([s]) => s <= step);
    r.validation = r.validation.filter(([s]) => s <= step);
    r.tokens = (stopped ? r.deciding!.at(-1)![0] : step) * arm.config.batch * arm.config.context;
    r.status = finished ? 'finished' : 'waiting';
    if (!finished) {
      delete r.final;
      delete r.ends;
    }
    delete r.reason;
  }
  record.status = 'training';
  delete record.reason;
}
