// What the worker does while nothing trains: nobody waits for it, and what it finds holds from the next experiment on.

import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { loadExperiment } from '#src/storage/experiments.ts';
import { memoryStorage, setStorage } from '#src/storage/storage.ts';
import type { Tuning } from '#src/gpu/tuning.ts';
import { defaultFor, describeTuning } from '#src/tuning/defaults.ts';
import { loadTuning } from '#src/tuning/kept.ts';
import type { Environment, Training } from '#workers/training.ts';
import { heard } from '../session/listener.ts';
import { adapterGpu, taskArm, taskSpec, trained, trainingWith } from './environment.ts';

beforeEach(() => setStorage(memoryStorage()));
afterAll(() => setStorage(memoryStorage()));

const better: Tuning = { ...defaultFor('software', false), attention: 'plain' };
const found: Environment['tune'] = () => Promise.resolve(better);
const kernelsOf = async (id: string): Promise<(string | undefined)[]> =>
  (await loadExperiment(id))!.trainings.map(({ device }) => device.kernels);
const idle = async (training: Training): Promise<void> => {
  await training.stepTimes([taskArm], 1);
  await training.stepTimes([], 1); // comes after the tuning that the first has asked for
};

test('a GPU is handed over at once: compiled is what its speed takes, and nothing was tuned', async () => {
  const compiled: (string | undefined)[] = [];
  const request = async (adapter: GPUAdapter, descriptor?: GPUDeviceDescriptor): Promise<GPUDevice> => {
    const device = await adapter.requestDevice(descriptor);
    const { createComputePipelineAsync } = device;
    device.createComputePipelineAsync = (d) => {
      compiled.push(d.label);
      return createComputePipelineAsync.call(device, d);
    };
    return device;
  };
  let asked = false;
  const training = trainingWith({
    gpu: adapterGpu(request, {}, { vendor: 'nvidia', architecture: 'hopper', device: '', description: '' }),
    tune: () => {
      asked = true;
      return new Promise<never>(() => {}); // it never ends, and nobody waits for it
    },
  });
  expect(await training.device()).toMatchObject({
    ok: true,
    adapter: 'nvidia hopper',
    software: false,
    kernels: 'tile32, tile64 · attention alone · activations f32',
  });
  expect(compiled).toEqual(['matmul_tile.tile']);
  expect(asked).toBe(false);
});

describe('kernels that were found', () => {
  test('hold from the next experiment on, and in the next visit', async () => {
    const training = trainingWith({ tune: found });
    const first = await trained(training);
    await idle(training);
    const second = await trained(training);
    const [before, after] = [await kernelsOf(first), await kernelsOf(second)];
    expect(before).not.toEqual([describeTuning(better)]);
    expect(after).toEqual([describeTuning(better)]);
    const report = await trainingWith({ tune: () => Promise.reject(new Error('It is known.')) }).device();
    expect(report).toMatchObject({ ok: true, kernels: describeTuning(better) });
  });

  test('are not for what goes on: it ends as it would have, bit for bit', async () => {
    const whole = trainingWith();
    const spec = taskSpec({ steps: 40 });
    const expected = (await loadExperiment(await trained(whole, spec)))!;
    const training = trainingWith({ tune: found });
    const listener = heard();
    listener.onProgress = ({ arms }) => void (arms[0]!.step >= 4 && training.stop());
    await training.start(spec, listener);
    const { id } = listener.records[0]!;
    const began = await kernelsOf(id);
    await idle(training);
    const again = heard();
    await training.resume(id, again);
    expect(again.states.at(-1)).toEqual({ phase: 'finished' });
    expect(await kernelsOf(id)).toEqual(began);
    const ended = (await loadExperiment(id))!;
    expect(ended.arms.map(({ runs }) => runs.map((r) => r.train))).toEqual(
      expected.arms.map(({ runs }) => runs.map((r) => r.train)),
    );
  });

  test('are not looked for while something trains, but afterwards', async () => {
    let tunings = 0;
    const training = trainingWith({ tune: (...args) => (tunings++, found(...args)) });
    const listener = heard();
    let during: Promise<unknown> | undefined;
    listener.onProgress = () => void (during ??= idle(training));
    await training.start(taskSpec({}), listener);
    await during;
    expect(tunings).toBe(0);
    await idle(training);
    expect(tunings).toBe(1);
  });

  test('are given up when a session begins, which does not wait for them', async () => {
    let signal: AbortSignal | undefined;
    const training = trainingWith({
      tune: (_, __, ___, given) =>
        new Promise((_, reject) => {
          signal = given;
          given!.addEventListener('abort', () => reject(given!.reason as Error));
        }),
    });
    await training.stepTimes([taskArm], 1);
    await expect.poll(() => signal !== undefined).toBe(true);
    const report = await training.device();
    if (!report.ok) throw new Error('There is no device.');
    const id = await trained(training);
    expect(signal!.aborted).toBe(true);
    expect(await kernelsOf(id)).toEqual([report.kernels]);
    expect(await loadTuning({ adapter: report.adapter, where: 'node', kind: 'software' })).toBeUndefined();
  });
});

describe('step times', () => {
  const shapes = async (training: Training, ...args: Parameters<Training['stepTimes']>): Promise<string[]> =>
    (await training.stepTimes(...args)).map(({ shape }) => shape.split(' ')[0]!);

  test('are measured of each arm and number of seeds once, and kept', async () => {
    const training = trainingWith();
    const times = await training.stepTimes([taskArm, { ...taskArm, width: 16 }], 2);
    expect(times).toHaveLength(2);
    for (const { milliseconds, flops } of times)
      for (const each of [milliseconds, flops])
        expect([each.step > 0, each.batch > 0, each.text > 0]).toEqual([true, true, true]);
    expect(await training.stepTimes([{ ...taskArm, steps: 500, learningRate: 0.5 }], 2), 'of the same shape').toEqual(times);
    expect(await shapes(training, [taskArm], 1)).toEqual(['2', '2', '1']);
    expect(await shapes(trainingWith(), [], 1), 'in the next visit').toEqual(['2', '2', '1']);
  });

  test('of what has trained count instead', async () => {
    const training = trainingWith();
    const [guess] = await training.stepTimes([taskArm], 2);
    await trained(training, taskSpec({})); // two seeds
    const [measured, ...more] = (await training.stepTimes([], 1)).filter(({ shape }) => shape === guess!.shape).toReversed();
    expect(more.length).toBeLessThanOrEqual(1);
    expect(measured!.milliseconds).not.toEqual(guess!.milliseconds);
  });

  test('are none of arms that cannot be, and none without a GPU', async () => {
    expect(await trainingWith().stepTimes([{ ...taskArm, heads: 3 }], 1)).toEqual([]);
    expect(await trainingWith().stepTimes([taskArm], NaN)).toEqual([]);
    expect(await trainingWith({ gpu: undefined }).stepTimes([taskArm], 1)).toEqual([]);
  });
});

test('seeds are three on a software adapter, of which nothing is timed, and unknown of arms that cannot be', async () => {
  const training = trainingWith();
  expect(await training.seeds([taskArm])).toBe(3);
  expect(await training.seeds([{ ...taskArm, heads: 3 }])).toBeUndefined();
  expect(await training.seeds([])).toBeUndefined();
  expect(await trainingWith({ gpu: undefined }).seeds([taskArm])).toBeUndefined();
  expect(await training.stepTimes([], 1)).toEqual([]);
});
