// Studies on this machine: each with its record, and as long as it has not ended with what its learners need to go on.

import { readJson } from '#src/experiment/files/json.ts';
import { newId } from '#src/experiment/identity.ts';
import type { StudyRecord } from '#src/experiment/study/study-record.ts';
import { checkStudy } from '#src/experiment/study/study-schema.ts';
import type { Snapshot } from '#src/graph/weights.ts';
import { refuse } from '#src/words/message.ts';
import { idsOf, learnerKey, learnerPrefix, studyKey } from './keys.ts';
import { ifFree, trainingLock } from './lock.ts';
import { writeWithRoom } from './quota.ts';
import { openStorage } from './storage.ts';

/** What is kept of a learner: to go on, or, once it has ended, to be asked. */
export interface KeptLearner {
  readonly step: number;
  readonly ended: boolean;
  readonly arenas: Snapshot | Pick<Snapshot, 'parameters'>;
}

/** All that can be read, newest first. */
export async function listStudies(): Promise<StudyRecord[]> {
  const storage = await openStorage();
  const read = idsOf('study', await storage.keys()).map(async (id) => {
    try {
      return [checkStudy(await storage.get(studyKey(id)))];
    } catch {
      return []; // of another version, or damaged: it is left where it is
    }
  });
  return (await Promise.all(read)).flat().sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

/** Record and learners of one moment, in one transaction. What has ended needs no learners any more. */
export async function saveStudy(record: StudyRecord, changed: ReadonlyMap<string, KeptLearner>): Promise<void> {
  const storage = await openStorage();
  const { id, status } = record;
  const put = [...changed].map(([name, learner]) => [learnerKey(id, name), learner] as const);
  const ended = status === 'finished';
  const drop = ended ? (await storage.keys()).filter((key) => key.startsWith(learnerPrefix(id))) : [];
  await writeWithRoom(id, () => storage.change({ put: [[studyKey(id), checkStudy(record)], ...(ended ? [] : put)], drop }));
}

/** Undefined if there is none. Learners that cannot be read begin anew, and learn the same. */
export async function loadStudy(
  id: string,
): Promise<{ readonly record: StudyRecord; readonly kept: ReadonlyMap<string, KeptLearner> } | undefined> {
  const storage = await openStorage();
  const stored = await storage.get(studyKey(id));
  if (stored === undefined) return undefined;
  const record = checkStudy(stored);
  const keys = (await storage.keys()).filter((key) => key.startsWith(learnerPrefix(id)));
  const kept = new Map<string, KeptLearner>();
  for (const key of keys) {
    const learner = await storage.get(key).catch(() => undefined);
    if (isLearner(learner)) kept.set(key.slice(learnerPrefix(id).length), learner);
  }
  return { record, kept };
}

/** Checks and keeps a study from a file, of a lesson that is known. One that is here already is kept as it is, under an id of its own. */
export async function importStudy(json: string, known: readonly string[]): Promise<StudyRecord> {
  const read = checkStudy(readJson(json));
  if (!known.includes(read.study)) throw refuse('noSuchStudy', { study: read.study, known: known.join(', ') });
  const record = { ...read, id: newId(), status: read.status === 'training' ? ('stopped' as const) : read.status };
  await saveStudy(record, new Map());
  return record;
}

/** All that was kept of it. */
export interface DeletedStudy {
  readonly id: string;
  readonly entries: readonly (readonly [key: string, value: unknown])[];
}

/** Refused while it trains, in whatever tab: what is saved next would bring half of it back. */
export async function deleteStudy(id: string): Promise<DeletedStudy> {
  let entries: DeletedStudy['entries'] = [];
  const free = await ifFree(trainingLock(id), async () => {
    const storage = await openStorage();
    const keys = (await storage.keys()).filter((key) => key === studyKey(id) || key.startsWith(learnerPrefix(id)));
    const read = async (key: string) => [key, await storage.get(key).catch(() => undefined)] as const;
    entries = (await Promise.all(keys.map(read))).filter(([, value]) => value !== undefined);
    await storage.delete(keys);
  });
  if (!free) throw refuse('studyTrains');
  return { id, entries };
}

export async function restoreStudy({ id, entries }: DeletedStudy): Promise<void> {
  const storage = await openStorage();
  await writeWithRoom(id, () => storage.setMany(entries));
}

function isLearner(value: unknown): value is KeptLearner {
  const { step, ended, arenas } = (value ?? {}) as Partial<KeptLearner>;
  return (
    Number.isSafeInteger(step) &&
    typeof ended === 'boolean' &&
    typeof arenas === 'object' &&
    (arenas as object | null) !== null &&
    Object.values(arenas as object).every((arena) => arena instanceof Float32Array) &&
    'parameters' in arenas
  );
}
