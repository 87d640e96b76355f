// Partial records of one sweep become one, and what is not one sweep is refused in words.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviceOf } from '#src/experiment/arms.ts';
import { checkRecord } from '#src/experiment/files/schema.ts';
import { isEnded, type ExperimentRecord, type RunRecord } from '#src/experiment/record.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { completeEachOther, mergedSweeps } from '#src/experiment/sweep/merged-sweeps.ts';
import { armsOf, type Sweep } from '#src/experiment/sweep/sweep.ts';
import { merging } from '#src/words/english/merging.ts';
import { learn } from '#src/words/language.ts';
import { sentenceOf } from '#src/words/message.ts';
import { fuzz } from '../../fuzz.ts';
import { sampleRecord } from '../sample-record.ts';

learn(merging);
const sweep: Sweep = { axes: [{ width: [8, 16] }, { steps: [50, 100] }] };
const runs = 8; // two seeds

function finished(adapter = 'one', changes: Partial<ExperimentRecord> = {}): ExperimentRecord {
  const sample = sampleRecord();
  const [arm] = sample.arms;
  return checkRecord({
    ...sample,
    trainings: [{ device: { adapter, software: false, where: 'node' }, plans: [{ runs: 4, times: sampleTimes }] }],
    baseline: 0,
    sweep,
    arms: armsOf(baseArm, sweep).map((point, a) => ({
      ...arm!,
      ...point,
      samples: [],
      runs: [0, 1].map((seed): RunRecord => ({ ...arm!.runs[0]!, seed, plan: 0, final: 3 - a / 10 + seed / 100 })),
    })),
    ...changes,
  });
}
const sampleTimes = Array.from({ length: 32 }, (): [number, number] => [4, 0.5]);

/** With only these runs, in the order of arms, then seeds. */
function partial(record: ExperimentRecord, has: (run: number) => boolean): ExperimentRecord {
  const copy = structuredClone(record);
  for (const [place, run] of copy.arms.flatMap((arm) => arm.runs).entries()) {
    if (has(place)) continue;
    delete run.final;
    delete run.plan;
    Object.assign(run, { train: [], validation: [], tokens: 0, seconds: 0, secondsShare: 0, status: 'stopped' });
  }
  return copy.arms.every((arm) => arm.runs.every(isEnded)) ? copy : { ...copy, status: 'stopped' };
}
const told = ({ reason }: ExperimentRecord): string => sentenceOf(reason!);

