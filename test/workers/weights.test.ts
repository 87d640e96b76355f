// The weights of runs as files: out of memory or a checkpoint, of each run its own, and back into experiments that go on.

import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { loadCheckpoint, loadExperiment } from '#src/storage/experiments.ts';
import { memoryStorage, setStorage } from '#src/storage/storage.ts';
import type { Training } from '#workers/training.ts';
import { heard } from '../session/listener.ts';
import { taskSpec, trained, trainingWith } from './environment.ts';

beforeEach(() => setStorage(memoryStorage()));
afterAll(() => setStorage(memoryStorage()));

describe('a run', () => {
  test('is kept, exported, imported, resumed, and goes on writing the same text', async () => {
    const training = trainingWith();
    const id = await trained(training, taskSpec({}, { firstLayer: true }));
    const record = (await loadExperiment(id))!;
    expect(record.status).toBe('finished');
    expect(record.trainings[0]!.device.where).toBe('node');
    expect((await loadCheckpoint(id))!.plans.map((p) => p.step)).toEqual([12, 12]);
    const ask = async (t: Training, arm: number): Promise<string> =>
      (await t.generate({ arm, prompt: '1', length: 20, temperature: 0, topK: 0 })).text;
    const text = await ask(training, 1);
    expect(text).toHaveLength(20);
    const report = await training.profile(1);
    expect(report).toMatchObject({ arm: 1, step: 12, together: 2 });
    expect(structuredClone(report), 'it can be sent to the page').toEqual(report);
    expect(await ask(training, 1), 'after the kernels were timed').toBe(text);

    const file = await training.weights(id, 1, 1);
    const other = trainingWith();
    expect(await other.weights(id, 1, 1), 'from the checkpoint, without a GPU').toEqual(file);
    expect(await training.weights(id, 1, 0)).not.toEqual(file);

    const imported = await other.importWeights(new Blob([await training.weights(id, 1, 0)]));
    expect(imported).not.toBe(id);
    const listener = heard();
    await other.resume(imported, listener);
    expect(listener.states.at(-1)).toEqual({ phase: 'finished' });
    expect(await ask(other, 0)).toBe(text);
    const [arm] = (await loadExperiment(imported))!.arms;
    expect(arm!.name).toBe('arm 1');
    expect(arm!.runs).toHaveLength(1);
    expect(arm!.runs[0]!.validation).toHaveLength(record.arms[1]!.runs[0]!.validation.length);
  });

  test('takes more seeds later, keeps the weights of all, and survives a stop among them', async () => {
    const training = trainingWith();
    // Long enough that a wish to stop comes before its end, on whatever machine.
    const steps = 200;
    const id = await trained(training, taskSpec({ steps }));
    const listener = heard();
    listener.onProgress = ({ arms }) => {
      if (arms[0]!.step > 2) void training.stop();
    };
    await training.extend(id, [7, 9], false, listener);
    expect((await loadExperiment(id))!.arms[0]!.runs.map((r) => r.status)).toEqual([
      'finished',
      'finished',
      'stopped',
      'stopped',
    ]);
    await expect(training.extend(id, [11], false, heard())).rejects.toThrow('has not ended');
    await training.resume(id, heard());
    const record = (await loadExperiment(id))!;
    expect(record.status).toBe('finished');
    expect(record.arms[0]!.runs.map((r) => [r.seed, r.training, r.train.length])).toEqual([
      [0, 0, steps],
      [1, 0, steps],
      [7, 1, steps],
      [9, 1, steps],
    ]);
    const files = await Promise.all([0, 1, 2, 3].map((run) => training.weights(id, 0, run)));
    // Of each run its own, also when the models of the other training are in memory, or none.
    expect(new Set(files.map((file) => Buffer.from(file).toString('base64'))).size).toBe(4);
    expect(await Promise.all([0, 1, 2, 3].map((run) => trainingWith().weights(id, 0, run)))).toEqual(files);
    const imported = await training.importWeights(new Blob([files[3]!]));
    expect((await loadExperiment(imported))!.arms[0]!.runs).toEqual([expect.objectContaining({ seed: 9, training: 0 })]);
    await expect(training.extend('nothing', [1], false, heard())).rejects.toThrow('no longer on this machine');
  });
});
