// Runs of any kept experiments put side by side: a record like any other, whose arms say where they come from.

import { newId } from './identity.ts';
import type { ArmRecord, ExperimentRecord, Origin } from './record.ts';
import { mostArms, longestName } from './limits.ts';

/** One run: a replica of an arm of a kept experiment. */
export interface RunKey {
  readonly id: string;
  readonly arm: number;
  readonly replica: number;
}

/** The chosen runs as arms, in the order of the first run of each; the first is the baseline. Throws one sentence. */
export function comparisonOf(records: readonly ExperimentRecord[], runs: readonly RunKey[]): ExperimentRecord {
  const arms = new Map<string, ArmRecord & { origin: Origin }>();
  let first: ExperimentRecord | undefined;
  for (const { id, arm: index, replica } of runs) {
    const record = records.find((r) => r.id === id);
    const arm = record?.arms[index];
    const run = arm?.replicas[replica];
    if (!record || !arm || !run) continue;
    first ??= record;
    const key = `${id} ${index}`;
    const chosen = arms.get(key) ?? { ...arm, origin: arm.origin ?? originOf(record), replicas: [] };
    arms.set(key, { ...chosen, replicas: [...chosen.replicas, run] });
  }
  if (!first || arms.size < 2) throw new Error('Choose runs of at least two arms to compare them.');
  if (arms.size > mostArms) throw new Error(`At most ${mostArms} arms can be compared; these runs belong to ${arms.size}.`);
  const now = new Date().toISOString();
  const { size, device, data, references } = first;
  const sameData = [...arms.values()].every(({ origin }) => origin.data.name === data.name);
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
    device,
    data,
    references: sameData ? references : [],
    baseline: 0,
    arms: named([...arms.values()]),
  };
}

const originOf = ({ id, title, startedAt, device, data }: ExperimentRecord): Origin => ({ id, title, startedAt, device, data });

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
