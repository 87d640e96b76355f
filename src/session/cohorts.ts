// From arms to what trains: opens their data, groups their runs into cohorts, and says how much each cohort is evaluated.

import { openSource, type Source } from '#src/data/source.ts';
import { shapeOf } from '#src/experiment/options.ts';
import type { ExperimentRecord, RunRecord } from '#src/experiment/record.ts';
import { totalSteps, type ArmConfig } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { evaluationBatch, evaluationBudget, type EvaluationBudget } from '#src/train/budget.ts';
import type { Member } from '#src/train/members.ts';

export interface Prepared {
  readonly cohorts: ReadonlyMap<string, readonly Member[]>;
  readonly source: Source; // of the first arm: what the record describes
}

/** An arm and those of its runs that are to be trained. */
export interface ArmToTrain {
  readonly name: string;
  readonly config: ArmConfig;
  readonly runs: readonly Seeded[];
}
type Seeded = Pick<RunRecord, 'seed' | 'training'>;

/** What Start sent, as arms with their runs. */
export const armsOf = ({ arms, seeds }: Pick<ExperimentSpec, 'arms' | 'seeds'>): ArmToTrain[] =>
  arms.map((arm) => ({ ...arm, runs: seeds.map((seed) => ({ seed, training: 0 })) }));

/** Only the given trainings are prepared, or all. */
export async function prepare(
  arms: readonly ArmToTrain[],
  load: (source: string) => Promise<string>,
  trainings?: ReadonlySet<number>,
): Promise<Prepared> {
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
    [...cohortsOf(known, trainings)].map(([key, members]) => [key, members.map((m) => ({ ...m, source: sources[m.arm]! }))]),
  );
  return { cohorts, source: sources[0]! };
}

/** Which runs train together: those of one training, by the shape of their arm; the order is that of arms, then seeds. */
export function cohortsOf(
  arms: readonly { readonly config: ArmConfig; readonly vocab: number; readonly runs: readonly Seeded[] }[],
  trainings?: ReadonlySet<number>,
): Map<string, Omit<Member, 'source'>[]> {
  const cohorts = new Map<string, Omit<Member, 'source'>[]>();
  arms.forEach(({ config, vocab, runs }, arm) => {
    const shape = shapeOf(config, vocab);
    runs.forEach(({ seed, training }, run) => {
      if (trainings && !trainings.has(training)) return;
      const key = training ? `${shape} ${training}` : shape;
      const members = cohorts.get(key) ?? [];
      cohorts.set(key, members);
      members.push({ arm, run, seed, config });
    });
  });
  return cohorts;
}

/** The trainings of a record that have not ended; the first one if each has: its models are wanted as they are. */
export function openTrainings({ arms }: ExperimentRecord): Set<number> {
  const open = arms.flatMap((arm) => arm.runs).filter((r) => r.status !== 'finished');
  return new Set(open.length ? open.map((r) => r.training) : [0]);
}

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
