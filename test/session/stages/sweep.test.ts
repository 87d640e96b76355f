// A sweep trains point after point: with the same results as if each had been alone, within the memory of one, and never twice.

import { describe, expect, test, vi } from 'vitest';
import { checkRecord } from '#src/experiment/files/schema.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { armsOf, type Sweep } from '#src/experiment/sweep/sweep.ts';
import { stepOf, type StepTime } from '#src/science/step-cost.ts';
import { prepare, toTrain } from '#src/session/cohorts.ts';
import { leftFor } from '#src/session/new-record.ts';
import { openSession } from '#src/session/open.ts';
import { stagesOf } from '#src/session/stages/division.ts';
import { Cohort } from '#src/train/cohort.ts';
import { bytesOf, planExperiment } from '#src/train/experiment-plan.ts';
import { message } from '#src/words/message.ts';
import { countBuffers } from '../../gpu/count-buffers.ts';
import { gpuDevice, withErrorScopes } from '../../gpu/device.ts';
import { specOf, tiny } from '../../tiny.ts';
import { curvesOf, deviceRecord, newHost, phases, run, type Ended } from '../run.ts';

const sweep: Sweep = { axes: [{ width: [12, 8] }, { steps: [16, 8] }, { learningRate: [1e-2, 2e-2] }] };
const spec: ExperimentSpec = { ...specOf(2), arms: armsOf(tiny, sweep), sweep };
const byWork = [6, 7, 4, 5, 2, 3, 0, 1]; // arms; rates train together, so width 8 is before width 12 and 8 steps before 16

let whole: Promise<Ended> | undefined;
const uninterrupted = (): Promise<Ended> => (whole ??= run(spec));
const endsOf = (record: ExperimentRecord) => record.arms.map(({ runs }) => runs.map(({ final, ends }) => ({ final, ends })));

