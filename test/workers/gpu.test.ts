// The worker's GPU: what is said of it or of why there is none, and what becomes of a run when it goes away.

import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { loadExperiment } from '#src/storage/experiments.ts';
import { memoryStorage, setStorage } from '#src/storage/storage.ts';
import { Refusal, sentenceOf } from '#src/words/message.ts';
import type { Training, Environment } from '#workers/training.ts';
import { heard, type Heard } from '../session/listener.ts';
import { adapterGpu, rememberingGpu, sharedGpu, taskSpec, trained, trainingWith } from './environment.ts';

beforeEach(() => setStorage(memoryStorage()));
afterAll(() => setStorage(memoryStorage()));

describe('the device', () => {
  test('is reported with a speed and the size that suits it', async () => {
    const training = trainingWith();
    const report = await training.device();
    if (!report.ok) throw new Refusal(report.reason);
    expect(report.adapter.length).toBeGreaterThan(2);
    expect(report.speed).toBeGreaterThan(0);
    expect(['nano', 'standard', 'large']).toContain(report.size);
    if (report.software) expect(report.size).toBe('nano');
    expect(await training.device(), 'measured once').toBe(report);
  });

  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
  const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
  const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604';
  const asked = (requestAdapter: () => Promise<GPUAdapter | null>): GPU => ({ requestAdapter }) as unknown as GPU;
  const none = asked(() => Promise.resolve(null));
  const limited = (limit: string): GPU => adapterGpu((adapter, d) => adapter.requestDevice(d), { [limit]: 4 });
  test.each<[string, Partial<Environment>, RegExp, RegExp]>([
    ['no WebGPU in Firefox', { gpu: undefined, where: firefox }, /^This browser has no WebGPU\.$/, /Firefox 141/],
    ['no WebGPU in Chrome', { gpu: undefined, where: chrome }, /^This browser has no WebGPU\.$/, /version 113/],
    ['no WebGPU on a phone', { gpu: undefined, where: iphone }, /^This browser has no WebGPU\.$/, /iOS 26/],
    ['an insecure page', { gpu: undefined, secure: false }, /not loaded over a secure connection\.$/, /from localhost/],
    ['no adapter in Chrome on Linux', { gpu: none, where: chrome }, /offers it no GPU\.$/, /chrome:\/\/flags/],
    ['no adapter elsewhere', { gpu: none }, /offers it no GPU\.$/, /Hardware acceleration/],
    [
      'an adapter that cannot be asked for',
      { gpu: asked(() => Promise.reject(new Error('boom'))) },
      /failed to look for a GPU\./,
      /Restart the browser/,
    ],
    [
      'a device that does not start',
      { gpu: adapterGpu(() => Promise.reject(new Error('out of luck'))) },
      /^The GPU refused to start\.$/,
      /graphics driver/,
    ],
    ...['maxStorageBuffersPerShaderStage', 'maxComputeInvocationsPerWorkgroup', 'maxStorageBufferBindingSize'].map(
      (limit): [string, Partial<Environment>, RegExp, RegExp] => [
        `a small ${limit}`,
        { gpu: limited(limit) },
        new RegExp(`^This GPU is too limited: ${limit} is 4, and training needs \\d+\\.$`),
        /Another browser/,
      ],
    ),
  ])('%s: a reason and an advice', async (_, change, reason, advice) => {
    const training = trainingWith(change);
    const report = await training.device();
    if (report.ok) throw new Error('There is a device.');
    const [said, advised] = [sentenceOf(report.reason), sentenceOf(report.advice)];
    expect(said).toMatch(reason);
    expect(advised).toMatch(advice);
    expect(advised).toMatch(/\.$/);
    await expect(training.start(taskSpec({}), heard())).rejects.toThrow(`${said} ${advised}`);
  });

  test('that was not there can be there later', async () => {
    let there = false;
    const late = { requestAdapter: () => (there ? sharedGpu.requestAdapter() : Promise.resolve(null)) };
    const gpu = late as unknown as GPU;
    const training = trainingWith({ gpu });
    await expect(training.start(taskSpec({}), heard())).rejects.toThrow('offers it no GPU');
    there = true;
    await trained(training);
  });
});

describe('when the GPU goes away', () => {
  /** Runs until the first steps are done, lets `meanwhile` loose, waits for the end. The id of the run. */
  async function interrupted(training: Training, listener: Heard, meanwhile: () => void): Promise<string> {
    let done = false;
    listener.onProgress = ({ arms }) => {
      if (done || arms[0]!.step < 2) return;
      done = true;
      meanwhile();
    };
    await training.start(taskSpec({ steps: 200 }), listener);
    return listener.records[0]!.id;
  }

  test('training stops with a sentence, and resumes on a new device', async () => {
    const { gpu, devices } = rememberingGpu();
    const training = trainingWith({ gpu });
    const listener = heard();
    const id = await interrupted(training, listener, () => devices[0]!.destroy());
    const state = listener.states.at(-1)!;
    expect([state.phase, state.resumable]).toEqual(['stopped', true]);
    expect(sentenceOf(state.message!)).toMatch(/^The GPU stopped answering: everything up to the last checkpoint is kept\.$/);
    const kept = (await loadExperiment(id))!;
    expect([kept.status, kept.reason]).toEqual(['stopped', state.message]);
    const again = heard();
    await training.resume(id, again);
    expect(devices).toHaveLength(2);
    expect(again.states.at(-1)).toEqual({ phase: 'finished' });
    expect((await loadExperiment(id))!.arms[0]!.runs[0]!.train).toHaveLength(200);
  });

  test('between two runs, the next one opens it again', async () => {
    const { gpu, devices } = rememberingGpu();
    const training = trainingWith({ gpu });
    const id = await trained(training);
    const file = await training.weights(id, 0, 0);
    devices[0]!.destroy();
    await devices[0]!.lost;
    expect(await training.weights(id, 0, 0), 'from the checkpoint').toEqual(file);
    await trained(training);
    expect(devices).toHaveLength(2);
  });

  test('an error of the GPU ends the run in words, and the next run has a new device', async () => {
    const { gpu, devices } = rememberingGpu();
    const training = trainingWith({ gpu });
    const listener = heard();
    // Two usages that exclude each other: the kind of error that leaves garbage behind.
    const wrong = { size: 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE };
    const id = await interrupted(training, listener, () => void devices[0]!.createBuffer(wrong));
    const state = listener.states.at(-1)!;
    expect([state.phase, state.resumable]).toEqual(['stopped', true]);
    expect(sentenceOf(state.message!)).toMatch(/^The GPU reported an error, so its results cannot be trusted/);
    expect((await loadExperiment(id))!.reason).toEqual(state.message);
    const again = heard();
    await training.resume(id, again);
    expect(again.states.at(-1)).toEqual({ phase: 'finished' });
    expect(devices).toHaveLength(2);
  });
});
