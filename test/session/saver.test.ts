// What is shown is soon on the disk, however large the model and however slow the disk; a storage that fails is told of, and costs
// no training.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { Lane } from '#src/session/lane.ts';
import { Saver } from '#src/session/saver.ts';
import { Refusal, message, sentenceOf, type Message } from '#src/words/message.ts';
import { sampleRecord } from '../experiment/sample-record.ts';
import { specOf } from '../tiny.ts';
import { run } from './run.ts';

describe.each([['curves'], ['weights'], ['everything']])('a storage that fails for %s', (what) => {
  test('does not end the training: what is wrong is said, and said at the end', async () => {
    const full = 'The browser has no room left.';
    const fails = (plans: unknown): boolean => what === 'everything' || (what === 'weights') === (plans !== undefined);
    const { record, listener } = await run(specOf(1, {}), (_, host) => {
      host.onSave = (plans) => (fails(plans) ? Promise.reject(new Refusal(message('said', { text: full }))) : undefined);
    });
    expect(record.status).toBe('finished');
    const said = listener.allProblems.map((problem) => problem && sentenceOf(problem));
    // The weights are written with the curves as they are then.
    const last = {
      curves: undefined,
      weights: `The curves are kept, but not the weights of this run, which are lost when this page is closed. ${full}`,
    };
    const nothing = `Not kept on this machine: what is shown can be used and exported until this page is closed. ${full}`;
    expect(said.length).toBeGreaterThan(0);
    if (what !== 'weights') expect(said).toContain(nothing);
    expect(said.at(-1)).toBe(what === 'everything' ? nothing : last[what as keyof typeof last]);
    const { phase, message: end } = listener.states.at(-1)!;
    expect([phase, end && sentenceOf(end)]).toEqual(['finished', said.at(-1)]);
  });
});

describe('by the clock', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());
  const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

  interface Machine {
    readonly step: number; // milliseconds of a burst, which draws a point
    readonly snapshot: number; // of copying the weights from the GPU
    readonly write: number; // of storing the weights
    readonly minutes: number;
  }

  /** Trains on a machine that does not exist. The greatest age of what was drawn and not yet stored, and how often weights were. */
  async function trained({ step, snapshot, write, minutes }: Machine): Promise<{ age: number; checkpoints: number }> {
    const record: ExperimentRecord = sampleRecord({ status: 'training' });
    const { runs } = record.arms[0]!;
    const curve = (runs[0]!.train = []) as [number, number][];
    const drawn: number[] = []; // when each point was
    let [stored, age, checkpoints] = [0, 0, 0];
    const saver = new Saver(
      {
        save: async (read, plans) => {
          await pause(plans ? write : 30);
          const { train } = read().arms[0]!.runs[0]!;
          stored = train.length;
          if (plans) checkpoints++;
        },
        keeping: () => {},
      },
      record,
      [],
    );
    const cohort = { key: 'plan', step: 0, members: [], snapshot: () => pause(snapshot).then(() => ({})) };
    const lanes = [{ cohort, seconds: 0 }] as unknown as Lane[];
    const watch = setInterval(() => {
      const oldest = drawn[stored];
      if (oldest !== undefined) age = Math.max(age, performance.now() - oldest);
    }, 100);
    const training = (async () => {
      saver.begin();
      const until = performance.now() + 60_000 * minutes;
      while (performance.now() < until) {
        await pause(step);
        cohort.step++;
        runs[0]!.tokens++;
        curve.push([cohort.step, 2]);
        drawn.push(performance.now());
        if (saver.isDue) await saver.checkpoint(lanes, () => []);
      }
      saver.end();
      clearInterval(watch);
    })();
    await vi.advanceTimersByTimeAsync(60_000 * minutes + snapshot + step);
    await training;
    return { age, checkpoints };
  }

  test.each<[string, Machine, number]>([
    ['tiny', { step: 25, snapshot: 1, write: 20, minutes: 1 }, 7],
    ['of 300 MB on a slow disk', { step: 400, snapshot: 2000, write: 12_000, minutes: 10 }, 4],
    ['of 3 GB', { step: 3000, snapshot: 15_000, write: 90_000, minutes: 40 }, 2],
    ['whose step takes longer than a save', { step: 20_000, snapshot: 5000, write: 30_000, minutes: 20 }, 3],
  ])('the curves of a model %s are at most ten seconds older on the disk', async (_, machine, fewest) => {
    const { age, checkpoints } = await trained(machine);
    expect(age).toBeGreaterThan(0);
    expect(age).toBeLessThanOrEqual(10_000);
    expect(checkpoints).toBeGreaterThanOrEqual(fewest);
  });

  test('nothing is written while nothing happens', async () => {
    const save = vi.fn(() => Promise.resolve());
    const saver = new Saver({ save, keeping: () => {} }, sampleRecord(), []);
    saver.begin();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(save).not.toHaveBeenCalled();
    saver.end();
  });

  test('a disk that does not answer is told of, not waited for, and told of no more when it does', async () => {
    const problems: (Message | undefined)[] = [];
    let answer = (): void => {};
    const save = (): Promise<void> => new Promise((resolve) => (answer = resolve));
    const saver = new Saver({ save, keeping: (problem) => problems.push(problem) }, sampleRecord(), []);
    saver.saveCurves();
    let settled = false;
    void saver.settled().then(() => (settled = true));
    await vi.advanceTimersByTimeAsync(4900);
    expect([settled, problems]).toEqual([false, []]);
    await vi.advanceTimersByTimeAsync(200);
    expect(settled).toBe(true);
    expect(problems.map((problem) => problem && sentenceOf(problem))).toEqual([
      expect.stringMatching(/^Not kept on this machine: .+ does not answer\.$/),
    ]);
    answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(problems.at(-1)).toBeUndefined();
    expect(problems).toHaveLength(2);
  });
});
