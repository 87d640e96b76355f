// Looking inside while a session trains: captures come at their pace, are kept with the run, change no bit, and end when told to.

import { describe, expect, test } from 'vitest';
import { checkRecord } from '#src/experiment/files/schema.ts';
import type { InsideFrame } from '#src/experiment/inside.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { Captures } from '#src/session/captures.ts';
import type { Session } from '#src/session/session.ts';
import type { Cohort, StepMetrics } from '#src/train/cohort.ts';
import type { InsideValue } from '#src/train/learned-weights.ts';
import { words } from '#src/words/language.ts';
import { message } from '#src/words/message.ts';
import { countBuffers } from '../gpu/count-buffers.ts';
import { gpuDevice } from '../gpu/device.ts';
import { specOf, tiny } from '../tiny.ts';
import type { Heard } from './listener.ts';
import { curvesOf, run, stepByStep, twoShapes, uninterrupted } from './run.ts';

const stepsOf = ({ allFrames }: Heard, arm: number): number[] => allFrames.filter((f) => f.arm === arm).map((f) => f.step);
const every = (stride: number, to: number): number[] =>
  Array.from({ length: Math.floor(to / stride) }, (_, i) => stride * (i + 1));

describe('an experiment with two shapes', () => {
  test('has nothing inside unless somebody looks', async () => {
    const quiet = await uninterrupted();
    expect(quiet.listener.allFrames).toEqual([]);
    expect(quiet.record.arms.every((arm) => !('inside' in arm))).toBe(true);
  });

  test('has the weights of wires captured now and then, where it learns some, and learns the same, bit for bit', async () => {
    const quiet = await uninterrupted();
    const { record, listener, weights } = await run(twoShapes, (session) => session.inspect(0, true));
    expect(curvesOf(record)).toEqual(curvesOf(quiet.record));
    expect(weights).toEqual(quiet.weights);
    expect(stepsOf(listener, 0)).toEqual([]);
    expect(stepsOf(listener, 1)).toEqual(every(8, tiny.steps));
    expect(record.arms[0]!.inside).toBeUndefined();
    expect(record.arms[1]!.inside!.steps).toEqual([8, 16, 24]);
  });

  test('keeps what wires have learned when somebody looks inside, and when nobody does any more', async () => {
    const steps = 40;
    const spec = specOf(2, { steps, firstLayer: true });
    const quiet = await run(spec, (session) => session.inspect(0, true));
    const { record, weights } = await run(spec, (session, { listener }) => {
      session.inspect(0, true);
      void stepByStep(session, listener, 24, (step) => {
        if (step === 13) session.inspect(5, true);
        if (step === 22) session.inspect(0, true);
      }).then(() => session.continue());
    });
    expect(weights).toEqual(quiet.weights);
    const { steps: captured, traces } = record.arms[0]!.inside!;
    expect(captured).toEqual([8, 15, 20, 24, 32, 40]);
    for (const { kind, values } of traces) expect(values).toHaveLength(kind === 'weight' ? 6 : 5);
    const last = (r: ExperimentRecord) =>
      r.arms[0]!.inside!.traces.flatMap((t) => (t.kind === 'weight' ? [t.values.at(-1)] : []));
    expect(last(record)).toEqual(last(quiet.record));
    expect(quiet.record.arms[0]!.inside!.traces.every(({ kind }) => kind === 'weight')).toBe(true);
    expect(checkRecord(record)).toEqual(record);
  });

  test('has the weights of wires as they end, whatever the number of steps', async () => {
    const { record } = await run(specOf(1, { steps: 13, firstLayer: true }), (session) => session.inspect(0, true));
    const { steps, traces, seeds } = record.arms[0]!.inside!;
    expect(steps).toEqual([8, 13]);
    expect(seeds!.map(({ seed }) => seed)).toEqual(record.arms[0]!.runs.map(({ seed }) => seed));
    const learned = traces.filter(({ kind }) => kind === 'weight');
    for (const [i, { values }] of learned.entries()) {
      const mean = seeds!.reduce((sum, { weights }) => sum + weights[i]!, 0) / seeds!.length;
      expect(values.at(-1)).toBeCloseTo(mean, 3);
    }
    expect(seeds!.every(({ weights }) => weights.length === learned.length)).toBe(true);
    expect(checkRecord(record)).toEqual(record);
  });

  test.each([1, 5, 24, 25])('captures every %i steps, and learns the same, bit for bit', async (stride) => {
    const quiet = await uninterrupted();
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
    const quiet = await uninterrupted();
    const { record, listener } = await run(twoShapes, (session, { listener }) => {
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
    const first = await run(twoShapes, (session, { listener }) => {
      session.inspect(2);
      void stepByStep(session, listener, 7).then(() => session.stop());
    });
    expect(first.record.arms.map((arm) => arm.inside!.steps)).toEqual([
      [2, 4, 6],
      [2, 4, 6],
    ]);
    const { record, plans } = first.saved.at(-1)!;
    expect(plans!.map((p) => p.step)).toEqual([7, 7]);
    // The record of a crash is ahead of its checkpoint.
    for (const from of [record, through.record]) {
      const again = await run({ record: structuredClone(from), plans: plans! }, (session) => session.inspect(2));
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
    const buffers = countBuffers(await gpuDevice());
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
  const made = async (meanwhile?: (session: Session) => void): Promise<string[]> => {
    const device = await gpuDevice();
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
  expect(await made()).toEqual([]);
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
  expect(told).toEqual([{ arm: 0, step: 4, every: 2, values: values(0.83333) }]);
});

test('without room on the GPU it says so once, and trains to the end', async () => {
  const device = await gpuDevice();
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
