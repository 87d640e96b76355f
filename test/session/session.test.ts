// Whole sessions at the size made for tests: what is recorded and told, and that no interruption changes a curve.

import { describe, expect, test, vi } from 'vitest';
import { deviceOf } from '#src/experiment/arms.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { armsOf, budgetsOf, cohortsOf, prepare } from '#src/session/cohorts.ts';
import type { ProfileReport } from '#src/session/kernel-times.ts';
import { withSeeds } from '#src/session/new-record.ts';
import { openSession, type SessionHost, type Beginning } from '#src/session/open.ts';
import type { Session } from '#src/session/session.ts';
import type { PlanCheckpoint } from '#src/storage/checkpoint.ts';
import { Cohort } from '#src/train/cohort.ts';
import { piecesOfStep } from '#src/train/pace.ts';
import { sentenceOf, message } from '#src/words/message.ts';
import { countBuffers } from '../gpu/count-buffers.ts';
import { featuredDevice, gpuDevice, withErrorScopes } from '../gpu/device.ts';
import { usual } from '../gpu/usual.ts';
import { specOf, text, tiny } from '../tiny.ts';
import { heard, type Heard } from './listener.ts';
import { twoShapes } from './tiny.ts';

let kernels: Promise<Kernels> | undefined;
const sharedKernels = (): Promise<Kernels> => (kernels ??= gpuDevice().then((device) => new Kernels(device, usual)));

interface Host extends SessionHost {
  readonly listener: Heard;
  readonly saved: { record: ExperimentRecord; plans: PlanCheckpoint[] | undefined }[];
  /** Called at every save. */
  onSave: () => void | Promise<void>;
}

async function newHost(): Promise<Host> {
  const host: Host = {
    kernels: await sharedKernels(),
    device: { adapter: 'test', software: true, where: 'node' },
    listener: heard(),
    load: (source) => (source === 'own:small' ? Promise.resolve(text) : Promise.reject(new Error('There is no such text.'))),
    saved: [],
    onSave: () => {},
    save: async (record, plans) => {
      host.saved.push({ record: structuredClone(record), plans });
      await host.onSave();
    },
  };
  return host;
}

type From = Beginning;

/** Opens, lets `meanwhile` see the session, runs to the end. */
async function run(
  from: From,
  meanwhile: (session: Session, host: Host) => void = () => {},
): Promise<Host & { record: ExperimentRecord }> {
  const host = await newHost();
  return withErrorScopes(async () => {
    const session = await openSession(host, 'id', from);
    meanwhile(session, host);
    await session.run();
    await session.destroy();
    return Object.assign(host, { record: session.record });
  });
}

const curvesOf = (record: ExperimentRecord) =>
  record.arms.map((arm) => arm.runs.map(({ train, validation }) => ({ train, validation })));
const replicasOf = (record: ExperimentRecord) => record.arms.flatMap((arm) => arm.runs);
const phases = ({ states }: Heard): string[] => states.map((s) => s.phase).filter((p, i, all) => p !== all[i - 1]);

