// Runs of any kept experiments put side by side: a record like any other, whose arms say where they come from.

import { countCharacters, firstCharacters } from '#src/words/characters.ts';
import { localTime } from '#src/words/dates.ts';
import { refuse } from '#src/words/message.ts';
import { dataOf } from './arms.ts';
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
    const { data: _, ...rest } = arm;
    const chosen = arms.get(key) ?? { ...rest, origin: arm.origin ?? originOf(record, arm), runs: [] };
    arms.set(key, { ...chosen, runs: [...chosen.runs, { ...run, training: trainings.get(training)! }] });
  }
  if (!first || arms.size < 2) throw refuse('tooFewToCompare');
  if (arms.size > mostArms) throw refuse('tooManyToCompare', { most: mostArms, found: arms.size });
  const now = new Date().toISOString();
  const { size, floors } = first;
  const origins = [...arms.values()].map(({ origin }) => origin);
  const { data } = origins[0]!;
  const sameData = [...origins.map((origin) => origin.data), first.data].every(
    ({ name, checksum }) => name === data.name && checksum === data.checksum,
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
    floors: sameData ? floors : [],
    trainings: [...trainings.keys()],
    baseline: 0,
    arms: named([...arms.values()]),
  };
}

const originOf = (record: ExperimentRecord, arm: ArmRecord): Origin => {
  const { id, title, startedAt } = record;
  return { id, title, startedAt, data: dataOf(record, arm) };
};

/** Arms of different experiments may have the same name, so it names the experiment too: by its time and number if need be. */
function named<A extends ArmRecord & { origin: Origin }>(arms: readonly A[]): A[] {
  const ids = [...new Set(arms.map(({ origin }) => origin.id))];
  if (ids.length === 1) return [...arms];
  const ways: ((origin: Origin) => string)[] = [
    ({ title }) => title,
    ({ title, data }) => `${title}, ${data.name}`,
    ({ title, startedAt }) => `${title}, ${localTime(startedAt).slice(0, 'YYYY-MM-DD hh:mm'.length)}`,
    ({ title, startedAt }) => `${title}, ${localTime(startedAt)}`,
    ({ title, id }) => `${title} (${ids.indexOf(id) + 1})`,
  ];
  const distinct = (way: (origin: Origin) => string): boolean =>
    new Set(arms.map(({ origin }) => way(origin))).size === ids.length;
  const where = ways.find(distinct) ?? ways.at(-1)!;
  return arms.map((arm) => ({ ...arm, name: joined(arm.name, ` · ${where(arm.origin)}`) }));
}

/** What tells arms apart stands at the end, so a name that is too long is cut before it. */
function joined(name: string, where: string): string {
  const end = firstCharacters(where, longestName - 1);
  return firstCharacters(name, longestName - countCharacters(end)) + end;
}

export const isComparison = ({ arms }: ExperimentRecord): boolean => arms.some((arm) => arm.origin !== undefined);
