// The last good checkpoint survives a crash at any moment, damage, and a full disk.

import { beforeEach, describe, expect, it } from 'vitest';
import type { Checkpoint } from '#src/storage/checkpoint.ts';
import {
  deleteExperiment,
  loadCheckpoint,
  loadExperiment,
  onExperimentsChanged,
  restoreExperiment,
  saveCheckpoint,
  saveExperiment,
  type ExperimentsChange,
} from '#src/storage/experiments.ts';
import { memoryStorage, setStorage, type Storage } from '#src/storage/storage.ts';
import { sentenceOf } from '#src/words/message.ts';
import { sampleRecord } from '../experiment/sample-record.ts';
import { unwritableStorage, smallStorage } from './faulty-storage.ts';

const id = sampleRecord().id;
let storage: Storage;
beforeEach(() => {
  storage = memoryStorage();
  setStorage(storage);
});

const checkpointOf = (step: number, experiment = id): Checkpoint => ({
  version: 2,
  experiment,
  savedAt: '2025-11-22T10:31:00.000Z',
  plans: [0, 1].map((plan) => ({
    key: `plan ${plan}`,
    step,
    seconds: step / 100,
    arenas: {
      parameters: Float32Array.of(step, plan, -0.5),
      first_moments: Float32Array.of(1, 2, Number.NaN), // a diverged run has such values
      second_moments: Float32Array.of(3, 4, 5),
    },
    alive: [true, false],
  })),
});

/** The stored names of checkpoints, oldest first. */
const stored = async (): Promise<string[]> => (await storage.keys()).filter((key) => key.startsWith('checkpoint:')).sort();

/** Two checkpoints, of which an earlier version has not deleted the older. */
async function saveBoth(): Promise<void> {
  await saveCheckpoint(id, checkpointOf(10));
  const [older] = await stored();
  const value = await storage.get(older!);
  await saveCheckpoint(id, checkpointOf(20));
  await storage.set(older!, value);
}

async function flipBit(name: string): Promise<void> {
  const sealed = (await storage.get(name)) as { checkpoint: Checkpoint };
  const { parameters } = sealed.checkpoint.plans[1]!.arenas;
  new Uint8Array(parameters.buffer)[2]! ^= 1;
  await storage.set(name, sealed);
}

describe('a checkpoint', () => {
  it('comes back as it was, and only the newest is kept', async () => {
    expect(await loadCheckpoint(id)).toBeUndefined();
    for (const step of [10, 20, 30]) await saveCheckpoint(id, checkpointOf(step));
    expect(await loadCheckpoint(id)).toEqual(checkpointOf(30));
    expect(await stored()).toHaveLength(1);
  });

  it('of another run is refused', async () => {
    await expect(saveCheckpoint('other', checkpointOf(1))).rejects.toThrow('belongs to another experiment');
  });

  it('keeps the last good state whenever the page crashes', async () => {
    for (let crash = 1; crash <= 3; crash++) {
      storage = memoryStorage();
      setStorage(storage);
      await saveCheckpoint(id, checkpointOf(10));
      const crashing = unwritableStorage(storage, crash);
      setStorage(crashing);
      const saved = await saveCheckpoint(id, checkpointOf(20)).then(
        () => true,
        () => false,
      );
      setStorage(storage);
      const loaded = await loadCheckpoint(id);
      expect(loaded?.problem).toBeUndefined();
      expect(loaded?.plans[0]!.step).toBe(saved ? 20 : 10);
      expect(saved).toBe(crash > 2); // the second write is the pointer, and the end of the old one
      if (crash === 3) expect(crashing.writes()).toBe(2);

      await saveCheckpoint(id, checkpointOf(30)); // and the next save tidies up
      expect(await loadCheckpoint(id)).toEqual(checkpointOf(30));
      expect(await stored()).toHaveLength(1);
    }
  });

  it('that is damaged is reported, and the one before is used if it is still there', async () => {
    await saveBoth();
    await flipBit((await storage.get(`pointer:${id}`)) as string);
    const loaded = await loadCheckpoint(id);
    expect(loaded?.plans[0]!.step).toBe(10);
    expect(sentenceOf(loaded!.problem!)).toMatch(/^The last checkpoint is damaged/);
  });

  it('that is damaged and the only one is an error', async () => {
    await saveCheckpoint(id, checkpointOf(10));
    await flipBit((await stored())[0]!);
    await expect(loadCheckpoint(id)).rejects.toThrow('The checkpoint of this experiment is damaged');
  });

  it.each([
    ['a missing array', (c: Checkpoint) => Reflect.deleteProperty(c.plans[0]!.arenas, 'first_moments')],
    ['a shorter array', (c: Checkpoint) => Object.assign(c.plans[0]!.arenas, { parameters: new Float32Array(2) })],
    ['another step', (c: Checkpoint) => Object.assign(c.plans[0]!, { step: 11 })],
    ['another version', (c: Checkpoint) => Object.assign(c, { version: 3 })],
    ['no plans', (c: Checkpoint) => Object.assign(c, { plans: null })],
  ])('with %s counts as damaged', async (_, damage) => {
    await saveCheckpoint(id, checkpointOf(10));
    const [name] = await stored();
    const sealed = (await storage.get(name!)) as { checkpoint: Checkpoint };
    damage(sealed.checkpoint);
    await storage.set(name!, sealed);
    await expect(loadCheckpoint(id)).rejects.toThrow('damaged');
  });

  it('that the browser cannot read any more gives way to the one before', async () => {
    await saveBoth();
    const pointer = await storage.get(`pointer:${id}`);
    const unreadable = (key: string): Promise<unknown> =>
      key === pointer ? Promise.reject(new DOMException('Failed to read large value', 'DataError')) : storage.get(key);
    setStorage({ ...storage, get: unreadable });
    expect((await loadCheckpoint(id))?.plans[0]!.step).toBe(10);
  });

  it('brings the sums of a mean that is not complete, and is damaged if they are', async () => {
    const whole = checkpointOf(10);
    const plans = whole.plans.map((plan) => ({
      ...plan,
      sums: [
        { sum: 2.5, count: 1 },
        { sum: 0, count: 0 },
      ],
    }));
    await saveCheckpoint(id, { ...whole, plans });
    expect(await loadCheckpoint(id)).toEqual({ ...whole, plans });
    const [name] = await stored();
    const sealed = (await storage.get(name!)) as { checkpoint: { plans: typeof plans } };
    Object.assign(sealed.checkpoint.plans[0]!.sums[0]!, { sum: 2.6 });
    await storage.set(name!, sealed);
    await expect(loadCheckpoint(id)).rejects.toThrow('damaged');
  });

  it('is written one at a time', async () => {
    await Promise.all([1, 2, 3, 4].map((step) => saveCheckpoint(id, checkpointOf(step))));
    expect((await loadCheckpoint(id))?.plans[0]!.step).toBe(4);
    expect(await stored()).toHaveLength(1);
  });
});

