// Runs are listed, renamed, imported and announced; one that is damaged does not hide the others.

import { beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#src/experiment/identity.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import {
  damagedExperiments,
  deleteExperiment,
  exportRecord,
  importRecord,
  listExperiments,
  loadExperiment,
  onExperimentsChanged,
  renameExperiment,
  restoreExperiment,
  saveMarks,
  saveExperiment,
  storageKind,
  type ExperimentsChange,
} from '#src/storage/experiments.ts';
import { memoryStorage, setStorage, type Storage } from '#src/storage/storage.ts';
import { sentenceOf } from '#src/words/message.ts';
import { sampleRecord } from '../experiment/sample-record.ts';

const id = sampleRecord().id;
let storage: Storage;
beforeEach(() => {
  storage = memoryStorage();
  setStorage(storage);
});

describe('stored runs', () => {
  it('are listed newest first', async () => {
    const times = ['2025-01-01T00:00:00Z', '2025-03-01T00:00:00Z', '2025-02-01T00:00:00Z'];
    for (const [i, startedAt] of times.entries()) await saveExperiment(sampleRecord({ id: `run-${i}`, startedAt }));
    expect((await listExperiments()).map((record) => record.id)).toEqual(['run-1', 'run-2', 'run-0']);
  });

  it('keep their new title while the worker goes on saving the record', async () => {
    await saveExperiment(sampleRecord());
    await renameExperiment(id, '  My first run ');
    await saveExperiment(sampleRecord({ updatedAt: '2025-11-22T10:32:00.000Z' }));
    expect((await loadExperiment(id))?.title).toBe('My first run');
    expect((await listExperiments())[0]?.title).toBe('My first run');
  });

  it('keep what the visitor marked while the worker goes on saving the record', async () => {
    await saveExperiment(sampleRecord());
    const marks = { note: 'look again', styles: [1, 0], runs: [{ arm: 1, run: 0, name: 'mine', hidden: true }] };
    await saveMarks(id, { baseline: 0, marks });
    await saveExperiment(sampleRecord({ updatedAt: '2025-11-22T10:32:00.000Z' }));
    for (const record of [await loadExperiment(id), (await listExperiments())[0]])
      expect(record).toMatchObject({ baseline: 0, marks });
    await saveMarks(id, { baseline: 1 });
    expect(await loadExperiment(id)).toEqual(sampleRecord({ updatedAt: '2025-11-22T10:32:00.000Z' }));
  });

  it('keep what was said of a prediction while the worker goes on saving, and in files', async () => {
    const guessed = { choice: 'part', levels: [{ arm: 0, loss: 2.5 }] };
    const [began, later] = ['2025-11-22T10:31:00.000Z', '2025-11-22T10:32:00.000Z'].map((updatedAt) =>
      sampleRecord({ updatedAt, prediction: guessed }),
    ) as [ExperimentRecord, ExperimentRecord];
    await saveExperiment(began);
    const prediction = { ...guessed, why: 'wires carry something', spread: 0.1 };
    await saveMarks(id, { baseline: 0, prediction });
    await saveExperiment(later);
    const kept = (await loadExperiment(id))!;
    expect(kept.prediction).toEqual(prediction);
    await deleteExperiment(id);
    expect((await importRecord(exportRecord(kept))).prediction).toEqual(prediction);
    const long = { prediction: { why: 'x'.repeat(2001) } };
    await expect(saveMarks(id, long)).rejects.toThrow('This cannot be kept: why must be a text of 0 to 2000 characters.');
  });

  it('take their marks along when they are deleted, brought back, exported and imported', async () => {
    await saveExperiment(sampleRecord());
    await saveMarks(id, { baseline: 0, marks: { runs: [{ arm: 0, run: 1, pinned: true }] } });
    const marked = await loadExperiment(id);
    const deleted = await deleteExperiment(id);
    expect(await storage.keys()).toEqual([]);
    await restoreExperiment(deleted);
    expect(await loadExperiment(id)).toEqual(marked);
    await deleteExperiment(id);
    expect(await importRecord(exportRecord(marked!))).toEqual(marked);
    expect(await loadExperiment(id)).toEqual(marked);
  });

  it('outlive damaged marks, and refuse to keep such', async () => {
    await saveExperiment(sampleRecord());
    for (const value of ['?', { baseline: 9 }, { baseline: 'A' }, { marks: { note: 3 } }, { marks: { styles: [-1] } }]) {
      await storage.set(`marks:${id}`, value);
      expect(await loadExperiment(id)).toEqual(sampleRecord());
    }
    const long = { baseline: 0, marks: { note: 'x'.repeat(2001) } };
    await expect(saveMarks(id, long)).rejects.toThrow('This cannot be kept: note must be a text of 0 to 2000 characters.');
    await expect(saveMarks('gone', { baseline: 0 })).rejects.toThrow('This experiment no longer exists.');
  });

  it('refuse titles that are empty or too long, and runs that are gone', async () => {
    await saveExperiment(sampleRecord());
    for (const title of ['', '   ', '\u2060\u200b', 'x'.repeat(121)])
      await expect(renameExperiment(id, title)).rejects.toThrow('A title must have 1 to 120 characters.');
    await expect(renameExperiment('gone', 'Title')).rejects.toThrow('This experiment no longer exists.');
    expect((await loadExperiment(id))?.title).toBe('Shortcuts');
  });

  it('that are damaged are reported, can be deleted and brought back, and hide no other', async () => {
    await saveExperiment(sampleRecord());
    await storage.set('record:broken', { ...sampleRecord({ id: 'broken' }), arms: 'none' });
    expect(await listExperiments()).toHaveLength(1);
    const damaged = await damagedExperiments();
    expect(damaged.map(({ id, reason }) => [id, sentenceOf(reason)])).toEqual([
      ['broken', expect.stringMatching(/arms must be a list/)],
    ]);
    await expect(loadExperiment('broken')).rejects.toThrow('arms must be a list');
    const deleted = await deleteExperiment('broken');
    expect(await damagedExperiments()).toEqual([]);
    await restoreExperiment(deleted);
    expect(await damagedExperiments()).toHaveLength(1);
  });

  it('are refused, not hidden, when they cannot be read back', async () => {
    await expect(saveExperiment(sampleRecord({ title: '' }))).rejects.toThrow('title must be a text');
    expect(await storage.keys()).toEqual([]);
  });

  it('keep a diverged run without the losses that are not finite', async () => {
    const record = sampleRecord();
    Object.assign(record.arms[0]!.runs[0]!, {
      status: 'diverged',
      train: [
        [1, 4],
        [2, Number.NaN],
      ],
    });
    await saveExperiment(record);
    expect((await loadExperiment(id))?.arms[0]!.runs[0]!.train).toEqual([[1, 4]]);
  });

  it('announce every change', async () => {
    const changes: ExperimentsChange[] = [];
    const stop = onExperimentsChanged((change) => changes.push(change));
    await saveExperiment(sampleRecord());
    await renameExperiment(id, 'Renamed');
    await saveMarks(id, { baseline: 0 });
    await restoreExperiment(await deleteExperiment(id));
    await expect.poll(() => changes.map(({ kind }) => kind)).toEqual(['saved', 'renamed', 'marked', 'deleted', 'saved']);
    stop();
    const heardByAnother: ExperimentsChange[] = [];
    const stopAnother = onExperimentsChanged((change) => heardByAnother.push(change));
    await saveExperiment(sampleRecord());
    await expect.poll(() => heardByAnother).toHaveLength(1);
    stopAnother();
    expect(changes).toHaveLength(5);
  });

  it('say in one sentence why they could not be stored', async () => {
    const failing = (name: string): Storage => ({
      ...storage,
      set: () => Promise.reject(new DOMException('something internal', name)),
      get: () => Promise.reject(new DOMException('something internal', name)),
      keys: async () => [`record:${id}`],
    });
    const sentences: [name: string, sentence: string][] = [
      ['InvalidStateError', 'as on a full disk: export what is shown before you reload the page'],
      ['UnknownError', 'as on a full disk: export what is shown before you reload the page'],
      ['SecurityError', 'allow site data'],
      ['QuotaExceededError', 'no room left'],
      ['DataError', 'could not store or read this experiment'],
    ];
    for (const [name, sentence] of sentences) {
      setStorage(failing(name));
      await expect(saveExperiment(sampleRecord())).rejects.toThrow(sentence);
      await expect(loadExperiment(id)).rejects.toThrow(sentence);
    }
    setStorage(failing('InvalidStateError'));
    await expect(listExperiments()).rejects.toThrow('reload the page'); // rather than an empty list
  });
});

