// Looking inside while a session trains: captures come at their pace, are kept with the run, change no bit, and end when told to.

import { beforeAll, describe, expect, test } from 'vitest';
import type { InsideFrame } from '#src/experiment/inside.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { checkRecord } from '#src/experiment/schema.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import { Captures } from '#src/session/captures.ts';
import type { Look } from '#src/session/look.ts';
import { openSession, type SessionHost, type Beginning } from '#src/session/open.ts';
import type { Session } from '#src/session/session.ts';
import type { PlanCheckpoint } from '#src/storage/checkpoint.ts';
import type { Cohort, StepMetrics } from '#src/train/cohort.ts';
import type { InsideValue } from '#src/train/inspector.ts';
import { words } from '#src/words/language.ts';
import { message, sentenceOf } from '#src/words/message.ts';
import { countBuffers, type Counted } from '../gpu/count-buffers.ts';
import { gpuDevice, withErrorScopes } from '../gpu/device.ts';
import { usual } from '../gpu/usual.ts';
import { specOf, text, tiny } from '../tiny.ts';
import { heard, type Heard } from './listener.ts';
import { twoShapes } from './tiny.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = new Kernels(await gpuDevice(), usual);
});

interface Run {
  readonly record: ExperimentRecord;
  readonly listener: Heard;
  readonly saved: { record: ExperimentRecord; plans: PlanCheckpoint[] }[];
  readonly weights: unknown;
}

/** Opens, lets `meanwhile` see the session, runs to the end. */
async function run(from: Beginning, meanwhile: (session: Session, listener: Heard) => void): Promise<Run> {
  const listener = heard();
  const saved: Run['saved'] = [];
  const host: SessionHost = {
    kernels,
    device: { adapter: 'test', software: true, where: 'node' },
    listener,
    load: () => Promise.resolve(text),
    save: (record, plans) => {
      if (plans) saved.push({ record: structuredClone(record), plans: structuredClone(plans) });
      return Promise.resolve();
    },
  };
  return withErrorScopes(async () => {
    const session = await openSession(host, 'id', from);
    meanwhile(session, listener);
    await session.run();
    const weights = await Promise.all(session.record.arms.map((_, arm) => session.tensors(arm, 1)));
    await session.destroy();
    return { record: session.record, listener, saved, weights };
  });
}

/** Pauses at once, then takes single steps; before each, `before` may do something. Ends while paused. */
async function stepByStep(
  session: Session,
  listener: Heard,
  steps: number,
  before: (step: number) => void = () => {},
): Promise<void> {
  session.pause();
  await listener.next('paused');
  for (let step = 1; step <= steps; step++) {
    before(step);
    session.step();
    await listener.next('paused');
  }
}

const curvesOf = ({ arms }: ExperimentRecord) =>
  arms.map((arm) => arm.runs.map(({ train, validation, status }) => ({ train, validation, status })));
const stepsOf = ({ allFrames }: Heard, arm: number): number[] => allFrames.filter((f) => f.arm === arm).map((f) => f.step);
const every = (stride: number, to: number): number[] =>
  Array.from({ length: Math.floor(to / stride) }, (_, i) => stride * (i + 1));

