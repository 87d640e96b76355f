// What a session has reached is kept whole or as it was before, whatever call of the storage fails; what was deleted stays so.

import { beforeEach, describe, expect, it } from 'vitest';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { PlanCheckpoint } from '#src/storage/checkpoint.ts';
import {
  deleteExperiment,
  keepProgress,
  loadCheckpoint,
  loadExperiment,
  restoreExperiment,
  saveExperiment,
} from '#src/storage/experiments.ts';
import { ifFree, trainingLock } from '#src/storage/lock.ts';
import { memoryStorage, setStorage, type Storage } from '#src/storage/storage.ts';
import { sampleRecord } from '../experiment/sample-record.ts';
import { crashingStorage, failingStorage, smallStorage } from './faulty-storage.ts';

const { id } = sampleRecord();
let storage: Storage;
beforeEach(() => {
  storage = memoryStorage();
  setStorage(storage);
});

/** A run that has done so many steps, each of which is a point of its curve. */
function reached(steps: number): ExperimentRecord {
  const record = sampleRecord({ status: 'training' });
  record.arms[0]!.runs[0]!.train = Array.from({ length: steps }, (_, i) => [i + 1, 3]);
  return record;
}
const plansAt = (step: number): PlanCheckpoint[] => [
  { key: 'plan', step, seconds: 1, arenas: { parameters: Float32Array.of(step) }, alive: [true] },
];
const keep = (steps: number, weights = steps, isNew = false): Promise<boolean> =>
  keepProgress(id, () => reached(steps), weights ? plansAt(weights) : undefined, isNew);

/** Steps that the curve on the disk has, and those of its checkpoint; undefined if there is no such run. */
async function kept(): Promise<[curve: number, weights: number] | undefined> {
  setStorage(storage);
  const [record, checkpoint] = await Promise.all([loadExperiment(id), loadCheckpoint(id)]);
  return record && [record.arms[0]!.runs[0]!.train.length, checkpoint!.plans[0]?.step ?? 0];
}

describe.each([
  ['fails once', failingStorage],
  ['fails from then on, as if the page had crashed', crashingStorage],
])('a storage that %s, at every call of a save', (_, faulty) => {
  it.each([
    ['of curves', 20, 0, [20, 10]],
    ['of curves and weights', 20, 20, [20, 20]],
    ['of weights that were overtaken by their curves', 25, 20, [25, 20]],
  ])('%s: the state before or after, and never curves behind their weights', async (_, curve, weights, after) => {
    for (let n = 1, whole = false; !whole; n++) {
      storage = memoryStorage();
      setStorage(storage);
      await keep(0, 0, true);
      await keep(10);
      const broken = faulty(storage, n);
      setStorage(broken);
      const told = await keep(curve, weights).catch(() => false);
      expect(await kept()).toEqual(told ? after : [10, 10]);
      whole = broken.calls() < n;
      expect(told, `call ${n}`).toBe(whole || told); // an error is told, unless nothing was lost by it
      await keep(30); // and the next save tidies up
      expect(await kept()).toEqual([30, 30]);
      expect((await storage.keys()).filter((key) => key.startsWith('checkpoint:'))).toHaveLength(1);
      expect(n).toBeLessThan(20);
    }
  });

  it('of a new run: it is there or it is not', async () => {
    for (let n = 1, whole = false; !whole; n++) {
      storage = memoryStorage();
      const broken = faulty(storage, n);
      setStorage(broken);
      const told = await keep(0, 0, true).catch(() => false);
      expect(await kept()).toEqual(told ? [0, 0] : undefined);
      whole = broken.calls() < n;
      expect(n).toBeLessThan(20);
    }
  });

  it('that is opened: the error is told, nothing is changed', async () => {
    await keep(0, 0, true);
    await keep(10);
    const before = await storage.keys();
    for (let n = 1, whole = false; !whole; n++) {
      const broken = faulty(storage, n);
      setStorage(broken);
      const [record, checkpoint] = await Promise.allSettled([loadExperiment(id), loadCheckpoint(id)]);
      whole = broken.calls() < n;
      if (whole) expect([record.status, checkpoint.status]).toEqual(['fulfilled', 'fulfilled']);
      if (record.status === 'fulfilled') expect(record.value!.arms[0]!.runs[0]!.train).toHaveLength(10);
      if (checkpoint.status === 'fulfilled') expect(checkpoint.value!.plans[0]!.step).toBe(10);
      expect(await storage.keys()).toEqual(before);
      expect(n).toBeLessThan(20);
    }
  });
});

describe('a disk without room for weights', () => {
  it('keeps the curves', async () => {
    storage = smallStorage(0);
    setStorage(storage);
    expect(await keep(0, 0, true)).toBe(true);
    expect(await keep(10, 0)).toBe(true);
    await expect(keep(10)).rejects.toThrow('no room left');
    expect(await keep(20, 0)).toBe(true);
    expect(await kept()).toEqual([20, 0]);
    expect((await storage.keys()).some((key) => key.startsWith('checkpoint:'))).toBe(false);
  });

  it('goes on from the last that fitted', async () => {
    storage = smallStorage(1);
    setStorage(storage);
    await keep(0, 0, true);
    await keep(10);
    await expect(keep(20)).rejects.toThrow('no room left');
    expect(await keep(20, 0)).toBe(true);
    expect(await kept()).toEqual([20, 10]);
  });
});

describe('what was deleted stays deleted', () => {
  beforeEach(async () => {
    await keep(0, 0, true);
    await keep(10);
  });

  it.each([
    ['curves', 20, 0],
    ['weights', 20, 20],
    ['weights that began to be written before', 10, 10],
  ])('whatever is saved late: %s', async (_, curve, weights) => {
    await deleteExperiment(id);
    expect(await keep(curve, weights)).toBe(false);
    expect(await storage.keys()).toEqual([]);
  });

  it('also while its weights are on their way to the disk', async () => {
    setStorage({
      ...storage,
      set: async (key, value) => {
        await storage.set(key, value);
        await storage.delete([`record:${id}`, `pointer:${id}`]); // in another tab, by a page of before
      },
    });
    expect(await keep(20)).toBe(false);
    expect((await storage.keys()).filter((key) => key.includes(id) && !key.startsWith('checkpoint'))).toEqual([]);
  });

  it('until it is brought back, and then goes on being saved', async () => {
    const deletion = await deleteExperiment(id);
    expect(await keep(20)).toBe(false);
    await restoreExperiment(deletion);
    expect(await kept()).toEqual([10, 10]);
    expect(await keep(20)).toBe(true);
    expect(await kept()).toEqual([20, 20]);
  });

  it('but what trains, here or in another tab, is not deleted', async () => {
    await ifFree(trainingLock(id), async () => {
      await expect(deleteExperiment(id)).rejects.toThrow(/^This experiment is training in another tab: .+\.$/);
      await saveExperiment(sampleRecord({ id: 'other' }));
      await deleteExperiment('other');
    });
    expect(await kept()).toEqual([10, 10]);
    await deleteExperiment(id);
    expect(await storage.keys()).toEqual([]);
  });
});
