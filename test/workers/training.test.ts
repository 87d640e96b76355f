// The worker's side of the protocol without a worker: Dawn for the GPU, memory for the disk, and everything that can go wrong.

import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { parseRecord } from '#src/experiment/schema.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { deleteExperiment, exportRecord, importRecord, loadCheckpoint, loadExperiment } from '#src/storage/experiments.ts';
import { memoryStorage, setStorage } from '#src/storage/storage.ts';
import { Refusal, sentenceOf, type Message } from '#src/words/message.ts';
import { Training, type Environment } from '#workers/training.ts';
import { gpuDevice } from '../gpu/device.ts';
import { heard, type Heard } from '../session/listener.ts';
import { specOf, tiny } from '../tiny.ts';

// Finds out whether there is an adapter, and says so in the words that scripts/test.ts knows.
await gpuDevice();

/** A task, as the storage that a worker reads texts from is empty; half the steps, as most runs are waited for to their end. */
const taskArm: ArmConfig = { ...tiny, source: 'modular', steps: 12 };
const taskSpec = (...changes: Partial<ArmConfig>[]): ExperimentSpec =>
  specOf(2, ...changes.map((change) => ({ ...taskArm, ...change })));

type Request = (adapter: GPUAdapter, descriptor?: GPUDeviceDescriptor) => Promise<GPUDevice>;

/** The machine's own adapter, with another way to give a device and other limits. */
function adapterGpu(request: Request, limits: Readonly<Record<string, number>> = {}): GPU {
  const requestAdapter = async (): Promise<GPUAdapter | null> => {
    const adapter = (await navigator.gpu.requestAdapter())!;
    const fake = {
      info: adapter.info,
      features: adapter.features,
      limits: new Proxy(adapter.limits, { get: (of, name: string) => limits[name] ?? Reflect.get(of, name, of) }),
      requestDevice: (descriptor?: GPUDeviceDescriptor) => request(adapter, descriptor),
    };
    return fake as unknown as GPUAdapter;
  };
  return { requestAdapter } as unknown as GPU;
}

/** A GPU that remembers the devices it gave away. */
function rememberingGpu() {
  const devices: GPUDevice[] = [];
  const gpu = adapterGpu(async (adapter, descriptor) => {
    const device = await adapter.requestDevice(descriptor);
    devices.push(device);
    return device;
  });
  return { gpu, devices };
}

/** One device for all tests that do not lose it: kernels are compiled once. */
let shared: Promise<GPUDevice> | undefined;
const sharedGpu = adapterGpu((adapter, descriptor) => (shared ??= adapter.requestDevice(descriptor)));

const environmentOf = (change: Partial<Environment> = {}): Environment => ({
  gpu: sharedGpu,
  secure: true,
  where: 'node',
  corpora: [],
  loadCorpus: () => Promise.reject(new Error('There are no corpora here.')),
  alone: async (_, work) => {
    await work();
    return true;
  },
  ...change,
});
const trainingWith = (change?: Partial<Environment>): Training => new Training(environmentOf(change));

beforeEach(() => setStorage(memoryStorage()));