describe('an experiment with two shapes', () => {
  let unseen: Promise<Run> | undefined;
  const quietly = (): Promise<Run> => (unseen ??= run(twoShapes, () => {}));

  test('has nothing inside unless somebody looks', async () => {
    const quiet = await quietly();
    expect(quiet.listener.allFrames).toEqual([]);
    expect(quiet.record.arms.every((arm) => !('inside' in arm))).toBe(true);
  });

  test.each([1, 5, 24, 25])('captures every %i steps, and learns the same, bit for bit', async (stride) => {
    const quiet = await quietly();
    const { record, listener, weights } = await run(twoShapes, (session) => session.inspect(stride));
    expect(curvesOf(record)).toEqual(curvesOf(quiet.record));
    expect(weights).toEqual(quiet.weights);
    record.arms.forEach((arm, a) => {
      const steps = every(stride, tiny.steps);
      expect(stepsOf(listener, a)).toEqual(steps);
      expect(arm.inside?.steps ?? []).toEqual(steps);
      for (const [i, trace] of (arm.inside?.traces ?? []).entries()) {
        const told = listener.allFrames.filter((f) => f.arm === a).map((f) => f.values[i]!);
        expect(told.map((v) => v.value)).toEqual(trace.values);
        expect(
          told.every((v) => v.kind === trace.kind && v.part === trace.part && v.index === trace.index && v.layer === trace.layer),
        ).toBe(true);
        expect(trace.values.every((v) => v === Number(v.toPrecision(5)))).toBe(true);
      }
    });
    expect(checkRecord(record), 'as a file would be').toEqual(record);
    if (stride > tiny.steps) return;
    const found = record.arms[1]!.inside!.traces.map(
      ({ kind, layer, part, index }) => `${kind} ${layer} ${words().traceName(kind, part, index)}`,
    );
    expect(found).toEqual([
      'weight 0 a (stream)',
      'weight 0 b (first layer)',
      ...['gradient', 'update'].flatMap((kind) =>
        ['-1 embedding', '0 shortcut weights', '0 qkv', '0 out', '0 up', '0 down', '-1 head'].map((g) => `${kind} ${g}`),
      ),
      'stream 0 stream',
      'stream 1 stream',
    ]);
  });

  test('captures from when it is asked to until it is asked to stop', async () => {
    const quiet = await quietly();
    const { record, listener } = await run(twoShapes, (session, listener) => {
      void stepByStep(session, listener, 10, (step) => {
        if (step === 4) session.inspect(2);
        if (step === 9) session.inspect(0);
      }).then(() => session.continue());
    });
    expect(curvesOf(record)).toEqual(curvesOf(quiet.record));
    record.arms.forEach((arm, a) => {
      expect(arm.inside!.steps).toEqual([4, 6, 8]);
      expect(stepsOf(listener, a)).toEqual([4, 6, 8]);
    });
  });

  test('stopped and resumed, it goes on as if nothing had happened', async () => {
    const through = await run(twoShapes, (session) => session.inspect(2));
    const first = await run(twoShapes, (session, listener) => {
      session.inspect(2);
      void stepByStep(session, listener, 7).then(() => session.stop());
    });
    expect(first.record.arms.map((arm) => arm.inside!.steps)).toEqual([
      [2, 4, 6],
      [2, 4, 6],
    ]);
    const { record, plans } = first.saved.at(-1)!;
    expect(plans.map((p) => p.step)).toEqual([7, 7]);
    // The record of a crash is ahead of its checkpoint.
    for (const from of [record, through.record]) {
      const again = await run({ record: structuredClone(from), plans }, (session) => session.inspect(2));
      const insideOf = (r: ExperimentRecord) => r.arms.map((arm) => arm.inside);
      expect(insideOf(again.record)).toEqual(insideOf(through.record));
      expect(again.listener.records[0]!.arms[0]!.inside!.steps).toEqual([2, 4, 6]);
      expect(stepsOf(again.listener, 0)).toEqual(every(2, tiny.steps).slice(3));
    }
  });

  test('seeds that are added later leave the traces alone', async () => {
    const finished = await run(twoShapes, (session) => session.inspect(6));
    const record = structuredClone(finished.record);
    for (const arm of record.arms) for (const run of arm.runs) run.training = 1;
    const again = await run({ record, plans: [] }, (session) => session.inspect(3));
    expect(again.listener.allFrames).toEqual([]);
  });

  test('gives back all it took', async () => {
    const buffers = countBuffers(kernels.device);
    try {
      await run(twoShapes, (session) => session.inspect(1));
      expect(buffers.alive()).toEqual([]);
    } finally {
      buffers.restore();
    }
  });
});

