// From what Start sends to what trains: checks the arms, opens their data, and groups their replicas into cohorts.

import { openSource, type Source } from '#src/data/source.ts';
import { mostSeeds, largestSeed, mostArms } from '#src/experiment/limits.ts';
import { modelConfig, totalSteps, type ArmConfig } from '#src/experiment/settings.ts';
import { checkArm } from '#src/experiment/options.ts';
import { flopsPerToken, flopsPerToken6N, parameterCounts } from '#src/science/counts.ts';
import { evaluationBatch, evaluationBudget, type EvaluationBudget } from '#src/train/budget.ts';
import { cohortKey, type Member } from '#src/train/cohort.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { upTo } from '#src/experiment/inside.ts';
import {
  hasEnded,
  recordVersion,
  type ArmRecord,
  type DeviceRecord,
  type ExperimentRecord,
  type ReplicaRecord,
} from '#src/experiment/record.ts';

export interface Prepared {
  readonly cohorts: ReadonlyMap<string, readonly Member[]>;
  readonly source: Source; // of the first arm: what the record describes
}

/** An arm and the replicas of it that are to be trained. */
export interface ArmToTrain {
  readonly name: string;
  readonly config: ArmConfig;
  readonly replicas: readonly Seeded[];
}
type Seeded = Pick<ReplicaRecord, 'seed' | 'batch'>;

/** What Start sent, as arms with their replicas. */
export const armsOf = ({ arms, seeds }: Pick<ExperimentSpec, 'arms' | 'seeds'>): ArmToTrain[] =>
  arms.map((arm) => ({ ...arm, replicas: seeds.map((seed) => ({ seed, batch: 0 })) }));

/** Only the given batches are prepared, or all. Throws one sentence if the experiment cannot be trained. */
export async function prepare(
  arms: readonly ArmToTrain[],
  load: (source: string) => Promise<string>,
  batches?: ReadonlySet<number>,
): Promise<Prepared> {
  if (arms.length < 1 || arms.length > mostArms) throw new Error(`An experiment has 1 to ${mostArms} arms, not ${arms.length}.`);
  for (const { name, config, replicas } of arms) {
    if (replicas.length < 1 || replicas.length > mostSeeds)
      throw new Error(`An experiment has 1 to ${mostSeeds} seeds per arm, not ${replicas.length}.`);
    if (replicas.some(({ seed }) => !Number.isInteger(seed) || seed < 0 || seed > largestSeed))
      throw new Error(`A seed must be a whole number from 0 to ${largestSeed}.`);
    const [wrong] = checkArm(config);
    if (wrong) throw new Error(`${name}: ${wrong}`);
  }
  const opened = new Map<string, Promise<Source>>();
  const texts = new Map<string, Promise<string>>();
  const loadOnce = (source: string): Promise<string> => {
    const text = texts.get(source) ?? load(source);
    texts.set(source, text);
    return text;
  };
  const open = (c: ArmConfig): Promise<Source> => {
    const { source, tokenizer, uniqueText, noise, context } = c;
    const key = JSON.stringify({ source, tokenizer, uniqueText, noise, context });
    const found = opened.get(key) ?? openSource({ source, tokenizer, uniqueText, noise, context }, loadOnce);
    opened.set(key, found);
    return found;
  };
  const sources = await Promise.all(arms.map((arm) => open(arm.config)));
  const known = arms.map((arm, index) => ({ ...arm, vocab: sources[index]!.vocab }));
  const cohorts = new Map(
    [...cohortsOf(known, batches)].map(([key, members]) => [key, members.map((m) => ({ ...m, source: sources[m.arm]! }))]),
  );
  return { cohorts, source: sources[0]! };
}

/** Which replicas train together: those of one batch, by the shape of their arm; the order is that of arms, then seeds. */
export function cohortsOf(
  arms: readonly { readonly config: ArmConfig; readonly vocab: number; readonly replicas: readonly Seeded[] }[],
  batches?: ReadonlySet<number>,
): Map<string, Omit<Member, 'source'>[]> {
  const cohorts = new Map<string, Omit<Member, 'source'>[]>();
  arms.forEach(({ config, vocab, replicas }, arm) => {
    const shape = cohortKey(config, vocab);
    replicas.forEach(({ seed, batch }, replica) => {
      if (batches && !batches.has(batch)) return;
      const key = batch ? `${shape} ${batch}` : shape;
      const members = cohorts.get(key) ?? [];
      cohorts.set(key, members);
      members.push({ arm, replica, seed, config });
    });
  });
  return cohorts;
}

/** The batches of a record that have not ended; the first one if each has: its models are wanted as they are. */
export function openBatches({ arms }: ExperimentRecord): Set<number> {
  const open = arms.flatMap((arm) => arm.replicas).filter((r) => r.status !== 'finished');
  return new Set(open.length ? open.map((r) => r.batch) : [0]);
}

