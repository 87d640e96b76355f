// Studies on this machine: each with its record, and as long as it has not ended with what its learners need to go on.

import type { StudyRecord } from '#src/experiment/study/study-record.ts';
import { checkStudy } from '#src/experiment/study/study-schema.ts';
import type { KeptLearner } from '#src/lab/learner.ts';
import { idsOf, learnerKey, learnerPrefix, studyKey } from './keys.ts';
import { writeWithRoom } from './quota.ts';
import { openStorage } from './storage.ts';

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

export async function deleteStudy(id: string): Promise<void> {
  const storage = await openStorage();
  const learners = (await storage.keys()).filter((key) => key.startsWith(learnerPrefix(id)));
  await storage.delete([studyKey(id), ...learners]);
}

function isLearner(value: unknown): value is KeptLearner {
  const { step, ended, arenas } = (value ?? {}) as Partial<KeptLearner>;
  return (
    Number.isSafeInteger(step) &&
    typeof ended === 'boolean' &&
    typeof arenas === 'object' &&
    Object.values(arenas as object).every((arena) => arena instanceof Float32Array) &&
    'parameters' in arenas
  );
}