// The widths of the third lesson would only compile more kernels.
describe.each(['shortcuts', 'data'])('the %s experiment', (id) => {
  test('trains every run to the end, and tells all it records', async () => {
    const spec = lessons.find((each) => each.id === id)!.spec('test');
    const { record, listener, saved } = await run(spec);
    expect(phases(listener)).toEqual(['preparing', 'training', 'finished']);
    expect(record.status).toBe('finished');
    expect(record.reason).toBeUndefined();
    expect(listener.records).toHaveLength(1);
    expect(replicasOf(listener.records[0]!).every((r) => r.train.length === 0 && r.status === 'waiting')).toBe(true);
    const { steps, batch, context } = spec.arms[0]!.config;
    record.arms.forEach((arm, a) => {
      expect(arm.name).toBe(spec.arms[a]!.name);
      expect(arm.dispatchesPerStep).toBeGreaterThan(20);
      expect(arm.samples.map((s) => s.step)).toEqual([11, 15, 30]);
      expect(arm.samples.every((s) => s.seed === spec.seeds[0] && s.text.length > 40)).toBe(true);
      arm.runs.forEach((run, r) => {
        expect(run.status).toBe('finished');
        expect(run.seed).toBe(spec.seeds[r]);
        expect(run.tokens).toBe(steps * batch * context);
        expect(run.seconds).toBeGreaterThan(0);
        expect(run.train.map(([step]) => step)).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
        expect(run.validation.map(([step]) => step)).toEqual([1, 4, 7, 11, 15, 19, 25, 30]);
        // Measured on more windows of the same text: near the last point of the curve, and not the same.
        expect(Math.abs(run.final! - run.validation.at(-1)![1])).toBeLessThan(0.3);
        expect(run.final).not.toBe(run.validation.at(-1)![1]);
        expect([run.final!, ...run.train.map(([, loss]) => loss)].every((l) => l === Number(l.toFixed(6)))).toBe(true);
        expect([...run.train, ...run.validation].every(([, loss]) => loss > 1 && loss < 6)).toBe(true);
        expect(listener.curve(a, r, 'train')).toEqual(run.train);
        expect(listener.curve(a, r, 'validation')).toEqual(run.validation);
      });
    });
    expect(listener.allSamples).toHaveLength(3 * record.arms.length);
    expect(record.floors.length).toBeGreaterThan(2);
    expect(listener.allReferences).toEqual([record.floors]);
    const last = listener.allProgress.at(-1)!;
    expect(last.arms.map((a) => a.step)).toEqual(spec.arms.map(() => steps));
    expect(last.arms.every((a) => a.statuses.every((s) => s === 'finished'))).toBe(true);
    expect(last.arms.map((a) => a.finals)).toEqual(record.arms.map((arm) => arm.runs.map((r) => r.final)));
    expect(last.secondsLeft).toBe(0);
    expect(last.bytes).toBeGreaterThan(0);
    const kept = saved.at(-1)!;
    expect(kept.record.status).toBe('finished');
    expect(curvesOf(kept.record)).toEqual(curvesOf(record));
    expect(kept.plans!.every((p) => p.step === steps && p.alive.every(Boolean))).toBe(true);
  });
});

test('arms of equal shape share a cohort: their time is shared among all runs', async () => {
  const spec = lessons.find(({ id }) => id === 'data')!.spec('test');
  const known = ({ arms, seeds }: ExperimentSpec) => armsOf({ arms, seeds }).map((arm) => ({ ...arm, vocab: 12 }));
  expect(cohortsOf(known(spec)).size).toBe(1);
  expect(cohortsOf(known(lessons.find(({ id }) => id === 'shortcuts')!.spec('test'))).size).toBe(4);
  const { record } = await run(specOf(2, {}, { learningRate: 3e-3 }, { uniqueText: 500 }));
  for (const r of replicasOf(record)) expect(r.secondsShare).toBeCloseTo(r.seconds / 6, 10);
});

test('arms that read the same text are measured on the same windows, however long they train', async () => {
  const spec = specOf(1, {}, { steps: 120 }, { context: 4 }, { noise: 0.5 });
  const { load } = await newHost();
  const prepared = await prepare(armsOf(spec), load);
  const keys = [...prepared.cohorts].map(([key, members]) => [members[0]!.arm, key] as const);
  const budgets = budgetsOf(prepared);
  const of = (arm: number) => budgets.get(keys.find(([a]) => a === arm)![1])!;
  expect([of(0).windows, of(0).windowsAtEnd]).toEqual([of(1).windows, of(1).windowsAtEnd]);
  expect([of(0), of(1)].map(({ evaluations }) => evaluations.at(-1))).toEqual([24, 120]);
  const alone = budgetsOf(await prepare(armsOf(specOf(1, {})), load))
    .values()
    .next().value!;
  expect(of(0).windowsAtEnd).toBeGreaterThan(alone.windowsAtEnd);
  expect(of(2).windowsAtEnd, 'windows of another size').toBeLessThan(of(0).windowsAtEnd);
});

test('cohorts of different shape go forward together', async () => {
  const { listener } = await run(twoShapes);
  const { steps } = tiny;
  for (const { arms } of listener.allProgress)
    expect(Math.abs(arms[0]!.step - arms[1]!.step)).toBeLessThanOrEqual(Math.ceil(steps / 6) * 2);
});