describe('merged', () => {
  test('the two parts of any split are what was split', () => {
    const whole = finished();
    fuzz(2000, fc.array(fc.constantFrom('first', 'second', 'both'), { minLength: runs, maxLength: runs }), (where) => {
      const first = partial(whole, (run) => where[run] !== 'second');
      const second = partial(whole, (run) => where[run] !== 'first');
      const { reason, ...merged } = checkRecord(mergedSweeps(first, second, whole.id));
      expect(merged).toEqual(whole);
      expect(reason!.values['came']).toBe(where.filter((of) => of === 'second').length);
      expect(reason!.values['differing']).toBe(0);
    });
  });

  test('each run keeps its device and its plan, and what neither has is left', () => {
    const first = partial(finished('one'), (run) => run < 3);
    const second = partial(finished('two'), (run) => run >= 2 && run < 6);
    const record = checkRecord(mergedSweeps(first, second, 'new'));
    const all = record.arms.flatMap((arm) => arm.runs);
    expect(all.filter(isEnded).map((run) => deviceOf(record, run).adapter)).toEqual(['one', 'one', 'one', 'two', 'two', 'two']);
    expect(all.slice(3, 6).map(({ training, plan }) => [training, plan])).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
    expect([record.id, record.status]).toEqual(['new', 'stopped']);
    expect(told(record)).toBe('Merged: 3 runs were here (one), 3 came from the file (two), 2 are left to train.');
    // A third part makes it whole.
    const whole = checkRecord(
      mergedSweeps(
        record,
        partial(finished('three'), (run) => run > 5),
        'whole',
      ),
    );
    expect([whole.status, whole.trainings.length]).toEqual(['finished', 3]);
    expect(told(whole)).toBe('Merged: 6 runs were here (one, two), 2 came from the file (three).');
  });

  test('seeds may stand in another order', () => {
    const second = finished('two');
    for (const arm of second.arms) arm.runs.reverse();
    const record = mergedSweeps(
      partial(finished(), () => false),
      second,
      'new',
    );
    expect(record.arms.map((arm) => arm.runs.map(({ seed, final }) => [seed, final]))).toEqual(
      finished().arms.map((arm) => arm.runs.map(({ seed, final }) => [seed, final])),
    );
  });

  test.each([
    ['the same device', 'one', 2e-6, 1],
    ['the same device, rounded', 'one', 1e-6, 0],
    ['another device', 'two', 2e-3, 1],
    ['another device, rounded', 'two', 9e-4, 0],
  ])('of what both have, the first is kept, and it is said where they differ: %s', (_, adapter, by, differing) => {
    const second = finished(adapter);
    second.arms[1]!.runs[1]!.final! += by;
    const record = mergedSweeps(finished(), second, 'new');
    expect(record.arms).toEqual(finished().arms);
    expect(record.reason!.values['differing']).toBe(differing);
    expect(told(record)).toMatch(
      differing ? /; 1 that both had ends with another loss in the file, and what was here is kept\.$/ : /file\.$/,
    );
  });

  test('a text that a visitor brought is known by what it holds', () => {
    const own = (source: string, checksum: string): ExperimentRecord => {
      const record = finished('one', { data: { ...sampleRecord().data, checksum } });
      return { ...record, arms: record.arms.map((arm) => ({ ...arm, config: { ...arm.config, source } })) };
    };
    const hash = 'a'.repeat(64);
    expect(mergedSweeps(own('own:a', hash), own('own:b', hash), 'new').arms[0]!.config.source).toBe('own:a');
    expect(() => mergedSweeps(own('own:a', hash), own('own:a', 'b'.repeat(64)), 'new')).toThrow(
      'Only two records of the same sweep can be merged: width 8, steps 50 reads another text in the second.',
    );
  });

  const changed = (change: (record: ExperimentRecord) => void): ExperimentRecord => {
    const record = finished();
    change(record);
    return record;
  };
  test.each([
    ['no sweep', sampleRecord(), 'one of these is no sweep'],
    [
      'other axes',
      changed((r) => Object.assign(r, { sweep: { axes: [{ width: [8, 16] }, { steps: [50, 101] }] } })),
      'the axes of these differ',
    ],
    ['fewer seeds', changed((r) => r.arms.forEach((arm) => arm.runs.pop())), 'the seeds of these differ'],
    [
      'a setting',
      changed((r) => r.arms.forEach((arm) => Object.assign(arm.config, { batch: 3 }))),
      'Batch of width 8, steps 50 is another in the second',
    ],
    [
      'other held-out text',
      changed((r) => Object.assign(r.data, { validationTokens: 9 })),
      'width 8, steps 50 is measured on another amount of held-out text in the second',
    ],
  ])('what differs is said: %s', (_, second, what) => {
    const refused = () => mergedSweeps(finished(), second, 'new');
    expect(refused).toThrow(`Only two records of the same sweep can be merged: ${what}.`);
    expect(completeEachOther(finished(), second)).toBe(false);
  });
});

test('records complete each other if each has what the other lacks', () => {
  const [left, right] = [partial(finished(), (run) => run < 4), partial(finished(), (run) => run > 2)];
  expect(completeEachOther(left, right)).toBe(true);
  expect(
    completeEachOther(
      left,
      partial(finished(), (run) => run < 3),
    ),
  ).toBe(false);
  expect(completeEachOther(left, finished())).toBe(false);
});
