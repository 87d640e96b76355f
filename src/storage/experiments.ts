// Every run ever made on this machine: listed, loaded, saved, marked, imported; and what by-id.ts does.
// Used by the page and by the worker; each hears of the other's changes through `onExperimentsChanged`.

import { decode } from '#src/experiment/files/encoding.ts';
import { storable } from '#src/experiment/files/export.ts';
import { checkMarks, withMarks, type KeptMarks } from '#src/experiment/files/kept-marks.ts';
import { checkFile, checkRecord, readRecord } from '#src/experiment/files/schema.ts';
import { newId } from '#src/experiment/identity.ts';
import { isEnded, type ExperimentRecord } from '#src/experiment/record.ts';
import { message, messageOf, type Message } from '#src/words/message.ts';
import { deleteExperiment, isKept, listIds, newestFirst, setOfExperiment } from './by-id.ts';
import { announceChange } from './changes.ts';
import { isLostConnection } from './failure.ts';
import { marksKey, recordKey, titleKey } from './keys.ts';
import { writeWithRoom } from './quota.ts';
import { openStorage } from './storage.ts';

export * from './by-id.ts';
export { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
export { keepProgress } from './progress.ts';
export { exportRecord } from '#src/experiment/files/export.ts';

/** All readable runs, newest first. Those that are not are told by `damagedExperiments`. */
export async function listExperiments(): Promise<ExperimentRecord[]> {
  return (await readAll()).flatMap(({ record }) => record ?? []).sort(newestFirst);
}

/** Stored runs that cannot be read, each with its reason. They can be deleted. */
export async function damagedExperiments(): Promise<{ id: string; reason: Message }[]> {
  return (await readAll()).flatMap(({ id, reason }) => (reason === undefined ? [] : { id, reason }));
}

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

/** Replaces the baseline and all marks of a run. */
export async function saveMarks(id: string, kept: KeptMarks): Promise<void> {
  await setOfExperiment(id, marksKey(id), checkMarks(kept));
  announceChange({ id, kind: 'marked' });
}

/** Told between two stages of a long task how much of it is done, 0 to 1; throws if it has been given up. */
export type Between = (share: number) => Promise<void>;

/**
 * Adds a run from a file. A run that is already here under this id is never overwritten: the new one gets its own. So does what a sweep
 * becomes with a part of it that is here.
 */
export async function importRecord(file: Blob | string, between: Between = async () => {}): Promise<ExperimentRecord> {
  const json = typeof file === 'string' ? file : decode(new Uint8Array(await file.arrayBuffer()));
  await between(0.1);
  const value = readRecord(json);
  await between(0.3);
  const record = settled(checkFile(value));
  await between(0.6);
  const imported = (await mergedWithKept(record)) ?? ((await isKept(record.id)) ? { ...record, id: newId() } : record);
  await saveExperiment(imported);
  try {
    await between(0.8);
  } catch (error) {
    await deleteExperiment(imported.id);
    throw error;
  }
  return imported;
}

/** With what is kept of the same sweep, if each has runs that the other lacks; of several the one that has most. */
async function mergedWithKept(record: ExperimentRecord): Promise<ExperimentRecord | undefined> {
  if (!record.sweep) return undefined;
  const { completeEachOther, differenceOf, mergedSweeps } = await import('#src/experiment/sweep/merged-sweeps.ts'); // few have one
  const kept = (await listExperiments()).filter((other) => !differenceOf(other, record));
  const [most] = kept.sort((a, b) => endedOf(b) - endedOf(a));
  return most && completeEachOther(most, record) ? mergedSweeps(settled(most), record, newId()) : undefined;
}

const endedOf = ({ arms }: ExperimentRecord): number => arms.reduce((sum, { runs }) => sum + runs.filter(isEnded).length, 0);

/** A file has curves but no weights: what had not ended when it was written can only count as stopped. */
function settled(record: ExperimentRecord): ExperimentRecord {
  const reason = message('importedUnfinished');
  for (const run of record.arms.flatMap((arm) => arm.runs))
    if (run.status === 'training' || run.status === 'waiting') Object.assign(run, { status: 'stopped', reason });
  return record.status === 'training' || record.status === 'paused' ? { ...record, status: 'stopped', reason } : record;
}