describe('an interruption changes nothing:', () => {
  let uninterrupted: ReturnType<typeof run> | undefined;
  const whole = (): ReturnType<typeof run> => (uninterrupted ??= run(twoShapes));

  test('pause, single steps, continue', async () => {
    const through = await whole();
    const done: number[][] = [];
    const paused = await run(twoShapes, (session, { listener }) => {
      const interrupt = async (): Promise<void> => {
        for (let i = 0; i < 3; i++) {
          const state = await listener.next('paused');
          expect(state.resumable).toBe(true);
          expect(session.record.status).toBe('paused');
          done.push(listener.allProgress.at(-1)!.arms.map((a) => a.step));
          if (i < 2) session.step();
        }
        session.continue();
      };
      void interrupt();
      listener.onProgress = ({ arms }) => {
        if (arms[0]!.step > 2) session.pause();
        if (arms[0]!.step > 2) listener.onProgress = () => {};
      };
    });
    expect(done).toHaveLength(3);
    // A step takes the cohort that is behind first: then all stand at the same step and move on together.
    const [first, second, third] = done.map((steps) => Math.min(...steps));
    expect([second! - first!, third! - second!]).toEqual([1, 1]);
    expect(done[2]![0]).toBeLessThan(tiny.steps);
    expect(paused.record.status).toBe('finished');
    expect(curvesOf(paused.record)).toEqual(curvesOf(through.record));
    expect(paused.listener.curve(0, 0, 'train')).toEqual(paused.record.arms[0]!.runs[0]!.train);
  });

  test('stop, and open again from what was saved', async () => {
    const through = await whole();
    const first = await run(twoShapes, (session, { listener }) => {
      listener.onProgress = ({ arms }) => arms[0]!.step > 6 && session.stop();
    });
    expect(first.record.status).toBe('stopped');
    expect(first.listener.states.at(-1)).toEqual({ phase: 'stopped', resumable: true });
    expect(replicasOf(first.record).every((r) => r.status === 'stopped')).toBe(true);
    const { record, plans } = first.saved.at(-1)!;
    expect(plans).toHaveLength(2);
    expect(plans![0]!.step).toBeLessThan(tiny.steps);
    const again = await run({ record, plans: plans! });
    expect(again.record.status).toBe('finished');
    expect(curvesOf(again.record)).toEqual(curvesOf(through.record));
    expect(again.record.arms.map((a) => a.samples)).toEqual(through.record.arms.map((a) => a.samples));
    // The listener hears the curve so far with the record, and then only what is new.
    const [begun] = again.listener.records;
    const before = begun!.arms[0]!.runs[0]!.train;
    expect([...before, ...again.listener.curve(0, 0, 'train')]).toEqual(again.record.arms[0]!.runs[0]!.train);
    expect(before.length).toBe(plans!.find((p) => p.key.includes('"width",8'))!.step);
  });

  test('a crash loses what came after the checkpoint, and trains it again', async () => {
    const through = await whole();
    const first = await run(twoShapes, (session, { listener }) => {
      void listener.next('paused').then(() => session.continue());
      listener.onProgress = ({ arms }) => {
        if (arms[0]!.step > 3) session.pause();
        if (arms[0]!.step > 3) listener.onProgress = () => {};
      };
    });
    // The record went on after the checkpoint that the pause saved.
    const { plans } = first.saved.find((s) => s.plans?.every((p) => p.step > 0))!;
    expect(plans!.every((p) => p.step < tiny.steps)).toBe(true);
    const again = await run({ record: structuredClone(first.record), plans: plans! });
    expect(curvesOf(again.record)).toEqual(curvesOf(through.record));
  });

  test('a run whose checkpoint is gone starts over', async () => {
    const through = await whole();
    const again = await run({ record: structuredClone(through.record), plans: [] });
    expect(curvesOf(again.record)).toEqual(curvesOf(through.record));
  });
});

describe('wishes that come while a pause is being saved', () => {
  test.each(['stop', 'continue', 'step'] as const)('%s is not lost', async (wish) => {
    const { record, listener } = await run(twoShapes, (session, host) => {
      let pausing = false;
      host.listener.onProgress = ({ arms }) => {
        if (pausing || arms[0]!.step < 3) return;
        pausing = true;
        session.pause();
        host.onSave = () => {
          host.onSave = () => {};
          session[wish]();
          // A single step pauses again: end the test there.
          if (wish === 'step') void host.listener.next('paused').then(() => session.continue());
        };
      };
    });
    expect(record.status).toBe(wish === 'stop' ? 'stopped' : 'finished');
    expect(listener.states.at(-1)!.phase).toBe(record.status);
  });
});

