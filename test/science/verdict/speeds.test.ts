// What a verdict says about time: only what was measured alike, with the uncertainty of both losses and speeds.

import { describe, expect, it } from 'vitest';
import { normal } from '#src/data/random.ts';
import { comparisonOf } from '#src/experiment/comparison.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import { noisyTimes } from '../../session/noisy-machine.ts';
import { recordOf, type ArmSpec } from './records.ts';

const plain = [2.01, 2.0, 1.99];
const better = [1.91, 1.89, 1.9];
const only = (record: ExperimentRecord) => verdictOf(record).comparisons[0]!;

describe('identical work', () => {
  const comparisons = 400;
  const ends = (e: number, arm: number): number[] =>
    [0, 1, 2, 3, 4].map((s) => 2 + 0.05 * normal(5, 0, 5 * e + s) + 0.004 * normal(5, 1 + arm, 5 * e + s));
  const found = Array.from({ length: comparisons }, (_, e) => {
    const timings = noisyTimes({ seed: 1000 + e, steps: 200, speeds: [40, 40] });
    return only(recordOf(timings.map((times, arm) => ({ ends: ends(e, arm), times }))));
  });
  const share = (held: readonly boolean[]): number => held.filter(Boolean).length / held.length;

  it('differs by nothing at equal time in 93 to 97 % of comparisons', () => {
    const held = share(found.map(({ equalSeconds }) => equalSeconds!.interval!.low <= 0 && equalSeconds!.interval!.high >= 0));
    expect(held).toBeGreaterThanOrEqual(0.93);
    expect(held).toBeLessThanOrEqual(0.97);
  });

  it('takes as long per step in 93 to 97 % of comparisons', () => {
    const held = share(found.map(({ speed }) => speed!.interval!.low <= 1 && speed!.interval!.high >= 1));
    expect(held).toBeGreaterThanOrEqual(0.93);
    expect(held).toBeLessThanOrEqual(0.97);
  });

  it('is timed once per plan: equal losses of many seeds leave the speed as uncertain as it is', () => {
    const [times, others] = noisyTimes({ seed: 3, steps: 200, speeds: [40, 40] });
    const width = (seeds: number): number => {
      const ends = Array.from({ length: seeds }, (_, s) => 2 + s / 1000);
      const { reach, equalSeconds } = only(
        recordOf([
          { ends, times: times! },
          { ends: ends.map((end) => end - 1e-6), times: others! },
        ]),
      );
      expect(equalSeconds!.interval!.high - equalSeconds!.interval!.low).toBeGreaterThan(0.01);
      return reach!.seconds!.interval!.high - reach!.seconds!.interval!.low;
    };
    expect(width(3)).toBeGreaterThan(0.01);
    expect(width(12)).toBeCloseTo(width(3), 3);
  });
});

describe('unequal work', () => {
  it('is told apart, at the speed it has', () => {
    const [times, others] = noisyTimes({ seed: 5, steps: 200, speeds: [40, 60], scatter: 0.05 });
    const { speed, equalSeconds, end, reach } = only(
      recordOf([
        { ends: plain, times: times! },
        { ends: [2.011, 2.001, 1.989], times: others! },
      ]),
    );
    expect(speed).toMatchObject({ runs: 3, neighbours: 0 });
    expect(speed!.interval!.low).toBeLessThan(1.5);
    expect(speed!.interval!.high).toBeGreaterThan(1.5);
    expect(end!.interval!.low).toBeLessThan(0);
    expect(equalSeconds!.interval!.low).toBeGreaterThan(0);
    expect(reach).not.toHaveProperty('seconds');
  });

  it('widens the interval of the difference by what the speed leaves open', () => {
    const lower = plain.map((end) => end - 0.1);
    const exact = only(recordOf([{ ends: plain }, { ends: lower, secondsPerStep: 0.011 }])).equalSeconds!;
    const [times, others] = noisyTimes({ seed: 8, steps: 200, speeds: [10, 11] });
    const noisy = only(
      recordOf([
        { ends: plain, times: times! },
        { ends: lower, times: others! },
      ]),
    ).equalSeconds!;
    const width = ({ interval }: typeof exact): number => interval!.high - interval!.low;
    expect(width(noisy)).toBeGreaterThan(width(exact) + 0.01);
    expect(exact).not.toHaveProperty('seedsNeeded');
  });
});

