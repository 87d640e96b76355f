// What is done to a kept run without knowing what its record may contain: renamed, deleted and brought back. The page has this at
// once; the rest of experiments.ts, which reads records, it loads when no worker reads them for it.

import { longestName } from '#src/experiment/limits.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { countCharacters, isBlank } from '#src/words/characters.ts';
import { refuse } from '#src/words/message.ts';
import { announceChange } from './changes.ts';
import { idsOf, keysOfExperiment, recordKey, titleKey } from './keys.ts';
import { alone, ifFree, trainingLock } from './lock.ts';
import { writeWithRoom } from './quota.ts';
import { openStorage } from './storage.ts';

export { onExperimentsChanged, type ExperimentsChange } from './changes.ts';
export { storageKind } from './storage.ts';

/** What undo needs: everything that was stored of the run, as it was. */
export interface DeletedExperiment {
  readonly id: string;
  readonly title: string;
  readonly entries: readonly (readonly [key: string, value: unknown])[];
}

/** Of all runs that are stored, readable or not. */
export const listIds = async (): Promise<string[]> => idsOf('record', await (await openStorage()).keys());

export const newestFirst = (a: ExperimentRecord, b: ExperimentRecord): number =>
  a.startedAt === b.startedAt ? compare(b.id, a.id) : compare(b.startedAt, a.startedAt);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export async function renameExperiment(id: string, title: string): Promise<void> {
  const name = title.trim();
  if (isBlank(name) || countCharacters(name) > longestName) throw refuse('title', { most: longestName });
  await setOfExperiment(id, titleKey(id), name);
  announceChange({ id, kind: 'renamed' });
}

/** Writes something beside its record. */
export async function setOfExperiment(id: string, key: string, value: unknown): Promise<void> {
  const storage = await openStorage();
  if (!(await isKept(id))) throw refuse('noLongerExists');
  await writeWithRoom(id, () => storage.set(key, value));
}

export const isKept = async (id: string): Promise<boolean> => (await (await openStorage()).keys()).includes(recordKey(id));

/** Deletes a run with its checkpoint and returns what `restoreExperiment` needs to bring both back. Refused while it trains. */
export async function deleteExperiment(id: string): Promise<DeletedExperiment> {
  let deletion: DeletedExperiment | undefined;
  const free = await ifFree(trainingLock(id), async () => {
    deletion = await alone(`checkpoint of ${id}`, () => take(id));
  });
  if (!free || !deletion) throw refuse('trainsElsewhere');
  return deletion;
}

async function take(id: string): Promise<DeletedExperiment> {
  const storage = await openStorage();
  const keys = keysOfExperiment(id, await storage.keys());
  // What cannot even be read must still be deletable.
  const read = async (key: string) => [key, await storage.get(key).catch(() => undefined)] as const;
  const entries = (await Promise.all(keys.map(read))).filter(([, value]) => value !== undefined);
  await storage.delete(keys);
  announceChange({ id, kind: 'deleted' });
  return { id, title: titleOf(id, new Map(entries)), entries };
}

function titleOf(id: string, entries: ReadonlyMap<string, unknown>): string {
  const { title } = (entries.get(recordKey(id)) ?? {}) as { title?: unknown };
  const chosen = entries.get(titleKey(id)) ?? title;
  return typeof chosen === 'string' ? chosen : id;
}

export async function restoreExperiment({ id, entries }: DeletedExperiment): Promise<void> {
  const storage = await openStorage();
  await writeWithRoom(id, () => storage.setMany(entries));
  announceChange({ id, kind: 'saved' });
}