describe('an arm that diverges', () => {
  // The decay multiplies every matrix by −9 at each step.
  const hopeless: Partial<ArmConfig> = { learningRate: 1, weightDecay: 10, clip: 0, warmup: 1, steps: 40 };
  const healthy: Partial<ArmConfig> = { clip: 0, warmup: 1, steps: 40 };

  test('ends with a sentence and can be resumed; its neighbours in the cohort finish', async () => {
    const alone = await run(specOf(2, healthy));
    const { record, listener, saved } = await run(specOf(2, healthy, hopeless));
    expect(record.status).toBe('stopped');
    const [fine, gone] = record.arms;
    expect(fine!.runs.map((r) => r.status)).toEqual(['finished', 'finished']);
    expect(gone!.runs.map((r) => r.status)).toEqual(['diverged', 'diverged']);
    expect(sentenceOf(gone!.runs[0]!.reason!)).toMatch(/^The loss was no longer a number at step \d+: .+\.$/);
    expect(sentenceOf(record.reason!)).toBe(`arm 1: ${sentenceOf(gone!.runs[0]!.reason!)}`);
    expect(listener.states.at(-1)).toEqual({ phase: 'stopped', resumable: true, message: record.reason });
    expect(curvesOf(record)[0]).toEqual(curvesOf(alone.record)[0]);
    const losses = gone!.runs.flatMap((r) => [...r.train, ...r.validation]).map(([, loss]) => loss);
    expect(losses.length).toBeGreaterThan(0);
    expect(losses.every(Number.isFinite)).toBe(true);
    const { record: kept, plans } = saved.at(-1)!;
    const again = await run({ record: kept, plans: plans! });
    expect(again.record.status).toBe('stopped');
    expect(curvesOf(again.record)[0]).toEqual(curvesOf(alone.record)[0]);
  });

  test('alone in its cohort, it does not hold up the others', async () => {
    const { record } = await run(specOf(1, { ...hopeless, width: 12 }, healthy));
    expect(record.arms.map((a) => a.runs[0]!.status)).toEqual(['diverged', 'finished']);
    expect(record.arms[0]!.runs[0]!.tokens).toBeLessThan(record.arms[1]!.runs[0]!.tokens);
  });
});

describe('what cannot be trained is refused in one sentence, before anything is allocated:', () => {
  const many = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
  test.each<[string, Partial<ExperimentSpec>, RegExp]>([
    ['no arms', { arms: [] }, /^An experiment has 1 to 12 arms, not 0\.$/],
    [
      'thirteen arms',
      { arms: many(13).map((i) => ({ name: `${i}`, config: tiny })) },
      /^An experiment has 1 to 12 arms, not 13\.$/,
    ],
    ['no seeds', { seeds: [] }, /^An experiment has 1 to 16 seeds per arm, not 0\.$/],
    ['seventeen seeds', { seeds: many(17) }, /^An experiment has 1 to 16 seeds per arm, not 17\.$/],
    ['a fractional seed', { seeds: [0.5] }, /^A seed must be a whole number from 0 to 4294967295\.$/],
    [
      'two options that exclude each other',
      { arms: specOf(1, {}, { hyperConnections: true, uNet: true }).arms },
      /^arm 1: Hyper-connections replace .+\.$/,
    ],
    ['a width that heads do not divide', { arms: specOf(1, { width: 10 }).arms }, /^arm 0: Width must be .+\.$/],
    ['a model that does not fit', { arms: specOf(1, { width: 1024, depth: 48, heads: 16 }).arms }, /^The weights need .+\.$/],
    [
      'a batch that does not fit',
      { arms: specOf(1, { width: 512, heads: 8, source: 'markov', context: 1024, batch: 512 }).arms },
      /^One layer needs .+\.$/,
    ],
    ['an unknown source', { arms: specOf(1, { source: 'nowhere' }).arms }, /^There is no data source “nowhere”: .+\.$/],
    [
      'a text that is not there',
      { arms: specOf(1, { source: 'own:gone' }).arms },
      /^This text of your own is not on this machine: .+\.$/,
    ],
    ['too little unique text', { arms: specOf(1, { uniqueText: 3 }).arms }, /^Unique text must be more than .+\.$/],
  ])('%s', async (_, change, sentence) => {
    const host = await newHost();
    const buffers = countBuffers(host.kernels.device);
    try {
      await expect(openSession(host, 'id', { ...twoShapes, ...change })).rejects.toThrow(sentence);
      expect(buffers.created()).toBe(0);
      expect(host.listener.records).toHaveLength(0);
      expect(host.saved).toHaveLength(0);
    } finally {
      buffers.restore();
    }
  });
});

