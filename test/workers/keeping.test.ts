// Nothing that was shown is lost: whatever call of the storage fails in a run, whenever the page is killed, whenever the GPU is lost,
// everything that was drawn is there in the end, and equal bit for bit to a run that nothing came between.

import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { integer } from '#src/data/random.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { Saver } from '#src/session/saver.ts';
import { loadExperiment } from '#src/storage/experiments.ts';
import { memoryStorage, setStorage, type Storage } from '#src/storage/storage.ts';
import { Cohort } from '#src/train/cohort.ts';
import { TrainedModel } from '#src/train/trained-model.ts';
import { Refusal, sentenceOf } from '#src/words/message.ts';
import type { Training } from '#workers/training.ts';
import { heard, type Heard } from '../session/listener.ts';
import { curvesOf } from '../session/run.ts';
import { crashingStorage, failingStorage, fullStorage, type FaultyStorage } from '../storage/faulty-storage.ts';
import { rememberingGpu, taskSpec, trainingWith } from './environment.ts';

const spec = taskSpec({}, { depth: 2 }); // two cohorts
const steps = 12;
const patience = 300_000; // milliseconds: a new device compiles all its kernels

let storage: Storage;
let undisturbed: ExperimentRecord;
/** Weights are due between any two bursts. */
const saveAlways = () => vi.spyOn(Saver.prototype, 'isDue', 'get').mockReturnValue(true);

beforeAll(async () => {
  setStorage(memoryStorage());
  undisturbed = (await trainingWith().start(spec, heard()))!;
  expect(undisturbed.status).toBe('finished');
}, patience);
afterEach(() => vi.restoreAllMocks());
afterAll(() => setStorage(memoryStorage()));

/** Everything that was measured: no times, which differ. */
const measured = (record: ExperimentRecord) => ({
  curves: curvesOf(record),
  finals: record.arms.map((arm) => arm.runs.map((r) => r.final)),
  samples: record.arms.map((arm) => arm.samples),
});

/** All that a listener was told is in the record. */
function expectShown(record: ExperimentRecord, listener: Heard): void {
  record.arms.forEach((arm, a) =>
    arm.runs.forEach((run, r) => {
      for (const kind of ['train', 'validation'] as const)
        expect(run[kind]).toEqual(expect.arrayContaining(listener.curve(a, r, kind)));
    }),
  );
}

/** Its curves are the beginnings of those of the run that nothing came between. */
function expectBeginning(record: ExperimentRecord): void {
  record.arms.forEach((arm, a) =>
    arm.runs.forEach((run, r) => {
      for (const kind of ['train', 'validation'] as const)
        expect(run[kind]).toEqual(undisturbed.arms[a]!.runs[r]![kind].slice(0, run[kind].length));
    }),
  );
}

/** The page is loaded again, with what lies on the disk: Resume, to the end. Undefined if the run is not there. */
async function reloaded(disk: Storage, id: string): Promise<ExperimentRecord | undefined> {
  setStorage(disk);
  const kept = await loadExperiment(id);
  if (!kept) return undefined;
  expectBeginning(kept);
  try {
    return await trainingWith().resume(id, heard());
  } catch (error) {
    // Of a run that has ended without a word the curves are all there is.
    expect(error).toMatchObject({ code: 'cannotContinue' } satisfies Partial<Refusal>);
    expect(kept.status).toBe('finished');
    return kept;
  }
}

describe.each<[string, (inner: Storage, n: number) => FaultyStorage]>([
  ['fails once', failingStorage],
  ['fails from then on', crashingStorage],
  ['is full from then on', fullStorage],
])('a storage that %s', (_, faulty) => {
  test(
    'at any call of a run that is stopped and resumed: it ends with all its curves, and says what is not kept',
    async () => {
      let calls = 1;
      for (let n = 1; n <= calls; n++) {
        const disk = memoryStorage();
        const broken = faulty(disk, n);
        setStorage(broken);
        const training = trainingWith();
        const first = heard();
        first.onProgress = ({ arms }) => void (arms[0]!.step >= 4 && training.stop());
        const stopped = (await training.start(spec, first))!;
        expectShown(stopped, first);
        const second = heard();
        const record = (await training.resume(stopped.id, second))!;
        expect(measured(record), `call ${n}`).toEqual(measured(undisturbed));
        expect(record.status).toBe('finished');
        expectShown(record, second);
        const problem = second.allProblems.at(-1);
        const then = await reloaded(disk, stopped.id);
        if (!problem) expect(then, `call ${n}`).toBeDefined();
        if (then) expect(measured(then)).toEqual(measured(undisturbed));
        else expect(sentenceOf(problem!)).toMatch(/^Not kept on this machine: /);
        calls = broken.calls();
        expect(calls).toBeLessThan(60);
      }
    },
    patience,
  );
});