test('while nobody looks, nothing is made for it', async () => {
  const labels = ['pieces', 'spans', 'found', 'look'];
  const made = async (meanwhile: (session: Session) => void): Promise<string[]> => {
    const { device } = kernels;
    const { createBuffer } = device;
    const seen = new Set<string>();
    device.createBuffer = (descriptor) => {
      if (descriptor.label) seen.add(descriptor.label);
      return createBuffer.call(device, descriptor);
    };
    try {
      await run(specOf(2, {}), meanwhile);
    } finally {
      device.createBuffer = createBuffer;
    }
    return labels.filter((label) => seen.has(label));
  };
  expect(await made(() => {})).toEqual([]);
  expect(await made((session) => session.inspect(10))).toEqual(['pieces', 'spans', 'found']);
});

test('a seed that has diverged no longer counts', async () => {
  // The decay multiplies every matrix by −9 at each step.
  const hopeless: Partial<ArmConfig> = { learningRate: 1, weightDecay: 10, clip: 0, warmup: 1, steps: 40 };
  const { record } = await run(specOf(2, { clip: 0, warmup: 1, steps: 40 }, hopeless), (s) => s.inspect(1));
  const [fine, gone] = record.arms.map((arm) => arm.inside!.steps);
  expect(fine).toEqual(every(1, 40));
  expect(gone!.length).toBeGreaterThan(0);
  // The step that kills a seed has no loss.
  expect(gone!.at(-1)).toBe(Math.max(...record.arms[1]!.runs.map((r) => r.train.at(-1)![0])));
  expect(checkRecord(record)).toEqual(record);
});

test('what is told is the mean over the seeds of an arm that live, if it is a number', async () => {
  const values = (value: number): InsideValue[] => [{ kind: 'stream', part: 'stream', layer: 0, value }];
  const run = { training: 0 };
  const record = {
    arms: [{ runs: [run, run, run] }, { runs: [run] }, { runs: [run] }],
  };
  const told: InsideFrame[] = [];
  const captures = new Captures(record as unknown as ExperimentRecord, {
    captured: (frames) => void told.push(...frames),
    refused: () => {},
  });
  captures.every = 2;
  const none = new Float32Array(5);
  const step: StepMetrics = { step: 4, loss: none, norm: none, diverged: [false, true, true, false, false] };
  const cohort = {
    members: [
      [0, 0],
      [0, 1],
      [1, 0],
      [0, 2],
      [2, 0],
    ].map(([arm, run]) => ({ arm, run })),
    step: 4,
    inspected: true,
    capture: () => Promise.resolve([1, NaN, 5, 2 / 3, Infinity].map(values)),
  } as unknown as Cohort;
  captures.after(cohort, Promise.resolve([step]), 1);
  await captures.settled();
  expect(told).toEqual([{ arm: 0, step: 4, values: values(0.83333) }]);
});

test('without room on the GPU it says so once, and trains to the end', async () => {
  const { device } = kernels;
  const { popErrorScope } = device;
  const { record, listener } = await run(specOf(2, {}), (session) => {
    session.inspect(1);
    device.popErrorScope = () => {
      device.popErrorScope = popErrorScope;
      return popErrorScope.call(device).then(() => new GPUOutOfMemoryError(''));
    };
  }).finally(() => (device.popErrorScope = popErrorScope));
  expect(record.status).toBe('finished');
  expect(listener.allFrames).toEqual([]);
  const said = listener.states.filter((s) => s.message?.code === 'noRoomToLook');
  expect(said).toEqual([{ phase: 'training', message: message('noRoomToLook') }]);
});