test('a session gives back every buffer', async () => {
  const device = await gpuDevice();
  const buffers = countBuffers(device);
  try {
    const { record } = await run(twoShapes);
    expect(record.status).toBe('finished');
    expect(buffers.created()).toBeGreaterThan(20);
    expect(buffers.alive()).toEqual([]);
  } finally {
    buffers.restore();
  }
});

test('the next experiment of the same kind compiles nothing, whatever its width, seeds and arms', async () => {
  const { device } = await sharedKernels();
  const compile = vi.spyOn(device, 'createComputePipelineAsync');
  await run(specOf(1, { width: 16, heads: 2 }));
  const compiled = compile.mock.calls.length;
  await run(specOf(2, { width: 24, heads: 3 }, { width: 24, heads: 3, depth: 2 }));
  expect(compile.mock.calls.length).toBe(compiled);
  compile.mockRestore();
});

describe('a GPU with too little memory', () => {
  /** Opens and trains a session on a GPU that is out of memory for the first `times` cohorts. */
  async function refused(times: number): Promise<Host & { record: ExperimentRecord }> {
    const { device } = await sharedKernels();
    const { popErrorScope } = device;
    let left = times;
    device.popErrorScope = () =>
      left-- > 0 ? popErrorScope.call(device).then(() => new GPUOutOfMemoryError('')) : popErrorScope.call(device);
    try {
      return await run(twoShapes);
    } finally {
      device.popErrorScope = popErrorScope;
    }
  }

  test('trains all the same: activations are recomputed, and it says so', async () => {
    const plain = await run(twoShapes);
    expect(plain.record.arms.map((a) => a.recomputed)).toEqual([false, false]);
    const buffers = countBuffers((await sharedKernels()).device);
    try {
      const { record, listener } = await refused(1);
      expect(curvesOf(record)).toEqual(curvesOf(plain.record));
      expect(record.arms.map((a) => a.recomputed)).toEqual([true, true]);
      expect(record.arms[0]!.dispatchesPerStep).toBeGreaterThan(plain.record.arms[0]!.dispatchesPerStep);
      const said = (states: Heard): (string | undefined)[] =>
        states.states.filter((s) => s.phase === 'training').map((s) => s.message && sentenceOf(s.message));
      expect(said(listener)).toEqual([
        'Activations are recomputed to fit this GPU’s memory: each step takes about a third longer.',
      ]);
      expect(said(plain.listener)).toEqual([undefined]);
      expect(buffers.alive(), 'nor is the first attempt left').toEqual([]);
    } finally {
      buffers.restore();
    }
  });

  test('refuses in one sentence if that does not help, and gives back every buffer', async () => {
    const buffers = countBuffers((await sharedKernels()).device);
    try {
      await expect(refused(4)).rejects.toThrow(/^The GPU has not enough memory for this arm: lower .+\.$/);
      expect(buffers.alive()).toEqual([]);
    } finally {
      buffers.restore();
    }
  });
});

test('the first step, whose time nobody knows, goes to the GPU in small pieces', async () => {
  const train = vi.spyOn(Cohort.prototype, 'train');
  const evaluate = vi.spyOn(Cohort.prototype, 'evaluate');
  try {
    await run(specOf(1, {}));
    expect(train.mock.calls[0]).toEqual([1, piecesOfStep(0)]);
    expect(train.mock.calls.length).toBeGreaterThan(1);
    for (const [, pieces] of [...train.mock.calls, ...evaluate.mock.calls]) expect(pieces).toBeGreaterThanOrEqual(1);
  } finally {
    vi.restoreAllMocks();
  }
});

