// Every run ever made on this machine: listed, loaded, saved, renamed, marked, deleted and brought back, imported.
// Used by the page and by the worker; each hears of the other's changes through `onExperimentsChanged`.

import { decode } from '#src/experiment/files/encoding.ts';
import { storable } from '#src/experiment/files/export.ts';
import { checkFile, checkRecord, readRecord } from '#src/experiment/files/schema.ts';
import { newId } from '#src/experiment/identity.ts';
import { longestName } from '#src/experiment/limits.ts';
import { checkMarks, withMarks, type KeptMarks } from '#src/experiment/marks.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { countCharacters, isBlank } from '#src/words/characters.ts';
import { message, messageOf, refuse, type Message } from '#src/words/message.ts';
import { announceChange } from './changes.ts';
import { isLostConnection } from './failure.ts';
import { idsOf, keysOfExperiment, marksKey, recordKey, titleKey } from './keys.ts';
import { alone, ifFree, trainingLock } from './lock.ts';
import { writeWithRoom } from './quota.ts';
import { openStorage } from './storage.ts';

export { onExperimentsChanged, type ExperimentsChange } from './changes.ts';
export { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
export { keepProgress } from './progress.ts';
export { exportRecord } from '#src/experiment/files/export.ts';
export { storageKind } from './storage.ts';

/** What undo needs: everything that was stored of the run, as it was. */
export interface DeletedExperiment {
  readonly id: string;
  readonly title: string;
  readonly entries: readonly (readonly [key: string, value: unknown])[];
}

/** All readable runs, newest first. Those that are not are told by `damagedExperiments`. */
export async function listExperiments(): Promise<ExperimentRecord[]> {
  return (await readAll()).flatMap(({ record }) => record ?? []).sort(newestFirst);
}

export const newestFirst = (a: ExperimentRecord, b: ExperimentRecord): number =>
  a.startedAt === b.startedAt ? compare(b.id, a.id) : compare(b.startedAt, a.startedAt);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Stored runs that cannot be read, each with its reason. They can be deleted. */
export async function damagedExperiments(): Promise<{ id: string; reason: Message }[]> {
  return (await readAll()).flatMap(({ id, reason }) => (reason === undefined ? [] : { id, reason }));
}

/** Of all runs that are stored, readable or not. */
export const listIds = async (): Promise<string[]> => idsOf('record', await (await openStorage()).keys());

async function readAll(): Promise<{ id: string; record?: ExperimentRecord; reason?: Message }[]> {
  return Promise.all(
    (await listIds()).map(async (id) => {
      try {
        const record = await loadExperiment(id);
        return record ? { id, record } : { id };
      } catch (error) {
        if (isLostConnection(error)) throw error; // then nothing is known about any run
        return { id, reason: messageOf(error) };
      }
    }),
  );
}

/** Undefined if there is no such run; an error with one sentence if it is damaged. */
export async function loadExperiment(id: string): Promise<ExperimentRecord | undefined> {
  const storage = await openStorage();
  const [value, title, marks] = await Promise.all([recordKey, titleKey, marksKey].map((key) => storage.get(key(id))));
  return value === undefined ? undefined : withMarks(withTitle(checkRecord(value), title), marks);
}

const withTitle = (record: ExperimentRecord, title: unknown): ExperimentRecord =>
  typeof title === 'string' ? { ...record, title } : record;

export async function saveExperiment(record: ExperimentRecord): Promise<void> {
  const copy = storable(record);
  const storage = await openStorage();
  await writeWithRoom(copy.id, () => storage.set(recordKey(copy.id), copy));
  announceChange({ id: copy.id, kind: 'saved' });
}

export async function renameExperiment(id: string, title: string): Promise<void> {
  const name = title.trim();
  if (isBlank(name) || countCharacters(name) > longestName) throw refuse('title', { most: longestName });
  await setOfExperiment(id, titleKey(id), name);
  announceChange({ id, kind: 'renamed' });
}

/** Replaces the baseline and all marks of a run. */
export async function saveMarks(id: string, kept: KeptMarks): Promise<void> {
  await setOfExperiment(id, marksKey(id), checkMarks(kept));
  announceChange({ id, kind: 'marked' });
}

async function setOfExperiment(id: string, key: string, value: unknown): Promise<void> {
  const storage = await openStorage();
  if (!(await isKept(id))) throw refuse('noLongerExists');
  await writeWithRoom(id, () => storage.set(key, value));
}

const isKept = async (id: string): Promise<boolean> => (await (await openStorage()).keys()).includes(recordKey(id));

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

/** Told between two stages of a long task how much of it is done, 0 to 1; throws if it has been given up. */
export type Between = (share: number) => Promise<void>;

/** Adds a run from a file. A run that is already here under this id is never overwritten: the new one gets its own. */
export async function importRecord(file: Blob | string, between: Between = async () => {}): Promise<ExperimentRecord> {
  const json = typeof file === 'string' ? file : decode(new Uint8Array(await file.arrayBuffer()));
  await between(0.1);
  const value = readRecord(json);
  await between(0.3);
  const record = settled(checkFile(value));
  await between(0.6);
  const imported = (await isKept(record.id)) ? { ...record, id: newId() } : record;
  await saveExperiment(imported);
  try {
    await between(0.8);
  } catch (error) {
    await deleteExperiment(imported.id);
    throw error;
  }
  return imported;
}

/** A file has curves but no weights: what had not ended when it was written can only count as stopped. */
function settled(record: ExperimentRecord): ExperimentRecord {
  const reason = message('importedUnfinished');
  for (const run of record.arms.flatMap((arm) => arm.runs))
    if (run.status === 'training' || run.status === 'waiting') Object.assign(run, { status: 'stopped', reason });
  return record.status === 'training' || record.status === 'paused' ? { ...record, status: 'stopped', reason } : record;
}