test('a page that is killed at any moment goes on from its disk, and ends the same', async () => {
  const kills = Number(process.env.PLATEAU_KILLS ?? 8);
  saveAlways();
  storage = memoryStorage();
  const disks: { readonly entries: (readonly [string, unknown])[]; readonly shown: number }[] = [];
  const listener = heard();
  const shown = (): number => listener.curve(0, 0, 'train').length;
  /** The disk as it is after each call that changed it. */
  const watched = async <T>(work: Promise<T>): Promise<T> => {
    const done = await work;
    const names = await storage.keys();
    disks.push({
      entries: await Promise.all(names.map(async (name) => [name, await storage.get(name)] as const)),
      shown: shown(),
    });
    return done;
  };
  setStorage({
    ...storage,
    set: (key, value) => watched(storage.set(key, value)),
    setMany: (entries) => watched(storage.setMany(entries)),
    delete: (keys) => watched(storage.delete(keys)),
    change: (change) => watched(storage.change(change)),
  });
  const { id } = (await trainingWith().start(spec, listener))!;
  vi.restoreAllMocks();
  expect(disks.length).toBeGreaterThan(10);
  for (let kill = 0; kill < kills; kill++) {
    const { entries, shown: then } = disks[integer(1, 1, kill, disks.length)]!;
    const disk = memoryStorage();
    await disk.setMany(entries);
    setStorage(disk);
    const kept = (await loadExperiment(id))!;
    expect(kept.arms[0]!.runs[0]!.train.length, 'what was shown is there, but for two bursts').toBeGreaterThan(then - 4);
    const ended = (await reloaded(disk, id))!;
    expect(measured(ended)).toEqual(measured(undisturbed));
    expect(ended.status).toBe('finished');
  }
});

describe('a GPU that is lost', () => {
  const rounds = Number(process.env.PLATEAU_LOSSES ?? 1);

  /** Each arranges that `lose` is called when the phase has been reached for the `n`-th time. */
  const phases: Readonly<Record<string, (lose: () => void, training: Training, listener: Heard) => void>> = {
    compiling: (lose, _, listener) => {
      const { state } = listener;
      listener.state = (next) => {
        state(next);
        if (next.message?.code === 'compiling') lose();
      };
    },
    training: (lose, _, listener) => {
      listener.onProgress = ({ arms }) => {
        if (arms[0]!.step > 1) lose();
      };
    },
    evaluating: (lose) => onCall(TrainedModel.prototype, 'evaluate', lose),
    writing: (lose) => onCall(TrainedModel.prototype, 'generate', lose),
    capturing: (lose, training) => {
      void training.inspect(2);
      onCall(Cohort.prototype, 'capture', lose);
    },
    saving: (lose) => {
      saveAlways();
      onCall(Cohort.prototype, 'snapshot', lose);
    },
    pausing: (lose, training, listener) => {
      listener.onProgress = ({ arms }) => void (arms[0]!.step > 1 && training.pause());
      void listener.next('paused').then(() => {
        listener.onProgress = () => {};
        lose();
        return training.continue();
      });
    },
  };

  function onCall<T extends object>(of: T, name: keyof T & string, act: () => void): void {
    const method = of[name] as (this: unknown, ...given: unknown[]) => unknown;
    vi.spyOn(of as Record<string, (...given: unknown[]) => unknown>, name).mockImplementation(function (
      this: unknown,
      ...given: unknown[]
    ) {
      const done = method.apply(this, given);
      act();
      return done;
    });
  }

  test(
    'in each phase: Resume goes on, and nothing that was shown is missing',
    async () => {
      setStorage(memoryStorage());
      const { gpu, devices } = rememberingGpu();
      const training = trainingWith({ gpu });
      let id: string | undefined;
      const told: Heard[] = [];
      const go = (listener: Heard): Promise<ExperimentRecord | undefined> =>
        id === undefined ? training.start(spec, listener) : training.resume(id, listener);
      const order = Object.entries(phases).flatMap((phase) => Array.from({ length: rounds }, () => phase));
      for (const [phase, arrange] of order) {
        const listener = heard();
        told.push(listener);
        let lost = false;
        const lose = (): void => {
          if (!lost) devices.at(-1)!.destroy();
          lost = true;
        };
        arrange(lose, training, listener);
        const record = await go(listener).catch((error: unknown) => {
          expect(error, phase).toBeInstanceOf(Refusal);
          return undefined;
        });
        vi.restoreAllMocks();
        await training.inspect(0);
        expect(lost, phase).toBe(true);
        id ??= listener.records[0]!.id;
        const kept = (await loadExperiment(id))!;
        expectBeginning(kept);
        expectShown(kept, listener);
        expectShown(record ?? kept, listener);
      }
      const record = (await go(heard()))!;
      expect(record.status).toBe('finished');
      expect(measured(record)).toEqual(measured(undisturbed));
      expect(record.arms[0]!.runs[0]!.train).toHaveLength(steps);
      for (const listener of told) expectShown(record, listener);
      expect(devices).toHaveLength(order.length + 1);
    },
    patience,
  );
});