describe('a full disk', () => {
  const fill = async (statuses: ('finished' | 'stopped')[]): Promise<void> => {
    storage = smallStorage(statuses.length);
    setStorage(storage);
    for (const [i, status] of statuses.entries()) {
      await saveExperiment(sampleRecord({ id: `run-${i}`, status }));
      await saveCheckpoint(`run-${i}`, checkpointOf(i, `run-${i}`));
      const now = Date.now();
      await expect.poll(() => Date.now()).toBeGreaterThan(now); // names sort by milliseconds
    }
  };

  it('drops the oldest checkpoint of a finished run and says so', async () => {
    await fill(['stopped', 'finished', 'finished']);
    const changes: ExperimentsChange[] = [];
    const stop = onExperimentsChanged((change) => changes.push(change));
    await saveCheckpoint(id, checkpointOf(50));
    expect(await loadCheckpoint(id)).toEqual(checkpointOf(50));
    expect(await loadCheckpoint('run-0')).toBeDefined();
    expect(await loadCheckpoint('run-1')).toBeUndefined();
    expect(await loadExperiment('run-1')).toBeDefined();
    expect(await loadCheckpoint('run-2')).toBeDefined();
    await expect.poll(() => changes).toContainEqual({ id: 'run-1', kind: 'checkpoint-dropped' });
    stop();
  });

  it('never drops what can still be resumed, and says what to do', async () => {
    await fill(['stopped', 'stopped']);
    await expect(saveCheckpoint(id, checkpointOf(50))).rejects.toThrow(/no room left.*export and delete experiments/);
    expect(await loadCheckpoint('run-0')).toBeDefined();
    expect(await loadCheckpoint('run-1')).toBeDefined();
  });

  it('keeps the old checkpoint of the same run', async () => {
    storage = smallStorage(1);
    setStorage(storage);
    await saveCheckpoint(id, checkpointOf(10));
    await expect(saveCheckpoint(id, checkpointOf(20))).rejects.toThrow('no room left');
    expect(await loadCheckpoint(id)).toEqual(checkpointOf(10));
  });
});

describe('undo of delete', () => {
  it('brings back the record and the checkpoint', async () => {
    await saveExperiment(sampleRecord());
    await saveCheckpoint(id, checkpointOf(10));
    const deleted = await deleteExperiment(id);
    expect(await loadExperiment(id)).toBeUndefined();
    expect(await loadCheckpoint(id)).toBeUndefined();
    expect(await storage.keys()).toEqual([]);
    await restoreExperiment(deleted);
    expect(await loadExperiment(id)).toEqual(sampleRecord());
    expect(await loadCheckpoint(id)).toEqual(checkpointOf(10));
  });
});
