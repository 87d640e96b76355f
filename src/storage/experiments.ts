// Every run ever made on this machine: listed, loaded, saved, renamed, marked, deleted and brought back, imported.
// Used by the page and by the worker; each hears of the other's changes through `onRunsChanged`.

import { longestName } from '#src/experiment/limits.ts';
import { announceChange } from './changes.ts';
import { storable } from '#src/experiment/export.ts';
import { isLostConnection } from './failure.ts';
import { newId } from '#src/experiment/identity.ts';
import { idsOf, keysOfRun, marksKey, recordKey, titleKey } from './keys.ts';
import { alone } from './lock.ts';
import { checkMarks, withMarks, type KeptMarks } from '#src/experiment/marks.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { writeWithRoom } from './quota.ts';
import { checkRecord, parseRecord } from '#src/experiment/schema.ts';
import { openStorage } from './storage.ts';

export { onRunsChanged, type RunsChange } from './changes.ts';
export { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
export { exportRecord } from '#src/experiment/export.ts';
export { storageKind } from './storage.ts';

export const newRunId = newId;

/** What undo needs: everything that was stored of the run, as it was. */
export interface DeletedRun {
  readonly id: string;
  readonly title: string;
  readonly entries: readonly (readonly [key: string, value: unknown])[];
}

/** All readable runs, newest first. Those that are not are told by `damagedRuns`. */
export async function listRuns(): Promise<ExperimentRecord[]> {
  const records = (await readAll()).flatMap(({ record }) => record ?? []);
  return records.sort((a, b) => (a.startedAt === b.startedAt ? compare(b.id, a.id) : compare(b.startedAt, a.startedAt)));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Stored runs that cannot be read, each with one sentence why. They can be deleted. */
export async function damagedRuns(): Promise<{ id: string; reason: string }[]> {
  return (await readAll()).flatMap(({ id, reason }) => (reason === undefined ? [] : { id, reason }));
}

async function readAll(): Promise<{ id: string; record?: ExperimentRecord; reason?: string }[]> {
  const storage = await openStorage();
  const ids = idsOf('record', await storage.keys());
  return Promise.all(
    ids.map(async (id) => {
      try {
        const record = await loadRun(id);
        return record ? { id, record } : { id };
      } catch (error) {
        if (isLostConnection(error)) throw error; // then nothing is known about any run
        return { id, reason: (error as Error).message };
      }
    }),
  );
}

/** Undefined if there is no such run; an error with one sentence if it is damaged. */
export async function loadRun(id: string): Promise<ExperimentRecord | undefined> {
  const storage = await openStorage();
  const [value, title, marks] = await Promise.all([recordKey, titleKey, marksKey].map((key) => storage.get(key(id))));
  return value === undefined ? undefined : withMarks(withTitle(checkRecord(value), title), marks);
}

const withTitle = (record: ExperimentRecord, title: unknown): ExperimentRecord =>
  typeof title === 'string' ? { ...record, title } : record;

export async function saveRun(record: ExperimentRecord): Promise<void> {
  const copy = storable(record);
  const storage = await openStorage();
  await writeWithRoom(copy.id, () => storage.set(recordKey(copy.id), copy));
  announceChange({ id: copy.id, kind: 'saved' });
}

export async function renameRun(id: string, title: string): Promise<void> {
  const name = title.trim();
  if (name.length < 1 || name.length > longestName) throw new Error(`A title must have 1 to ${longestName} characters.`);
  await setOfRun(id, titleKey(id), name);
  announceChange({ id, kind: 'renamed' });
}

/** Replaces the baseline and all marks of a run. */
export async function saveMarks(id: string, kept: KeptMarks): Promise<void> {
  await setOfRun(id, marksKey(id), checkMarks(kept));
  announceChange({ id, kind: 'marked' });
}

async function setOfRun(id: string, key: string, value: unknown): Promise<void> {
  const storage = await openStorage();
  if (!(await isKept(id))) throw new Error('This run no longer exists.');
  await writeWithRoom(id, () => storage.set(key, value));
}

const isKept = async (id: string): Promise<boolean> => (await (await openStorage()).keys()).includes(recordKey(id));

/** Deletes a run with its checkpoint and returns what `restoreRun` needs to bring both back. */
export function deleteRun(id: string): Promise<DeletedRun> {
  return alone(`checkpoint of ${id}`, async () => {
    const storage = await openStorage();
    const keys = keysOfRun(id, await storage.keys());
    // What cannot even be read must still be deletable.
    const read = async (key: string) => [key, await storage.get(key).catch(() => undefined)] as const;
    const entries = (await Promise.all(keys.map(read))).filter(([, value]) => value !== undefined);
    await storage.delete(keys);
    announceChange({ id, kind: 'deleted' });
    return { id, title: titleOf(id, new Map(entries)), entries };
  });
}

function titleOf(id: string, entries: ReadonlyMap<string, unknown>): string {
  const { title } = (entries.get(recordKey(id)) ?? {}) as { title?: unknown };
  const chosen = entries.get(titleKey(id)) ?? title;
  return typeof chosen === 'string' ? chosen : id;
}

export async function restoreRun({ id, entries }: DeletedRun): Promise<void> {
  const storage = await openStorage();
  await writeWithRoom(id, () => storage.setMany(entries));
  announceChange({ id, kind: 'saved' });
}

/** Adds a run from a file. A run that is already here under this id is never overwritten: the new one gets its own. */
export async function importRecord(json: string): Promise<ExperimentRecord> {
  const record = settled(parseRecord(json));
  const imported = (await isKept(record.id)) ? { ...record, id: newId() } : record;
  await saveRun(imported);
  return imported;
}

/** A file has curves but no weights: what had not ended when it was written can only count as stopped. */
function settled(record: ExperimentRecord): ExperimentRecord {
  const reason = 'Imported before it had ended.';
  for (const replica of record.arms.flatMap((arm) => arm.replicas))
    if (replica.status === 'training' || replica.status === 'waiting') Object.assign(replica, { status: 'stopped', reason });
  return record.status === 'training' || record.status === 'paused' ? { ...record, status: 'stopped', reason } : record;
}