describe('a profile', () => {
  const checked = (report: ProfileReport): void => {
    const sum = report.kernels.reduce((total, k) => total + k.milliseconds, 0);
    expect(report.milliseconds).toBeCloseTo(sum, 9);
    expect(report.milliseconds).toBeGreaterThan(0);
    expect(report.stepMilliseconds).toBeGreaterThan(0);
    expect(report.kernels.map((k) => k.milliseconds)).toEqual(
      report.kernels.map((k) => k.milliseconds).toSorted((a, b) => b - a),
    );
  };

  test('while training, while paused and afterwards changes nothing', async () => {
    const through = await run(twoShapes);
    const reports: Promise<ProfileReport>[] = [];
    const host = { ...(await newHost()), kernels: new Kernels(await featuredDevice(), usual) };
    await withErrorScopes(async () => {
      const session = await openSession(host, 'id', twoShapes);
      host.listener.onProgress = ({ arms }) => {
        if (arms.some((arm) => arm.step < 3)) return;
        host.listener.onProgress = () => {};
        reports.push(session.profile(1));
        void reports[0]!.then(() => session.pause());
      };
      const paused = async (): Promise<void> => {
        await host.listener.next('paused');
        reports.push(session.profile(0));
        expect((await reports[1]!).step).toBe(host.listener.allProgress.at(-1)!.arms[0]!.step);
        session.continue();
      };
      await Promise.all([session.run(), paused()]);
      const weights = await session.tensors(0, 0);
      reports.push(session.profile(0));
      // In the order in which they were asked for: while the kernels are timed the weights are not what they are.
      expect(await session.tensors(0, 0)).toEqual(weights);
      await expect(session.profile(7)).rejects.toThrow('This arm is not part of the session.');
      await session.destroy();
    });
    const [training, paused, finished] = await Promise.all(reports);
    expect([training!.arm, paused!.arm, finished!.arm]).toEqual([1, 0, 0]);
    expect(training!.step).toBeGreaterThanOrEqual(3);
    expect(finished!.step).toBe(tiny.steps);
    for (const report of [training!, paused!, finished!]) {
      checked(report);
      expect(report.replicas).toBe(2);
      const launches = report.kernels.reduce((sum, k) => sum + k.launches, 0);
      expect(launches).toBe(through.record.arms[report.arm]!.dispatchesPerStep);
    }
    expect(curvesOf(host.saved.at(-1)!.record)).toEqual(curvesOf(through.record));
    expect(phases(host.listener)).toEqual(['preparing', 'training', 'paused', 'training', 'finished']);
  });

  test('asked for while the session ends is answered', async () => {
    let report: Promise<ProfileReport> | undefined;
    await run(specOf(1, {}), (session, { listener }) => {
      listener.onProgress = () => {
        report ??= session.profile(0);
        session.stop();
      };
    });
    checked(await report!);
  });
});

test('text and weights come from the arm and run that were asked for', async () => {
  const host = await newHost();
  await withErrorScopes(async () => {
    const session = await openSession(host, 'id', twoShapes);
    await session.run();
    const ask = (arm: number, prompt = 'ab') => session.generate({ arm, prompt, length: 12, temperature: 0, topK: 0 }, 1);
    const [a, b] = await Promise.all([ask(0), ask(0)]);
    expect(a).toBe(b);
    expect(a).toHaveLength(12);
    await expect(ask(7)).rejects.toThrow('This arm is not part of the session.');
    const table = async (arm: number, run: number) => (await session.tensors(arm, run))!.find((t) => t.name === 'embed.token')!;
    expect((await table(0, 0)).shape).toEqual([12, 8]);
    expect((await table(1, 1)).shape).toEqual([12, 12]);
    expect((await table(0, 0)).data).not.toEqual((await table(0, 1)).data);
    expect(await session.tensors(0, 2)).toBeUndefined();
    await session.destroy();
  });
});

test('a storage that fails does not end the training: what is wrong is said, and said at the end', async () => {
  const full = 'The browser has no room left.';
  const { record, listener } = await run(specOf(1, {}), (_, host) => {
    host.onSave = () => Promise.reject(new Error(full));
  });
  expect(record.status).toBe('finished');
  expect(listener.states.some((s) => s.phase === 'training' && s.message && sentenceOf(s.message) === full)).toBe(true);
  expect(listener.states.at(-1)).toEqual({ phase: 'finished', message: message('said', { text: full }) });
});

test('a stop with a reason tells it', async () => {
  const wanted = message('said', { text: 'The GPU is wanted elsewhere.' });
  const { record, listener } = await run(specOf(1, {}), (session) => session.stop(wanted));
  expect([record.status, record.reason]).toEqual(['stopped', wanted]);
  expect(listener.states.at(-1)).toEqual({ phase: 'stopped', resumable: true, message: record.reason });
});

