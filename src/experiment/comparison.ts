// Runs of any kept experiments put side by side: a record like any other, whose arms say where they come from.

import { refuse } from '#src/words/message.ts';
import { newId } from './identity.ts';
import { mostArms, longestName } from './limits.ts';
import type { ArmRecord, ExperimentRecord, Origin, TrainingRecord } from './record.ts';

/** One run of a kept experiment, by its place. */
export interface RunKey {
  readonly id: string;
  readonly arm: number;
  readonly run: number; // within its arm
}

/** The chosen runs as arms, in the order of the first run of each; the first is the baseline. */
export function comparisonOf(records: readonly ExperimentRecord[], runs: readonly RunKey[]): ExperimentRecord {
  const arms = new Map<string, ArmRecord & { origin: Origin }>();
  const trainings = new Map<TrainingRecord, number>();
  let first: ExperimentRecord | undefined;
  for (const { id, arm: index, run: place } of runs) {
    const record = records.find((r) => r.id === id);
    const arm = record?.arms[index];
    const run = arm?.runs[place];
    if (!record || !arm || !run) continue;
    first ??= record;
    const training = record.trainings[run.training]!;
    if (!trainings.has(training)) trainings.set(training, trainings.size);
    const key = `${id} ${index}`;
    const chosen = arms.get(key) ?? { ...arm, origin: arm.origin ?? originOf(record), runs: [] };
    arms.set(key, { ...chosen, runs: [...chosen.runs, { ...run, training: trainings.get(training)! }] });
  }
  if (!first || arms.size < 2) throw refuse('tooFewToCompare');
  if (arms.size > mostArms) throw refuse('tooManyToCompare', { most: mostArms, found: arms.size });
  const now = new Date().toISOString();
  const { size, data, floors } = first;
  const texts = new Set(
    [...arms.values()].flatMap(({ origin, runs }) => runs.map(({ heldOut }) => heldOut?.text ?? origin.data.name)),
  );
  return {
    version: first.version,
    id: newId(),
    experiment: 'comparison',
    title: 'Comparison of kept runs',
    question: 'How do these runs compare?',
    size,
    startedAt: now,
    updatedAt: now,
    status: 'finished',
    data,
    floors: texts.size === 1 ? floors : [],
    trainings: [...trainings.keys()],
    baseline: 0,
    arms: named([...arms.values()]),
  };
}

const originOf = ({ id, title, startedAt, data }: ExperimentRecord): Origin => ({ id, title, startedAt, data });

/** Arms of different experiments may have the same name, so it names the experiment too, by its time if need be. */
function named<A extends ArmRecord & { origin: Origin }>(arms: readonly A[]): A[] {
  const count = (of: (origin: Origin) => string): number => new Set(arms.map(({ origin }) => of(origin))).size;
  const experiments = count((o) => o.id);
  if (experiments === 1) return [...arms];
  const clear = count((o) => o.title) === experiments;
  return arms.map((arm) => {
    const { title, startedAt } = arm.origin;
    const where = clear ? title : `${title}, ${startedAt.slice(0, 16).replace('T', ' ')}`;
    return { ...arm, name: `${arm.name} · ${where}`.slice(0, longestName) };
  });
}

export const isComparison = ({ arms }: ExperimentRecord): boolean => arms.some((arm) => arm.origin !== undefined);
