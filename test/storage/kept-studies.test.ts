// Studies on the disk: with what their learners need, all of one moment; damaged, full, deleted, imported.

import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { StudyRecord } from '#src/experiment/study/study-record.ts';
import { exportStudy } from '#src/experiment/study/study-file.ts';
import { learnerKey, studyKey } from '#src/storage/keys.ts';
import {
  deleteStudy,
  importStudy,
  listStudies,
  loadStudy,
  restoreStudy,
  saveStudy,
  type KeptLearner,
} from '#src/storage/kept-studies.ts';
import { ifFree, trainingLock } from '#src/storage/lock.ts';
import { memoryStorage, setStorage, type Storage } from '#src/storage/storage.ts';
import { fullStorage } from './faulty-storage.ts';

let disk: Storage;
beforeEach(() => {
  disk = memoryStorage();
  setStorage(disk);
});
afterAll(() => setStorage(memoryStorage()));

const moment = '2026-11-27T14:00:00.000Z';
const study = (id: string, change: Partial<StudyRecord> = {}): StudyRecord => ({
  ...{
    kind: 'study',
    version: 1,
    id,
    study: 'leaner',
    size: 'nano',
    seeds: [0],
    settings: {},
    startedAt: moment,
    updatedAt: moment,
  },
  ...{ status: 'stopped', devices: [], seconds: 1, points: [{ line: 'loss', x: 1, values: [0.5], at: 1 }] },
  ...{ transcripts: [], attempts: [], policies: {} },
  ...change,
});
const learner = (step: number): KeptLearner => ({ step, ended: false, arenas: { parameters: Float32Array.of(step, 0.1) } });

test('learners that have not changed stay as they were kept, and go when the study has ended', async () => {
  await saveStudy(
    study('a'),
    new Map([
      ['first', learner(1)],
      ['second', learner(1)],
    ]),
  );
  await saveStudy(study('a', { seconds: 2 }), new Map([['second', learner(2)]]));
  await saveStudy(study('ab'), new Map([['first', learner(9)]]));
  const { record, kept } = (await loadStudy('a'))!;
  expect(record.seconds).toBe(2);
  expect([...kept]).toEqual([
    ['first', learner(1)],
    ['second', learner(2)],
  ]);
  await saveStudy(study('a', { status: 'finished' }), new Map([['second', learner(3)]]));
  expect((await loadStudy('a'))!.kept.size).toBe(0);
  expect((await loadStudy('ab'))!.kept.size).toBe(1);
});

test('a full disk loses nothing of what is kept', async () => {
  await saveStudy(study('a'), new Map([['first', learner(1)]]));
  const before = await loadStudy('a');
  setStorage(fullStorage(disk, 1));
  await expect(saveStudy(study('a', { seconds: 2 }), new Map([['first', learner(2)]]))).rejects.toThrow();
  await expect(importStudy(exportStudy(study('b')), ['leaner'])).rejects.toThrow();
  expect(await loadStudy('a')).toEqual(before);
  expect(await listStudies()).toHaveLength(1);
});

describe('what is damaged', () => {
  test.each<[string, unknown]>([
    ['nothing', null],
    ['no weights', { step: 1, ended: true, arenas: null }],
    ['other weights', { step: 1, ended: true, arenas: { parameters: 'lost' } }],
    ['half a step', { ...learner(1), step: 0.5 }],
  ])('a learner of which there is %s begins anew, and the others go on', async (_, damaged) => {
    await saveStudy(study('a'), new Map([['good', learner(1)]]));
    await disk.set(learnerKey('a', 'bad'), damaged);
    expect([...(await loadStudy('a'))!.kept.keys()]).toEqual(['good']);
  });

  test('a record that cannot be read hides no other', async () => {
    await saveStudy(study('a'), new Map());
    await disk.set(studyKey('b'), { kind: 'study', version: 99 });
    expect((await listStudies()).map(({ id }) => id)).toEqual(['a']);
  });
});

test('what is deleted is gone with its learners until it is brought back, and what trains is not deleted', async () => {
  await saveStudy(study('a'), new Map([['first', learner(1)]]));
  await saveStudy(study('ab'), new Map([['first', learner(1)]]));
  await ifFree(trainingLock('a'), async () => {
    await expect(deleteStudy('a')).rejects.toMatchObject({ code: 'studyTrains' });
  });
  expect(await loadStudy('a')).toBeDefined();
  const before = await loadStudy('a');
  const deleted = await deleteStudy('a');
  expect((await disk.keys()).sort()).toEqual([learnerKey('ab', 'first'), studyKey('ab')]);
  await restoreStudy(deleted);
  expect(await loadStudy('a')).toEqual(before);
});

test('a file is kept beside the study that it came from, and no longer trains', async () => {
  await saveStudy(study('a'), new Map());
  const imported = await importStudy(exportStudy(study('a', { status: 'training' })), ['leaner']);
  expect(imported).toEqual({ ...study('a'), id: imported.id });
  expect(imported.id).not.toBe('a');
  expect(await listStudies()).toHaveLength(2);
  await expect(importStudy(exportStudy(study('a')), ['verifier'])).rejects.toMatchObject({ code: 'noSuchStudy' });
  await expect(importStudy('{"kind":"study"}', ['leaner'])).rejects.toMatchObject({ code: 'notARecord' });
});