describe('seeds that are added later', () => {
  const shapes = ({ arms, seeds }: ExperimentSpec, from: number, to: number): ExperimentSpec => ({
    arms,
    seeds: seeds.slice(from, to),
    experiment: 'own',
    title: 'Own',
    question: '',
    size: 'own',
  });
  const three = { ...twoShapes, seeds: [0, 1, 2] };
  const finished = (host: Host) => host.saved.at(-1)!;
  const device = { adapter: 'test', software: true, where: 'node' };

  test('train as if they had been there from the start, and leave what was trained as it is', async () => {
    const together = await run(three);
    const first = await run(shapes(three, 0, 1));
    const { record, plans } = finished(first);
    const more = await run({ record: withSeeds(record, [1, 2], device), plans: plans! });
    expect(more.record.status).toBe('finished');
    expect(curvesOf(more.record)).toEqual(curvesOf(together.record));
    expect(replicasOf(more.record).map((r) => r.final)).toEqual(replicasOf(together.record).map((r) => r.final));
    expect(more.record.arms.map((arm) => arm.runs.map((r) => [r.seed, r.training, r.status]))).toEqual(
      [0, 1].map(() => [
        [0, 0, 'finished'],
        [1, 1, 'finished'],
        [2, 1, 'finished'],
      ]),
    );
    expect(more.record.arms.map((arm) => arm.samples)).toEqual(first.record.arms.map((arm) => arm.samples));
    expect(more.record.floors).toEqual(first.record.floors);
    // Only the new ones are told; the old ones come with the record.
    expect(new Set(more.listener.allPoints.map((p) => p.run))).toEqual(new Set([1, 2]));
    expect(new Set(more.listener.allProgress.flatMap((p) => p.arms.map((a) => a.training)))).toEqual(new Set([1]));
    // The checkpoint holds the weights of both trainings.
    const kept = finished(more).plans!;
    expect(kept).toHaveLength(4);
    expect(kept.filter((p) => plans!.some((old) => old.key === p.key))).toEqual(plans);
    expect(new Set(kept.map((p) => p.key))).toEqual(new Set(cohortsOf(more.record.arms).keys()));
  });

  test('survive an interruption of their own', async () => {
    const together = await run(three);
    const { record, plans } = finished(await run(shapes(three, 0, 2)));
    const stopped = await run({ record: withSeeds(record, [2], device), plans: plans! }, (session, { listener }) => {
      listener.onProgress = ({ arms }) => arms[0]!.step > 4 && session.stop();
    });
    expect(stopped.record.status).toBe('stopped');
    expect(replicasOf(stopped.record).map((r) => r.status)).toEqual([0, 1].flatMap(() => ['finished', 'finished', 'stopped']));
    const again = await run({ record: finished(stopped).record, plans: finished(stopped).plans! });
    expect(again.record.status).toBe('finished');
    expect(curvesOf(again.record)).toEqual(curvesOf(together.record));
    expect(finished(again).plans).toHaveLength(4);
  });

  test('are told apart by the GPU they trained on', async () => {
    const { record } = finished(await run(specOf(1, {})));
    const more = withSeeds(record, [1], { ...device, adapter: 'another' });
    expect(more.arms[0]!.runs.map((r) => deviceOf(more, r).adapter)).toEqual(['test', 'another']);
    expect(more.trainings.map((training) => training.startedAt)).toEqual([record.startedAt, expect.any(String)]);
  });

  test('are refused in words where they make no sense', async () => {
    const { record } = finished(await run(specOf(1, {})));
    const with_ =
      (seeds: number[], change: (r: ExperimentRecord) => void = () => {}) =>
      () => {
        const copy = structuredClone(record);
        change(copy);
        return withSeeds(copy, seeds, device);
      };
    for (const seeds of [[], [0], [1, 1]]) expect(with_(seeds)).toThrow('Seeds that are added must differ');
    expect(with_([1], (r) => (r.arms[0]!.runs[0]!.status = 'stopped'))).toThrow('has not ended');
    const { id, title, startedAt, data } = record;
    expect(with_([1], (r) => (r.arms[0]!.origin = { id, title, startedAt, data }))).toThrow('comparison of kept runs');
    const many = withSeeds(
      record,
      Array.from({ length: 16 }, (_, i) => i + 1),
      device,
    );
    await expect(run({ record: many, plans: [] })).rejects.toThrow('1 to 16 seeds per arm, not 17');
  });
});