describe('a sweep', () => {
  test('ends as its points would by themselves', async () => {
    const { record, listener } = await uninterrupted();
    expect(phases(listener)).toEqual(['preparing', 'training', 'finished']);
    for (const arm of [1, 4]) {
      const alone = await run({ ...specOf(2), arms: [spec.arms[arm]!] });
      expect(curvesOf(record)[arm]).toEqual(curvesOf(alone.record)[0]);
      expect(endsOf(record)[arm]).toEqual(endsOf(alone.record)[0]);
    }
    expect(checkRecord(record), 'as a file would be').toEqual(record);
    expect(record.arms.every(({ samples }) => samples.length === 0)).toBe(true);
  });

  test('begins with what takes least, and tells as much as it records', async () => {
    const { record, listener } = await uninterrupted();
    const first = (arm: number): number => listener.allPoints.findIndex((p) => p.arm === arm);
    expect([...byWork].sort((a, b) => first(a) - first(b))).toEqual(byWork);
    record.arms.forEach((arm, a) =>
      arm.runs.forEach((each, r) => {
        expect(listener.curve(a, r, 'train')).toEqual(each.train);
        expect(listener.curve(a, r, 'validation')).toEqual(each.validation);
      }),
    );
    const { secondsLeft } = listener.allProgress.at(-1)!;
    expect(secondsLeft).toBe(0);
    expect(listener.allProgress[0]!.secondsLeft).toBeGreaterThan(0);
    expect(record.trainings[0]!.plans!.map(({ runs }) => runs)).toEqual([4, 4, 4, 4]);
  });

  test('holds one shape at a time, and gives back all of it', async () => {
    const buffers = countBuffers(await gpuDevice());
    try {
      const session = await openSession(await newHost(), 'id', spec);
      const held = buffers.bytes();
      let most = 0;
      const host = await newHost();
      await session.destroy();
      expect(buffers.alive()).toEqual([]);
      host.listener.onProgress = () => (most = Math.max(most, buffers.bytes()));
      const again = await openSession(host, 'id', spec);
      await again.run();
      await again.destroy();
      expect(most).toBeLessThan(2 * held); // the next width is half as wide again
      expect(buffers.alive()).toEqual([]);
    } finally {
      buffers.restore();
    }
  });

  test.each([1, 3])('stopped with %i stages done, it goes on without repeating them', async (stages) => {
    const through = await uninterrupted();
    const done = (record: ExperimentRecord): number[] =>
      record.arms.flatMap(({ runs }, arm) => (runs.every((r) => r.status === 'finished') ? [arm] : []));
    const first = await run(spec, (session, { listener }) => {
      listener.onProgress = () => {
        if (done(session.record).length === 2 * stages) session.stop();
      };
    });
    expect(first.record.status).toBe('stopped');
    expect(done(first.record)).toEqual(byWork.slice(0, 2 * stages).sort((a, b) => a - b));
    expect(checkRecord(first.record)).toEqual(first.record);
    const { record, plans } = first.saved.at(-1)!;
    const again = await run({ record: structuredClone(record), plans: plans! });
    expect(again.record.status).toBe('finished');
    expect(curvesOf(again.record)).toEqual(curvesOf(through.record));
    expect(endsOf(again.record)).toEqual(endsOf(through.record));
    const trained = new Set(again.listener.allPoints.map(({ arm }) => arm));
    expect([...trained].sort((a, b) => a - b)).toEqual(byWork.slice(2 * stages).sort((a, b) => a - b));
  });

  test('begun on one machine, it ends on another, which trains what is left', async () => {
    const first = await run(spec, (session, { listener }) => {
      listener.onProgress = () => {
        if (session.record.arms[6]!.runs[0]!.status === 'finished') session.stop();
      };
    });
    const left = leftFor(structuredClone(first.record), { ...deviceRecord, adapter: 'other' });
    const { record } = await run({ record: left, plans: [] });
    expect(curvesOf(record)).toEqual(curvesOf((await uninterrupted()).record));
    expect(record.trainings.map(({ device }) => device.adapter)).toEqual(['test', 'other']);
    expect(record.arms.map(({ runs }) => runs[0]!.training)).toEqual([1, 1, 1, 1, 1, 1, 0, 0]);
    expect(checkRecord(record)).toEqual(record);
  });

  test('paused between two points, a step is the first of the next', async () => {
    const before: number[] = [];
    const after: number[] = [];
    const { record } = await run(spec, (session, { listener }) => {
      const points = (): number[] => session.record.arms.map(({ runs }) => runs[0]!.train.length);
      const stepOnce = async (): Promise<void> => {
        session.pause();
        await listener.next('paused');
        before.push(...points());
        session.step();
        await listener.next('paused');
        after.push(...points());
        session.continue();
      };
      let stepping = false;
      listener.onProgress = () => {
        if (stepping || session.record.arms[6]!.runs[0]!.status !== 'finished') return;
        stepping = true;
        void stepOnce();
      };
    });
    const taken = after.map((points, arm) => points - before[arm]!);
    expect(
      taken.filter((steps) => steps > 0),
      'two arms train together',
    ).toEqual([1, 1]);
    expect(curvesOf(record)).toEqual(curvesOf((await uninterrupted()).record));
  });

  test('a point that diverges is a result, and ends nothing', async () => {
    const hopeless: Sweep = { axes: [{ learningRate: [1e-2, 1], weightDecay: [0, 10] }] };
    const given = { ...specOf(1), arms: armsOf({ ...tiny, clip: 0, warmup: 1, steps: 40 }, hopeless), sweep: hopeless };
    const { record } = await run(given);
    expect(record.arms.map(({ runs }) => runs[0]!.status)).toEqual(['finished', 'diverged']);
    expect(record.status).toBe('finished');
  });

  test('a point that finds no room is told, and trained when there is', async () => {
    const device = await gpuDevice();
    const { popErrorScope } = device;
    const host = await newHost();
    await withErrorScopes(async () => {
      const session = await openSession(host, 'id', spec);
      let failures = 2; // of the second stage, and of the same with activations made again
      device.popErrorScope = () => {
        const real = popErrorScope.call(device);
        return failures-- > 0 ? real.then(() => new GPUOutOfMemoryError('')) : real;
      };
      try {
        await session.run();
      } finally {
        device.popErrorScope = popErrorScope;
      }
      const { record } = session;
      expect(record.arms.map(({ runs }) => runs[0]!.status)).toEqual([
        'finished',
        'finished',
        'finished',
        'finished',
        'stopped',
        'stopped',
        'finished',
        'finished',
      ]);
      expect(record.arms[4]!.runs[0]!.reason).toEqual(message('outOfMemory'));
      expect(record.status).toBe('stopped');
      expect(host.listener.states.at(-1)).toMatchObject({ phase: 'stopped', resumable: true });
      await session.destroy();
    });
    const { record, plans } = host.saved.at(-1)!;
    const again = await run({ record: structuredClone(record), plans: plans! });
    expect(curvesOf(again.record)).toEqual(curvesOf((await uninterrupted()).record));
  });

  test('is divided where its replicas do not fit together, and ends the same', async () => {
    const { kernels, load } = await newHost();
    const { limits } = kernels.device;
    const ground = { limits, tuning: kernels.tuning };
    const { cohorts } = await prepare(toTrain(spec), load);
    const largest = Math.max(...[...cohorts].map((cohort) => bytesOf(planExperiment(new Map([cohort]), ground))));
    const memory = largest - 1;
    const sizes = stagesOf(cohorts, { ...ground, memory }, { hasEnded: () => false, replicas: ({ length }) => length }).map(
      ({ stage }) => [...stage.values()].map((m) => m.length),
    );
    expect(sizes).toEqual([[4], [2], [2], [4], [2], [2]]);
    const { record } = await run(spec, undefined, { memory });
    expect(record.trainings[0]!.plans!.map(({ runs }) => runs)).toEqual([4, 2, 2, 4, 2, 2]);
    expect(curvesOf(record)).toEqual(curvesOf((await uninterrupted()).record));
  });
});

