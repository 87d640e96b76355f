// From what Start sends to what trains: checks the arms, opens their data, and groups their replicas into cohorts.

import { openSource, type Source } from '#src/data/source.ts';
import { modelConfig, totalSteps, type ArmConfig } from '#src/model/config.ts';
import { checkArm } from '#src/model/options.ts';
import { flopsPerToken, flopsPerToken6N, parameterCounts } from '#src/science/counts.ts';
import { evaluationBatch, evaluationBudget, type EvaluationBudget } from '#src/train/budget.ts';
import { cohortKey, type Member } from '#src/train/cohort.ts';
import type { ExperimentSpec } from '#workers/protocol.ts';
import { upTo } from './inside.ts';
import { recordVersion, type ArmRecord, type DeviceRecord, type ExperimentRecord } from './record.ts';

export interface Prepared {
  readonly cohorts: ReadonlyMap<string, readonly Member[]>;
  readonly source: Source; // of the first arm: what the record describes
}

const mostArms = 12;
const mostSeeds = 16;

/** Throws one sentence if the experiment cannot be trained. */
export async function prepare(
  spec: Pick<ExperimentSpec, 'arms' | 'seeds'>,
  load: (source: string) => Promise<string>,
): Promise<Prepared> {
  if (spec.arms.length < 1 || spec.arms.length > mostArms)
    throw new Error(`An experiment has 1 to ${mostArms} arms, not ${spec.arms.length}.`);
  if (spec.seeds.length < 1 || spec.seeds.length > mostSeeds)
    throw new Error(`An experiment has 1 to ${mostSeeds} seeds per arm, not ${spec.seeds.length}.`);
  if (spec.seeds.some((s) => !Number.isInteger(s) || s < 0 || s > 0xffffffff))
    throw new Error('A seed must be a whole number from 0 to 4294967295.');
  for (const { name, config } of spec.arms) {
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
  const sources = await Promise.all(spec.arms.map((arm) => open(arm.config)));
  const arms = spec.arms.map(({ config }, arm) => ({ config, vocab: sources[arm]!.vocab }));
  const cohorts = new Map(
    [...cohortsOf(arms, spec.seeds)].map(([key, members]) => [
      key,
      members.map((m) => ({ ...m, source: sources[m.arm]! })),
    ]),
  );
  return { cohorts, source: sources[0]! };
}

/** Which replicas train together, by the shape of their arm; the order is that of arms, then seeds. */
export function cohortsOf(
  arms: readonly { readonly config: ArmConfig; readonly vocab: number }[],
  seeds: readonly number[],
): Map<string, Omit<Member, 'source'>[]> {
  const cohorts = new Map<string, Omit<Member, 'source'>[]>();
  arms.forEach(({ config, vocab }, arm) => {
    const key = cohortKey(config, vocab);
    const members = cohorts.get(key) ?? [];
    cohorts.set(key, members);
    seeds.forEach((seed, replica) => members.push({ arm, replica, seed, config }));
  });
  return cohorts;
}

/** How much a cohort is evaluated; with `allWindows`, the end on all held-out text whatever it costs. */
export function budgetOf([first]: readonly Member[], allWindows = false): EvaluationBudget {
  const { config, source } = first!;
  const budget = evaluationBudget(
    totalSteps(config),
    config.batch,
    source.validationWindows,
    evaluationBatch(config.context),
  );
  return allWindows ? { ...budget, windowsAtEnd: source.validationWindows } : budget;
}

/** The record of an experiment that is about to start: everything known, no points yet. */
export function newRecord(
  id: string,
  spec: ExperimentSpec,
  { cohorts, source }: Prepared,
  device: DeviceRecord,
  allWindows = false,
): ExperimentRecord {
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
      replicas: spec.seeds.map((seed) => ({
        seed,
        train: [],
        validation: [],
        batch: 0,
        tokens: 0,
        seconds: 0,
        secondsShare: 0,
        status: 'waiting',
      })),
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
        ...[...cohorts.values()].map(
          (members) => budgetOf(members, allWindows).windowsAtEnd * members[0]!.source.context,
        ),
      ),
    },
    references: [],
    baseline: spec.baseline ?? 0,
    arms: spec.arms.map(armRecord),
  };
}

/** A record as it was when its arms had done the given steps: what came after the checkpoint is trained again. */
export function rewind(record: ExperimentRecord, stepOf: (arm: number) => number): void {
  record.arms.forEach((arm, a) => {
    const step = stepOf(a);
    const finished = step >= totalSteps(arm.config);
    arm.samples = arm.samples.filter((s) => s.step <= step);
    if (arm.inside) arm.inside = upTo(arm.inside, step);
    for (const r of arm.replicas) {
      r.train = r.train.filter(([s]) => s <= step);
      r.validation = r.validation.filter(([s]) => s <= step);
      r.tokens = step * arm.config.batch * arm.config.context;
      r.status = finished ? 'finished' : 'waiting';
      delete r.reason;
    }
  });
  record.status = 'training';
  delete record.reason;
}