/** Trains to the end; the id of the run. */
async function trained(training: Training, spec = taskSpec({})): Promise<string> {
  const listener = heard();
  await training.start(spec, listener);
  expect(listener.states.at(-1)).toEqual({ phase: 'finished' });
  return listener.records[0]!.id;
}

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
      /failed to look for a GPU: boom/,
      /Restart the browser/,
    ],
    [
      'a device that does not start',
      { gpu: adapterGpu(() => Promise.reject(new Error('out of luck'))) },
      /^The GPU refused to start: out of luck/,
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

describe('texts', () => {
  test('the visitor’s own joins the sources, and can be trained on', async () => {
    const training = trainingWith({ corpora: ['novel'] });
    const before = await training.sources();
    expect(before.filter((s) => s.kind === 'text' && s.available).map((s) => s.id)).toEqual(['novel']);
    expect(before.find((s) => s.id === 'markov')!.available).toBe(true);
    const text = 'the cat sat on the mat, and the rat sat on the cat. '.repeat(30);
    const report = await training.addText('  my text ', new Blob([text]));
    expect(report.source).toMatch(/^own:/);
    expect([report.characters, report.vocab]).toEqual([text.length, new Set(text).size]);
    const own = (await training.sources()).find((s) => s.id === report.source)!;
    expect([own.title, own.kind, own.available, own.characters]).toEqual(['my text', 'own', true, text.length]);
    const id = await trained(training, taskSpec({ source: report.source }));
    expect((await loadExperiment(id))!.data.characters).toBe(text.length);
  });

  const huge = { size: 65e6, arrayBuffer: () => Promise.reject(new Error('This was read.')) } as unknown as Blob;
  test.each<[string, Blob, RegExp]>([
    ['an empty file', new Blob([]), /^This file is empty: .+\.$/],
    ['a tiny text', new Blob(['abc']), /^This text has 3 characters, and at least 1,000 are needed.+\.$/],
    ['a picture', new Blob([new Uint8Array(2000)]), /zero bytes/],
    ['another encoding', new Blob([new Uint8Array(2000).fill(0xff)]), /not UTF-8 text \(byte 1 is wrong\)/],
    ['one character over and over', new Blob(['a'.repeat(2000)]), /repeats one character/],
    ['a huge file', huge, /at most 64 MB/],
  ])('%s is refused in one sentence and not kept', async (_, file, sentence) => {
    const training = trainingWith();
    await expect(training.addText('text', file)).rejects.toThrow(sentence);
    expect((await training.sources()).filter((s) => s.kind === 'own')).toEqual([]);
  });
});

describe('a run', () => {
  test('is kept, exported, imported, resumed, and goes on writing the same text', async () => {
    const training = trainingWith();
    const id = await trained(training, taskSpec({}, { firstLayer: true }));
    const record = (await loadExperiment(id))!;
    expect(record.status).toBe('finished');
    expect(record.trainings[0]!.device.where).toBe('node');
    expect((await loadCheckpoint(id))!.plans.map((p) => p.step)).toEqual([12, 12]);
    const ask = (t: Training, arm: number): Promise<string> =>
      t.generate({ arm, prompt: '1', length: 20, temperature: 0, topK: 0 });
    const text = await ask(training, 1);
    expect(text).toHaveLength(20);
    const report = await training.profile(1);
    expect(report).toMatchObject({ arm: 1, step: 12, replicas: 2 });
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

  test('is looked into while it trains, in later sessions too, until nobody looks any more', async () => {
    const training = trainingWith();
    await training.inspect(4);
    const steps = async (run: (listener: Heard) => Promise<void>): Promise<number[]> => {
      const listener = heard();
      await run(listener);
      return listener.allFrames.filter((f) => f.arm === 0).map((f) => f.step);
    };
    const start = (listener: Heard): Promise<void> => training.start(taskSpec({}), listener);
    let id = '';
    expect(await steps((l) => start(l).then(() => void (id = l.records[0]!.id)))).toEqual([4, 8, 12]);
    expect((await loadExperiment(id))!.arms[0]!.inside!.steps).toEqual([4, 8, 12]);
    await training.inspect(6);
    expect(await steps(start)).toEqual([6, 12]);
    await training.inspect(0);
    expect(await steps(start)).toEqual([]);
    for (const wrong of [-1, 0.5, NaN, Infinity])
      await expect(training.inspect(wrong)).rejects.toThrow(/^What is inside is captured every whole number .+\.$/);
    expect(await steps(start), 'a wrong number changes nothing').toEqual([]);
  });

  test('shows where it looks and what each layer would answer', async () => {
    const training = trainingWith();
    await trained(training, taskSpec({ depth: 2 }, { depth: 2, heads: 2, residual: false }));
    const look = await training.look({ arm: 0, text: '12+3', layer: 1, head: 0 });
    expect(look).toMatchObject({ arm: 0, step: 12, tokens: [...'12+3'] });
    expect(look.attention).toHaveLength(16);
    expect(look.lens).toHaveLength(3);
    expect(structuredClone(look), 'it can be sent to the page').toEqual(look);
    const { lens } = await training.look({ arm: 1, text: '1', layer: 0, head: 1 });
    expect(sentenceOf(lens as Message)).toMatch(/^Without residual .+\.$/);
    await expect(training.look({ arm: 0, text: '1', layer: 2, head: 0 })).rejects.toThrow('The layer must be');
  });

  test('can be paused, stepped, continued and stopped; stopped, it resumes from its checkpoint', async () => {
    const training = trainingWith();
    const listener = heard();
    let asked = false;
    listener.onProgress = ({ arms }) => {
      if (asked || arms[0]!.step < 2) return;
      asked = true;
      void training.pause();
    };
    const ended = training.start(taskSpec({ steps: 200 }), listener);
    await listener.next('paused');
    const at = listener.allProgress.at(-1)!.arms[0]!.step;
    await training.step();
    await listener.next('paused');
    expect(listener.allProgress.at(-1)!.arms[0]!.step).toBe(at + 1);
    await expect(training.start(taskSpec({}), heard())).rejects.toThrow('already training here: stop it first.');
    const going = listener.next('training');
    await training.continue();
    await going;
    await training.stop();
    await ended;
    expect(listener.states.at(-1)).toEqual({ phase: 'stopped', resumable: true });
    const { id } = listener.records[0]!;
    const stoppedAt = (await loadCheckpoint(id))!.plans[0]!.step;
    expect(stoppedAt).toBeLessThan(200);
    const again = heard();
    await training.resume(id, again);
    expect(again.states.at(-1)).toEqual({ phase: 'finished' });
    expect(again.records[0]!.arms[0]!.runs[0]!.train).toHaveLength(stoppedAt);
    expect((await loadExperiment(id))!.arms[0]!.runs[0]!.train).toHaveLength(200);
  });

  test('that cannot start says why, and the next one can', async () => {
    const training = trainingWith();
    await expect(training.start({ ...taskSpec({}), arms: [] }, heard())).rejects.toThrow('1 to 12 arms, not 0.');
    await expect(training.start(taskSpec({ source: 'novel' }), heard())).rejects.toThrow('is not part of this build');
    await trained(training);
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
    await training.extend(id, [7, 9], listener);
    expect((await loadExperiment(id))!.arms[0]!.runs.map((r) => r.status)).toEqual([
      'finished',
      'finished',
      'stopped',
      'stopped',
    ]);
    await expect(training.extend(id, [11], heard())).rejects.toThrow('has not ended');
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
    await expect(training.extend('nothing', [1], heard())).rejects.toThrow('no longer on this machine');
  });

  test('that came without weights takes more seeds, but cannot resume', async () => {
    const training = trainingWith();
    const { record } = await (async () => {
      const id = await trained(training);
      return { record: (await loadExperiment(id))! };
    })();
    await deleteExperiment(record.id);
    const imported = await importRecord(exportRecord(record));
    await expect(training.resume(imported.id, heard())).rejects.toThrow('weights of this experiment were not kept');
    await training.extend(imported.id, [5], heard());
    expect((await loadExperiment(imported.id))!.arms[0]!.runs.map((r) => r.status)).toEqual(['finished', 'finished', 'finished']);
    await expect(training.resume(imported.id, heard())).rejects.toThrow('weights of this experiment were not kept');
  });

  test('that is open in another tab is refused', async () => {
    const training = trainingWith({ alone: () => Promise.resolve(false) });
    await expect(training.start(taskSpec({}), heard())).rejects.toThrow('This experiment is open in another tab');
    await expect(training.resume('some-run', heard())).rejects.toThrow('This experiment is open in another tab');
  });

  test('is locked by its own name while it trains', async () => {
    const names: string[] = [];
    const training = trainingWith({
      alone: async (name, work) => {
        names.push(name);
        await work();
        return true;
      },
    });
    const id = await trained(training);
    await training.resume(id, heard());
    expect(names).toEqual([`plateau run ${id}`, `plateau run ${id}`]);
  });

  test('that is not here cannot be resumed or exported', async () => {
    const training = trainingWith();
    await expect(training.resume('gone', heard())).rejects.toThrow('This experiment is no longer on this machine.');
    await expect(training.weights('gone', 0, 0)).rejects.toThrow('This experiment is no longer on this machine.');
    const nothing = { arm: 0, prompt: '', length: 1, temperature: 0, topK: 0 };
    await expect(training.generate(nothing)).rejects.toThrow('No model is loaded');
    await expect(training.profile(0)).rejects.toThrow('No model is loaded');
    await expect(training.look({ arm: 0, text: 'a', layer: 0, head: 0 })).rejects.toThrow('No model is loaded');
    await expect(training.importWeights(new Blob(['not weights']))).rejects.toThrow(/safetensors/);
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
    expect(sentenceOf(state.message!)).toMatch(/^The GPU stopped answering .+: everything up to the last checkpoint is kept\.$/);
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
    expect(sentenceOf(state.message!)).toMatch(/^The GPU reported an error: /);
    expect((await loadExperiment(id))!.reason).toEqual(state.message);
    const again = heard();
    await training.resume(id, again);
    expect(again.states.at(-1)).toEqual({ phase: 'finished' });
    expect(devices).toHaveLength(2);
  });
});

test('what is on the cards is compiled before anybody starts it', async () => {
  const compiled = vi.spyOn(GPUDevice.prototype, 'createComputePipelineAsync');
  const training = trainingWith();
  await training.warm([taskArm]);
  const before = compiled.mock.calls.length;
  expect(before).toBeGreaterThan(10);
  await training.warm([taskArm]);
  expect(compiled.mock.calls.length, 'once').toBe(before);
  await training.warm([{ ...taskArm, width: -1 }]); // refused when it is started, in words
  compiled.mockRestore();
});

describe('what version 2 kept on this machine', () => {
  const fixture = (name: string): string => readFileSync(`test/fixtures/${name}`, 'utf8');
  /** Float arrays lie in the fixture in base64. */
  const revived = (_: string, value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || !('float32' in value)) return value;
    const bytes = Buffer.from(value.float32 as string, 'base64');
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  };

  test('opens, and is trained to its end', async () => {
    const storage = memoryStorage();
    await storage.setMany(JSON.parse(fixture('stopped.stored.json'), revived) as [string, unknown][]);
    setStorage(storage);
    const then = parseRecord(fixture('stopped.finished.json'));
    const kept = (await loadExperiment(then.id))!;
    expect([kept.status, kept.arms[0]!.runs.map((r) => r.status)]).toEqual(['stopped', ['stopped', 'stopped']]);
    const done = kept.arms[0]!.runs[0]!.train.length;
    expect(done).toBeGreaterThan(0);
    const training = trainingWith();
    await training.resume(then.id, heard());
    const now = (await loadExperiment(then.id))!;
    expect(now.status).toBe('finished');
    for (const [i, { train, final }] of now.arms[0]!.runs.entries()) {
      const before = then.arms[0]!.runs[i]!;
      expect(train.slice(0, done)).toEqual(before.train.slice(0, done));
      expect(train.map(([step]) => step)).toEqual(before.train.map(([step]) => step));
      expect(final).toBeCloseTo(before.final!, 1); // on whatever GPU this is
    }
  });
});
