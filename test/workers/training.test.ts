// The worker's side of the protocol: texts, one run after another, and everything that can go wrong around them.

import { readFileSync } from 'node:fs';
import { releaseProxy } from 'comlink';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseRecord } from '#src/experiment/files/schema.ts';
import {
  deleteExperiment,
  exportRecord,
  importRecord,
  listExperiments,
  loadCheckpoint,
  loadExperiment,
} from '#src/storage/experiments.ts';
import { memoryStorage, setStorage } from '#src/storage/storage.ts';
import { sentenceOf, type Message } from '#src/words/message.ts';
import { heard, type Heard } from '../session/listener.ts';
import { taskArm, taskSpec, trained, trainingWith } from './environment.ts';

beforeEach(() => setStorage(memoryStorage()));
afterAll(() => setStorage(memoryStorage()));

describe('texts', () => {
  test('the visitor’s own joins the sources, and can be trained on', async () => {
    const training = trainingWith({ corpora: ['novel'] });
    const before = await training.sources();
    expect(before.filter((s) => s.kind === 'text' && s.available).map((s) => s.id)).toEqual(['novel']);
    expect(before.find((s) => s.id === 'markov')!.available).toBe(true);
    const text = 'the cat sat on the mat, and the rat sat on the cat. '.repeat(30);
    const report = await training.addText('  my text ', new Blob([text]));
    expect(report.source).toMatch(/^own:/);
    expect([report.characters, report.different]).toEqual([text.length, new Set(text).size]);
    const own = (await training.sources()).find((s) => s.id === report.source)!;
    expect([own.title, own.kind, own.available, own.characters]).toEqual(['my text', 'own', true, text.length]);
    const id = await trained(training, taskSpec({ source: report.source }));
    expect((await loadExperiment(id))!.data).toMatchObject({ name: 'my text', characters: text.length });
    expect(await training.generate({ arm: 0, prompt: 'the 鯨', length: 4, temperature: 0, topK: 0 })).toMatchObject({
      prompt: 'the ',
      unread: { code: 'charactersLeftOut', values: { characters: '鯨' } },
    });
    await training.deleteText(report.source);
    expect((await training.sources()).some((s) => s.id === report.source)).toBe(false);
    await expect(training.start(taskSpec({ source: report.source }), heard())).rejects.toThrow('not on this machine');
    await expect(training.restoreText('own:other')).rejects.toThrow('no longer on this machine');
    await training.restoreText(report.source);
    expect((await training.sources()).find((s) => s.id === report.source)).toEqual(own);
    await expect(training.restoreText(report.source)).rejects.toThrow('no longer on this machine');
  });

  test('of very many characters says how many were left out, and what share that is', async () => {
    // 01-chinese-5000.txt in small, with characters beyond 16 bits, which count as one.
    const training = trainingWith();
    const text = String.fromCodePoint(...Array.from({ length: 6000 }, (_, i) => 0x20000 + (i % 2000)));
    const report = await training.addText('many', new Blob([text]));
    expect(report).toMatchObject({ characters: 6000, different: 2000 });
    const own = (await training.sources()).find((s) => s.id === report.source)!;
    expect(own.characters).toBe(6000);
    expect(sentenceOf(own.lost!)).toBe(
      'The text has 2,000 different characters; the 1,489 rarest, 74 % of the text, are all read as �.',
    );
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
  test('is looked into while it trains, in later sessions too, until nobody looks any more', async () => {
    const training = trainingWith();
    await training.inspect(4);
    const steps = async (run: (listener: Heard) => Promise<unknown>): Promise<number[]> => {
      const listener = heard();
      await run(listener);
      return listener.allFrames.filter((f) => f.arm === 0).map((f) => f.step);
    };
    const start = (listener: Heard): Promise<unknown> => training.start(taskSpec({}), listener);
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

  test('that came without weights takes more seeds, but cannot resume', async () => {
    const training = trainingWith();
    const { record } = await (async () => {
      const id = await trained(training);
      return { record: (await loadExperiment(id))! };
    })();
    await deleteExperiment(record.id);
    const imported = await importRecord(exportRecord(record));
    await expect(training.resume(imported.id, heard())).rejects.toThrow('weights of this experiment were not kept');
    await training.extend(imported.id, [5], false, heard());
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
    expect(names).toEqual([`run ${id}`, `run ${id}`]);
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

describe('what is stopped before it has begun', () => {
  const never = (): Promise<never> => new Promise(() => {});
  test('while its text hangs, which is told', async () => {
    let given: AbortSignal | undefined;
    let hangs = (): void => {};
    const training = trainingWith({
      corpora: ['novel'],
      loadCorpus: (_, signal) => {
        given = signal;
        hangs();
        return never();
      },
    });
    const waiting = new Promise<void>((resolve) => (hangs = resolve));
    const listener = heard();
    const started = training.start(taskSpec({ source: 'novel', context: 16 }), listener);
    await waiting;
    await expect(training.start(taskSpec({}), heard())).rejects.toThrow('already training here');
    await training.stop();
    const next = trained(training);
    await started;
    expect(listener.states.at(-1)).toEqual({ phase: 'stopped' });
    expect(listener.records, 'nothing is kept').toEqual([]);
    await next;
    expect(given!.aborted).toBe(true);
  });

  test('while it compiles', async () => {
    const training = trainingWith();
    await trained(training);
    const device = await training.device();
    expect(device.ok).toBe(true);
    const compile = vi.spyOn(GPUDevice.prototype, 'createComputePipelineAsync').mockImplementation(never);
    const buffers = vi.spyOn(GPUDevice.prototype, 'createBuffer');
    try {
      const listener = heard();
      const started = training.start(taskSpec({ hyperConnections: true, width: 12 }), listener);
      await vi.waitFor(() => expect(compile).toHaveBeenCalled());
      await training.stop();
      await started;
      expect(listener.states.map((s) => s.phase)).toEqual(['preparing', 'preparing', 'stopped']);
      expect(buffers, 'nothing was made yet').not.toHaveBeenCalled();
      expect(await listExperiments()).toHaveLength(1);
    } finally {
      vi.restoreAllMocks();
    }
    await trained(training);
  });

  test('while the GPU is looked for', async () => {
    let hangs = (): void => {};
    const waiting = new Promise<void>((resolve) => (hangs = resolve));
    const requestAdapter = (): Promise<never> => {
      hangs();
      return never();
    };
    const gpu = { requestAdapter } as unknown as GPU;
    const training = trainingWith({ gpu });
    const started = training.start(taskSpec({}), heard());
    await waiting;
    await training.stop();
    await started;
  });

  test('while it waits for the one before to be saved, or one after another', async () => {
    const training = trainingWith();
    const first = heard();
    const started = training.start(taskSpec({ steps: 200 }), first);
    await first.next('training');
    const others: Promise<unknown>[] = [];
    for (let i = 0; i < 3; i++) {
      await training.stop();
      others.push(training.start(taskSpec({}), heard()));
    }
    await training.stop();
    await Promise.all([started, ...others]);
    expect((await listExperiments()).map(({ status }) => status)).toEqual(['stopped']);
    await trained(training);
  });

  test('when it goes on from a checkpoint, which stays what it was', async () => {
    let hang = false;
    let hangs = (): void => {};
    const waiting = new Promise<void>((resolve) => (hangs = resolve));
    const text = 'the cat sat on the mat, and the rat sat on the cat. '.repeat(30);
    const training = trainingWith({
      corpora: ['novel'],
      loadCorpus: () => {
        if (!hang) return Promise.resolve(text);
        hangs();
        return never();
      },
    });
    const first = heard();
    const started = training.start(taskSpec({ source: 'novel', steps: 200 }), first);
    await first.next('training');
    await training.stop();
    await started;
    const { id } = first.records[0]!;
    const before = await loadExperiment(id);
    hang = true;
    const again = training.resume(id, heard());
    await waiting;
    await training.stop();
    await again;
    expect(await loadExperiment(id)).toEqual(before);
    hang = false;
    const last = heard();
    await training.resume(id, last);
    expect(last.states.at(-1)).toEqual({ phase: 'finished' });
  });
});

test('a listener that came over a channel is let go at the end, however it ended', async () => {
  const training = trainingWith();
  const released = vi.fn();
  const remote = () => Object.assign(heard(), { [releaseProxy]: released });
  await training.start(taskSpec({}), remote());
  expect(released).toHaveBeenCalledTimes(1);
  await training.start({ ...taskSpec({}), arms: [] }, remote()).catch(() => {});
  expect(released).toHaveBeenCalledTimes(2);
  const training200 = training.start(taskSpec({ steps: 200 }), remote());
  await training.start(taskSpec({}), remote()).catch(() => {});
  expect(released, 'refused while another trains').toHaveBeenCalledTimes(3);
  await training.stop();
  await training200;
  expect(released).toHaveBeenCalledTimes(4);
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