/** The record with further seeds for every arm, waiting to be trained. Throws one sentence if that cannot be. */
export function withSeeds(record: ExperimentRecord, seeds: readonly number[], adapter: string): ExperimentRecord {
  if (record.arms.some((arm) => arm.origin))
    throw new Error('This is a comparison of kept runs: add seeds to the experiments it was made of.');
  const replicas = record.arms.flatMap((arm) => arm.replicas);
  if (!hasEnded(record)) throw new Error('This experiment has not ended: finish it before adding seeds.');
  const known = new Set(replicas.map((r) => r.seed));
  if (seeds.length === 0 || new Set(seeds).size < seeds.length || seeds.some((seed) => known.has(seed)))
    throw new Error('Seeds that are added must differ from each other and from those that were trained.');
  const batch = 1 + Math.max(...replicas.map((r) => r.batch));
  const device = adapter === record.device.adapter ? {} : { device: adapter };
  return {
    ...record,
    arms: record.arms.map((arm) => ({
      ...arm,
      replicas: [...arm.replicas, ...seeds.map((seed) => ({ ...newReplica(seed, batch), ...device }))],
    })),
  };
}

const newReplica = (seed: number, batch: number): ReplicaRecord => ({
  seed,
  train: [],
  validation: [],
  batch,
  tokens: 0,
  seconds: 0,
  secondsShare: 0,
  status: 'waiting',
});

/**
 * How much each cohort is evaluated: those that read the same text in windows of the same size on the same ones, as many as
 * the longest run among them affords, or their losses could not be compared. `allWindows`: the end on all held-out text.
 */
export function budgetsOf({ cohorts }: Prepared, allWindows = false): Map<string, EvaluationBudget> {
  const budgets = new Map<string, EvaluationBudget>();
  const most = new Map<string, Pick<EvaluationBudget, 'windows' | 'windowsAtEnd'>>();
  const textOf = ([first]: readonly Member[]): string => {
    const { source, tokenizer, context } = first!.config;
    return JSON.stringify([source, tokenizer, context]);
  };
  for (const [key, members] of cohorts) {
    const { config, source } = members[0]!;
    const all = source.validationWindows;
    const budget = evaluationBudget(totalSteps(config), config.batch, all, evaluationBatch(config.context));
    const before = most.get(textOf(members)) ?? { windows: 0, windowsAtEnd: 0 };
    budgets.set(key, budget);
    most.set(textOf(members), {
      windows: Math.max(before.windows, budget.windows),
      windowsAtEnd: allWindows ? all : Math.max(before.windowsAtEnd, budget.windowsAtEnd),
    });
  }
  for (const [key, budget] of budgets) budgets.set(key, { ...budget, ...most.get(textOf(cohorts.get(key)!)) });
  return budgets;
}

/** The record of an experiment that is about to start: everything known, no points yet. */
export function newRecord(
  id: string,
  spec: ExperimentSpec,
  prepared: Prepared,
  device: DeviceRecord,
  allWindows = false,
): ExperimentRecord {
  const { cohorts, source } = prepared;
  const now = new Date().toISOString();
  const vocabOf = (arm: number): number => [...cohorts.values()].flat().find((m) => m.arm === arm)!.source.vocab;
  const armRecord = ({ name, config }: ExperimentSpec['arms'][number], arm: number): ArmRecord => {
    const model = modelConfig(config, vocabOf(arm));
    return {
      name,
      config,
      vocab: model.vocab,
      parameters: parameterCounts(model),
      flopsPerToken: flopsPerToken(model),
      flopsPerToken6N: flopsPerToken6N(model),
      dispatchesPerStep: 0,
      samples: [],
      replicas: spec.seeds.map((seed) => newReplica(seed, 0)),
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
    device,
    data: {
      name: source.name,
      licence: source.licence,
      characters: source.characters,
      vocab: source.vocab,
      validationTokens: Math.max(
        ...[...budgetsOf(prepared, allWindows)].map(
          ([key, { windowsAtEnd }]) => windowsAtEnd * cohorts.get(key)![0]!.source.context,
        ),
      ),
    },
    references: [],
    baseline: spec.baseline ?? 0,
    arms: spec.arms.map(armRecord),
  };
}

/** A record as it was when these members had done the given step: what came after the checkpoint is trained again. */
export function rewind(record: ExperimentRecord, members: readonly Member[], step: number): void {
  for (const { arm: a, replica } of members) {
    const arm = record.arms[a]!;
    const r = arm.replicas[replica]!;
    const finished = step >= totalSteps(arm.config);
    if (replica === 0) {
      arm.samples = arm.samples.filter((s) => s.step <= step);
      if (arm.inside) arm.inside = upTo(arm.inside, step);
    }
    r.train = r.train.filter(([s]) => s <= step);
    r.validation = r.validation.filter(([s]) => s <= step);
    r.tokens = step * arm.config.batch * arm.config.context;
    r.status = finished ? 'finished' : 'waiting';
    if (!finished) delete r.final;
    delete r.reason;
  }
  record.status = 'training';
  delete record.reason;
}