describe('an imported run', () => {
  it('keeps its id, unless there is already a run with it', async () => {
    const json = exportRecord(sampleRecord());
    expect((await importRecord(json)).id).toBe(id);
    const again = await importRecord(json);
    expect(again.id).not.toBe(id);
    expect(await loadExperiment(id)).toEqual(sampleRecord());
    expect(await listExperiments()).toHaveLength(2);
  });

  it('counts as stopped if it had not ended: a file has no weights to continue from', async () => {
    const record = sampleRecord({ status: 'paused' });
    record.arms[0]!.runs[0]!.status = 'training';
    const imported = await importRecord(exportRecord(record));
    expect([imported.status, imported.arms[0]!.runs[0]!.status]).toEqual(['stopped', 'stopped']);
    expect(imported.arms[1]!.runs[0]!.status).toBe('finished');
  });

  it('of a sweep is joined to the part that is kept, beside it', async () => {
    const part = (of: string, ...ended: number[]): ExperimentRecord => {
      const { arms, ...about } = sampleRecord({ id: of, baseline: 0, sweep: { axes: [{ residual: [false, true] }] } });
      const runs = arms.flatMap((arm) => arm.runs);
      for (const [place, run] of runs.entries()) if (!ended.includes(place)) run.status = 'waiting';
      return { ...about, arms, status: ended.length < runs.length ? 'paused' : 'finished' };
    };
    await saveExperiment(part('less', 0));
    await saveExperiment(part('more', 0, 1));
    await saveExperiment(sampleRecord({ id: 'none' }));
    const joined = await importRecord(exportRecord(part('more', 2)));
    expect(joined.id).not.toBe('more');
    expect(joined.arms.flatMap(({ runs }) => runs.map(({ status }) => status))).toEqual([
      'finished',
      'finished',
      'finished',
      'stopped',
    ]);
    expect(sentenceOf(joined.reason!)).toMatch(/^Merged: 2 runs were here .*, 1 came from the file .*, 1 is left to train\.$/);
    expect(await loadExperiment(joined.id)).toEqual(joined);
    expect(await loadExperiment('more')).toEqual(part('more', 0, 1));
    // What adds nothing, or lacks nothing, is kept as it is.
    expect((await importRecord(exportRecord(part('fewer', 1)))).id).toBe('fewer');
    expect(await importRecord(exportRecord(part('whole', 0, 1, 2, 3)))).toEqual(part('whole', 0, 1, 2, 3));
    expect(await listExperiments()).toHaveLength(6);
  });

  it('that is damaged changes nothing', async () => {
    await expect(importRecord('{"version":1}')).rejects.toThrow('id is missing');
    expect(await storage.keys()).toEqual([]);
  });
});

it('ids sort by time and differ', async () => {
  const first = newId();
  const now = Date.now();
  await expect.poll(() => Date.now()).toBeGreaterThan(now); // names sort by milliseconds
  const later = Array.from({ length: 100 }, newId);
  expect(new Set(later).size).toBe(100);
  for (const other of later) expect(first < other).toBe(true);
  await saveExperiment(sampleRecord({ id: first }));
  expect((await loadExperiment(first))?.id).toBe(first);
});

it('a storage given by a test counts as disk', () => expect(storageKind()).toBe('disk'));