test('a sweep is divided as its replicas cost the least here, ends the same, and goes on as it was divided', async () => {
  const of = (replicas: number, milliseconds: number): StepTime[] =>
    [8, 12].map((width) => ({
      ...stepOf({ ...tiny, width }, replicas),
      milliseconds: { step: milliseconds, batch: 1, text: 1 },
    }));
  const times = [...of(1, 5), ...of(2, 6), ...of(4, 20)];
  const plansOf = ({ trainings }: ExperimentRecord) => trainings[0]!.plans!.map(({ runs }) => runs);
  const { record } = await run(spec, undefined, { times });
  expect(plansOf(record)).toEqual(Array(8).fill(2));
  expect(curvesOf(record)).toEqual(curvesOf((await uninterrupted()).record));
  const stopped = await run(
    spec,
    (session, { listener }) => {
      listener.onProgress = () => {
        if (session.record.arms[6]!.runs[0]!.tokens > 0) session.stop();
      };
    },
    { times },
  );
  const { record: kept, plans } = stopped.saved.at(-1)!;
  const again = await run({ record: structuredClone(kept), plans: plans! }); // nothing was timed any more
  expect(plansOf(again.record).slice(0, 2)).toEqual([2, 2]);
  expect(curvesOf(again.record)).toEqual(curvesOf(record));
});

describe('points that differ in length alone', () => {
  const lengths: Sweep = { axes: [{ width: [8, 12] }, { steps: [8, 16, 32] }, { learningRate: [1e-2, 2e-2] }] };
  const decaying: ExperimentSpec = {
    ...specOf(2),
    arms: armsOf({ ...tiny, schedule: 'wsd', dropout: 0.1 }, lengths),
    sweep: lengths,
  };

  /** What a run trained, in steps of a cohort. */
  async function counted(work: () => Promise<Ended>): Promise<{ ended: Ended; steps: number }> {
    const train = vi.spyOn(Cohort.prototype, 'train');
    const ended = await work();
    const results = await Promise.all(train.mock.results.map(({ value }) => value as Promise<unknown[]>));
    train.mockRestore();
    return { ended, steps: results.reduce((sum, { length }) => sum + length, 0) };
  }

  test('share what lies before the rate comes down, and end as they would by themselves', async () => {
    const { ended, steps } = await counted(() => run(decaying));
    // Of 8, 16 and 32 steps a quarter is decay; its first step has the full rate still.
    expect(steps).toBe(2 * (8 + (16 - 7) + (32 - 13)));
    const { record, listener, saved } = ended;
    expect(record.status).toBe('finished');
    expect(saved.at(-1)!.plans, 'what others went on from is let go').toHaveLength(1);
    for (const arm of [2, 5, 11]) {
      const alone = (await run({ ...specOf(2), arms: [decaying.arms[arm]!] })).record;
      expect(endsOf(record)[arm]).toEqual(endsOf(alone)[0]);
      record.arms[arm]!.runs.forEach(({ train, validation, tokens }, r) => {
        expect(train).toEqual(alone.arms[0]!.runs[r]!.train);
        expect(validation.at(-1)).toEqual(alone.arms[0]!.runs[r]!.validation.at(-1));
        expect(tokens).toBe(alone.arms[0]!.runs[r]!.tokens);
        expect(listener.curve(arm, r, 'train')).toEqual(train);
        expect(listener.curve(arm, r, 'validation')).toEqual(validation);
      });
    }
    expect(checkRecord(record)).toEqual(record);
  });

  test('go on from what they share after a stop, too', async () => {
    const through = await run(decaying);
    for (const arm of [0, 2]) {
      const first = await run(decaying, (session, { listener }) => {
        listener.onProgress = () => {
          if (session.record.arms[arm]!.runs[0]!.status === 'finished') session.stop();
        };
      });
      const { record, plans } = first.saved.at(-1)!;
      const { ended, steps } = await counted(() => run({ record: structuredClone(record), plans: plans! }));
      expect(curvesOf(ended.record)).toEqual(curvesOf(through.record));
      expect(endsOf(ended.record)).toEqual(endsOf(through.record));
      expect(steps).toBeLessThan(2 * (8 + (16 - 7) + (32 - 13)));
    }
  });
});