describe('what was not measured alike', () => {
  const two: ArmSpec[] = [{ ends: plain }, { ends: better, secondsPerStep: 0.02 }];
  const third: ArmSpec = { ends: better };
  const changed = (change: (record: ExperimentRecord) => void, specs = two): ExperimentRecord => {
    const record = recordOf(specs);
    change(record);
    return record;
  };

  it.each<[string, ExperimentRecord, string, string]>([
    [
      'arms of one plan',
      changed(({ arms }) => arms[1]!.runs.forEach((run) => (run.plan = 0))),
      'together',
      'B and A trained in the same launches, so their speeds were not measured apart',
    ],
    [
      'plans of unequal numbers of runs',
      changed(({ trainings }) => (trainings[0]!.plans![1]!.runs = 12)),
      'replicas',
      'unequal numbers of runs of B and A trained together, so their speeds were not measured alike',
    ],
    [
      'arms of several trainings',
      changed(({ trainings, arms }) => {
        trainings.push(structuredClone(trainings[0]!));
        for (const run of arms[1]!.runs) run.training = 1;
      }),
      'apart',
      'B and A did not train side by side, so their speeds were not measured alike',
    ],
    [
      'a record of seconds alone',
      changed(({ trainings }) => delete trainings[0]!.plans),
      'unknown',
      'the record holds seconds, but not how uncertain they are',
    ],
    [
      'a training that was not timed while the other was',
      changed(({ trainings }) => {
        const [, plan] = trainings[0]!.plans!;
        plan!.times = plan!.times.map((time, part) => (part < 3 ? time : [0, 0]));
      }),
      'short',
      'B and A trained too briefly to be timed',
    ],
  ])('%s: nothing is claimed, in one sentence', (_, record, untimed, why) => {
    const { comparisons, sentences, notes } = verdictOf(record);
    expect(comparisons[0]).toMatchObject({ untimed, outcome: 'lower' });
    expect(comparisons[0]).not.toHaveProperty('equalSeconds');
    expect(comparisons[0]!.reach).not.toHaveProperty('seconds');
    expect(comparisons[0]!.reach).toHaveProperty('steps');
    expect(sentences[0]).toContain(` Nothing is claimed by time: ${why}. It reaches`);
    expect(sentences[0]).not.toContain('times the time');
    expect(notes.join()).not.toContain('Times are');
  });

  it('is known for each comparison', () => {
    const record = changed(({ arms }) => arms[2]!.runs.forEach((run) => (run.plan = 0)), [...two, third]);
    const { comparisons, notes } = verdictOf(record);
    expect(comparisons.map(({ untimed }) => untimed)).toEqual([undefined, 'together']);
    expect(notes).toContain(
      'Times are those of 3 runs in the same launches, in turns with those of the other arm and one further plan; their intervals hold the uncertainty of losses and of speeds.',
    );
  });

  it('is, once seeds were added that trained separately', () => {
    const shared = changed(({ arms }) => arms[1]!.runs.forEach((run) => (run.plan = 0)));
    const timed = recordOf(two);
    shared.trainings.push({ ...timed.trainings[0]!, separate: true });
    for (const [arm, { runs }] of shared.arms.entries())
      runs.push(...timed.arms[arm]!.runs.map((run, i) => ({ ...run, seed: 10 + i, training: 1 })));
    expect(only(shared)).not.toHaveProperty('untimed');
    expect(only(shared).n).toBe(6);
    expect(only(shared).speed).toEqual(only(timed).speed);
  });

  it('are not two kept experiments, but two arms of one are', () => {
    const [first, second] = ['one', 'two'].map((id) => recordOf(two, { id })) as [ExperimentRecord, ExperimentRecord];
    const runs = (id: string, arm: number) => [0, 1, 2].map((run) => ({ id, arm, run }));
    expect(only(comparisonOf([first, second], [...runs('one', 0), ...runs('two', 1)]))).toMatchObject({ untimed: 'apart' });
    const together = only(comparisonOf([first, second], [...runs('two', 0), ...runs('two', 1)]));
    expect(together.equalSeconds).toEqual(only(second).equalSeconds);
  });

  it('does not stand in the way of the training with the most pairs that was', () => {
    const more = recordOf([{ ends: [...plain, 2, 2] }, { ends: [...better, 1.9, 1.91], secondsPerStep: 0.02 }]);
    more.trainings.push({ device: more.trainings[0]!.device });
    for (const { runs } of more.arms) for (const run of runs.slice(3)) run.training = 1;
    expect(only(more).speed!.ratio).toBeCloseTo(2, 9);
    for (const { runs } of more.arms) for (const run of runs.slice(1)) run.training = 1;
    expect(only(more).speed!.ratio).toBeCloseTo(2, 9);
  });
});

describe('the time to a loss', () => {
  const at = (shares: readonly number[]): ArmSpec['runs'] =>
    Object.fromEntries(
      shares.map((share, place) => [
        place,
        {
          validation: [
            [1, 4],
            [50, 3.5],
            [100, 3],
            [100 + 300 * share, 2],
            [400, 1.9],
          ] as [number, number][],
        },
      ]),
    );

  it('is not read before the third look', () => {
    const early = at([0.5, 0.5, 0.5]);
    const straight = [1, 100, 200, 300, 400].map((x): [number, number] => [x, 4 - x / 500]);
    const slow = Object.fromEntries([0, 1, 2].map((place) => [place, { validation: straight }]));
    const { reach, ...rest } = only(
      recordOf([
        { ends: plain, runs: slow },
        { ends: better, runs: early! },
      ]),
    );
    expect(reach).toEqual({ form: 'schedule', n: 3, reached: 0, early: 3, turned: 0 });
    expect(rest.outcome).toBe('lower');
  });

  it('has no ratio where its seeds are so lopsided that nobody knows how often an interval holds', () => {
    const ends = [2, 2, 2, 2, 2, 2];
    const even = only(recordOf([{ ends }, { ends, runs: at([0.4, 0.45, 0.5, 0.55, 0.6, 0.5])! }])).reach!;
    expect(even.steps!.interval).toBeDefined();
    const record = recordOf([{ ends }, { ends, runs: at([0.05, 0.05, 0.05, 0.06, 0.05, 0.95])! }]);
    const { reach } = only(record);
    expect(reach).toMatchObject({ reached: 6, lopsided: true });
    for (const unit of ['steps', 'tokens', 'flops', 'seconds'] as const) expect(reach![unit]).not.toHaveProperty('interval');
    record.arms[1]!.runs[0]!.final = 1.99;
    expect(verdictOf(record).sentences[0]).toContain(
      'When it reaches the final loss of A is too lopsided over seeds for an interval, so there is no ratio.',
    );
  });
});