describe('a look', () => {
  const deep = specOf(2, { depth: 2, heads: 2 }, { depth: 2, heads: 2, learningRate: 3e-3 }, { residual: false });

  test('while paused and while training changes nothing', async () => {
    const quiet = await run(deep, () => {});
    const ask = { arm: 1, text: 'abcdab', layer: 1, head: 0 };
    const looks: Promise<Look>[] = [];
    const looked = await run(deep, (session, listener) => {
      const look = (): Promise<Look> => (looks[looks.length] = session.look(ask));
      const meanwhile = async (): Promise<void> => {
        await listener.next('paused');
        await look();
        session.step();
        await listener.next('paused');
        await look();
        session.continue();
        void look();
      };
      session.inspect(4);
      session.pause();
      void meanwhile();
    });
    expect(curvesOf(looked.record)).toEqual(curvesOf(quiet.record));
    expect(looked.weights).toEqual(quiet.weights);
    const [first, second, third] = await Promise.all(looks);
    expect([first!.step, second!.step]).toEqual([0, 1]);
    expect(third!.step).toBeGreaterThanOrEqual(1);
    expect(second!.lens).not.toEqual(first!.lens);
    for (const { tokens, attention, lens } of [first!, second!, third!]) {
      expect(tokens).toEqual([...'abcdab']);
      expect(attention).toHaveLength(36);
      expect(lens).toHaveLength(3);
    }
  });

  let session: Session;
  let buffers: Counted;
  const ask = (arm: number, text: string, layer = 0, head = 0): Promise<Look> => session.look({ arm, text, layer, head });
  const open = async (): Promise<void> => {
    buffers = countBuffers(kernels.device);
    const host = {
      kernels,
      device: { adapter: 'test', software: true, where: 'node' },
      listener: heard(),
      load: () => Promise.resolve(text),
      save: () => Promise.resolve(),
    };
    session = await openSession(host, 'id', deep);
    await session.run();
  };
  const close = async (): Promise<void> => {
    await session.destroy();
    buffers.restore();
    expect(buffers.alive()).toEqual([]);
  };

  test('answers for the arm, the text, the layer and the head that were asked for', async () => {
    await withErrorScopes(async () => {
      await open();
      const long = await ask(0, 'abcdefghijkl');
      expect(long.tokens, 'the end of a text that is longer than the context').toEqual([...'efghijkl']);
      expect(long).toEqual(await ask(0, 'efghijkl'));
      expect(await ask(0, 'ab?c!'), 'what the alphabet does not have is left out').toEqual(await ask(0, 'abc'));
      const answers = [await ask(0, 'abc'), await ask(1, 'abc'), await ask(0, 'abc', 1), await ask(0, 'abc', 0, 1)];
      expect(new Set(answers.map((a) => String(a.attention))).size, 'arm, layer and head').toBe(4);
      const one = await ask(0, 'k');
      expect([one.tokens, [...one.attention]]).toEqual([['k'], [1]]);
      expect(one.step).toBe(tiny.steps);
      if ('code' in one.lens) throw new Error(sentenceOf(one.lens));
      for (const { likeliest, probability, loss } of one.lens) {
        expect(text).toContain(likeliest[0]);
        expect(probability[0]).toBeGreaterThan(1 / 13);
        expect(loss).toBeNaN();
      }
      const { lens } = await ask(2, 'abc');
      expect(lens).toEqual(message('unreadableStreams'));
      await close();
    });
  });

  test('is refused in one sentence where there is nothing to see', async () => {
    await withErrorScopes(async () => {
      await open();
      for (const wrong of ['', '???']) await expect(ask(0, wrong)).rejects.toThrow(/^There is nothing to look at: .+\.$/);
      for (const wrong of [-1, 2, 0.5, NaN]) {
        await expect(ask(0, 'a', wrong)).rejects.toThrow('The layer must be a whole number from 0 to 1.');
        await expect(ask(0, 'a', 0, wrong)).rejects.toThrow('The head must be a whole number from 0 to 1.');
      }
      await expect(ask(7, 'a')).rejects.toThrow('This arm is not part of the session.');
      await close();
    });
  });
});
