// The reading worker: what the page puts together from its pieces is the record, or as much of it as can be drawn.

import { beforeEach, expect, test, vi } from 'vitest';
import type { ArmRecord, Curve, ExperimentRecord } from '#src/experiment/record.ts';
import { thinned } from '#src/experiment/thinned.ts';
import * as storage from '#src/storage/experiments.ts';
import { memoryStorage, openStorage, setStorage } from '#src/storage/storage.ts';
import { readThrough } from '#src/store/by-pieces.ts';
import { Reader } from '#workers/reader.ts';
import { filledRecord, pairSpec } from '../store/fake-record.ts';

beforeEach(() => setStorage(memoryStorage()));

const curve = (length: number): Curve =>
  Array.from({ length }, (_, i): [number, number] => [i + 1, Math.round(2e6 + 1e6 / (i + 1)) / 1e6]);

/** So many runs of every arm, each with so many points. */
function recordWith(id: string, runs: number, points: number): ExperimentRecord {
  const record = filledRecord(pairSpec(0), 1, id);
  const [first] = record.arms[0]!.runs;
  const each = (seed: number) => ({ ...first!, seed, train: curve(points), validation: curve(20) });
  const arms = record.arms.map((arm): ArmRecord => ({
    ...arm,
    config: { ...arm.config, budget: 'steps', steps: 100_000 },
    runs: Array.from({ length: runs }, (_, s) => each(s)),
  }));
  return { ...record, arms };
}

test.each([
  ['as it is', 3, 40],
  ['in many pieces', 230, 30],
  ['of long curves', 2, 9000],
])('a record is read %s, in pieces that are quickly unpacked', async (_, runs, points) => {
  const reader = new Reader();
  const piece = vi.spyOn(reader, 'piece');
  const experiments = readThrough(async () => reader, storage);
  const record = recordWith('whole', runs, points);
  const { id } = await experiments.importRecord(new Blob([storage.exportRecord(record)]));
  expect(await experiments.loadExperiment(id)).toEqual(await storage.loadExperiment(id));
  expect(await experiments.wholeFile(record, 'json'), 'the page has all of it').toBeUndefined();
  for (const { value } of piece.mock.results) {
    const { runs: some } = await (value as ReturnType<Reader['piece']>);
    const own = some.map(({ train, validation }) => train.length + validation.length);
    expect(some.length).toBeLessThanOrEqual(200);
    expect(own.length === 1 || own.reduce((a, b) => a + b) <= 4000).toBe(true);
  }
});

test('what is larger than can be drawn comes thinned, and is exported whole', async () => {
  const experiments = readThrough(async () => new Reader(), storage);
  const record = recordWith('large', 2, 36_000);
  await experiments.importRecord(storage.exportRecord(record));
  const shown = (await experiments.loadExperiment('large'))!;
  const [from, to] = [record.arms[0]!.runs[0]!, shown.arms[0]!.runs[0]!];
  expect(to.train.length).toBeLessThan(10_000);
  expect([to.train[0], to.train.at(-1)]).toEqual([from.train[0], from.train.at(-1)]);
  const steps = to.train.map(([step]) => step);
  expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
  expect(to.validation, 'held-out losses are what verdicts are read off').toEqual(from.validation);
  const file = (await experiments.wholeFile(shown, 'json'))!;
  expect(await file.text()).toBe(storage.exportRecord(record));
  expect(thinned(shown)).toBe(shown);
});

test('the list is that of the disk, newest first, without what is damaged', async () => {
  const experiments = readThrough(async () => new Reader(), storage);
  for (const id of ['a', 'b', 'c']) await storage.saveExperiment(recordWith(id, 1, 10));
  await (await openStorage()).set('record:b', { version: 3 });
  expect(await experiments.listExperiments()).toEqual(await storage.listExperiments());
  expect(await experiments.damagedExperiments()).toEqual(await storage.damagedExperiments());
  expect(await experiments.damagedExperiments()).toHaveLength(1);
});

test('without a reader the page reads itself', async () => {
  const experiments = readThrough(async () => undefined, storage);
  const { id } = await experiments.importRecord(new Blob([storage.exportRecord(recordWith('alone', 1, 10))]));
  expect(await experiments.loadExperiment(id)).toEqual(await storage.loadExperiment(id));
  expect((await experiments.listExperiments()).map((record) => record.id)).toEqual(['alone']);
});

test.each(['{', '[]', '{"version":3}'])('a file that is no record is refused: %s', async (json) => {
  const experiments = readThrough(async () => new Reader(), storage);
  await expect(experiments.importRecord(new Blob([json]))).rejects.toThrow(/^[A-Z].{1,299}$/);
  expect(await experiments.listExperiments()).toEqual([]);
});
