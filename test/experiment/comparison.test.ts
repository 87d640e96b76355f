// Kept runs put side by side, and budgets of their own for two arms.

import { beforeEach, describe, expect, it } from 'vitest';
import { comparisonOf, isComparison, type RunKey } from '#src/experiment/comparison.ts';
import { exportRecord } from '#src/experiment/files/export.ts';
import { parseRecord } from '#src/experiment/files/schema.ts';
import { checkArm } from '#src/experiment/options.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { sources } from '#src/store/machine.ts';
import { draft, spec } from '#src/store/setup/draft.ts';
import { setUpOwnBudgets, stepsInTimeOfBaseline } from '#src/store/shown/own-budgets.ts';
import { localTime } from '#src/words/dates.ts';
import { partsOfTime, type PlanRecord } from '#src/experiment/record.ts';
import { filledRecord } from '../store/fake-record.ts';
import { fakeSources } from '../store/fake-worker.ts';

const [first, second] = ['one', 'two'].map((id, i) => ({
  ...filledRecord(lessons[0]!.spec('nano'), 1, id),
  title: i ? 'Again' : 'Shortcuts',
})) as [ReturnType<typeof filledRecord>, ReturnType<typeof filledRecord>];
const all = (id: string, arm: number): RunKey[] => [0, 1, 2].map((run) => ({ id, arm, run }));

beforeEach(() => sources.set(fakeSources));

describe('a comparison', () => {
  it('gathers the runs of an arm, in the order they were chosen, and says where they come from', () => {
    const made = comparisonOf([second, first], [...all('two', 2), ...all('one', 2).slice(1)]);
    expect(made.arms.map((arm) => [arm.name, arm.origin!.id, arm.runs.map((r) => r.seed)])).toEqual([
      ['residual · Again', 'two', [0, 1, 2]],
      ['residual · Shortcuts', 'one', [1, 2]],
    ]);
    expect(made).toMatchObject({ baseline: 0, status: 'finished', experiment: 'comparison', floors: first.floors });
    expect(isComparison(made)).toBe(true);
    expect(isComparison(first)).toBe(false);
    expect(parseRecord(exportRecord(made))).toEqual(JSON.parse(exportRecord(made)));
  });

  it('of one experiment keeps the names of its arms; of two with one title it tells them apart by time', () => {
    expect(comparisonOf([first], [...all('one', 0), ...all('one', 3)]).arms.map((a) => a.name)).toEqual([
      'no residual',
      'residual + first layer + value',
    ]);
    const later = { ...second, title: first.title, startedAt: '2026-11-23T11:00:00.000Z' };
    expect(comparisonOf([first, later], [...all('one', 0), ...all('two', 0)]).arms.map((a) => a.name)).toEqual([
      `no residual · Shortcuts, ${localTime(first.startedAt).slice(0, 16)}`,
      `no residual · Shortcuts, ${localTime(later.startedAt).slice(0, 16)}`,
    ]);
  });

  it('never calls arms of two experiments the same', () => {
    const names = (changes: object): string[] =>
      comparisonOf([first, { ...second, title: first.title, ...changes }], [...all('one', 0), ...all('two', 0)]).arms.map(
        (a) => a.name,
      );
    expect(names({ data: { ...first.data, name: '04-base.txt' } })).toEqual([
      'no residual · Shortcuts, Moby-Dick',
      'no residual · Shortcuts, 04-base.txt',
    ]);
    expect(names({ startedAt: '2026-11-22T10:00:07.000Z' })[1]).toMatch(/ \d\d:00:07$/);
    expect(names({})).toEqual(['no residual · Shortcuts (1)', 'no residual · Shortcuts (2)']);
    const long = '鯨🐋'.repeat(60);
    const cut = comparisonOf(
      [first, second].map((r) => ({ ...r, arms: r.arms.map((arm) => ({ ...arm, name: long })) })),
      [...all('one', 0), ...all('two', 0)],
    );
    expect(cut.arms.map(({ name }) => [...name].length)).toEqual([120, 120]);
    expect(new Set(cut.arms.map(({ name }) => name)).size).toBe(2);
    expect(cut.arms.map(({ name }) => name).join('')).not.toMatch(/\p{Surrogate}/u);
  });

  it('takes the data of each arm along', () => {
    const own = { ...first.data, name: 'Sorting' };
    const mixed = { ...first, arms: first.arms.map((arm, i) => (i === 1 ? { ...arm, data: own } : arm)) };
    const made = comparisonOf([mixed, second], [...all('one', 1), ...all('two', 0)]);
    expect(made.arms.map(({ origin, data }) => [origin!.data.name, data])).toEqual([
      ['Sorting', undefined],
      ['Moby-Dick', undefined],
    ]);
    expect(made).toMatchObject({ data: own, floors: [] });
  });

  it('of a comparison keeps the first origin, and of other data draws no reference lines', () => {
    const made = comparisonOf([first, second], [...all('one', 0), ...all('two', 1)]);
    const again = comparisonOf([{ ...made, id: 'three' }, first], [...all('three', 1), ...all('one', 2)]);
    expect(again.arms[0]!.origin!.id).toBe('two');
    const elsewhere = { ...second, data: { ...second.data, name: 'Another text' } };
    expect(comparisonOf([first, elsewhere], [...all('one', 0), ...all('two', 0)]).floors).toEqual([]);
  });

  it('needs two arms and takes at most twelve', () => {
    for (const runs of [[], all('one', 0), all('gone', 0)])
      expect(() => comparisonOf([first], runs)).toThrow('at least two arms');
    const records = ['one', 'two', 'three', 'four'].map((id) => ({ ...first, id }));
    const many = records.flatMap(({ id }) => [0, 1, 2, 3].flatMap((arm) => all(id, arm)));
    expect(() => comparisonOf(records, many)).toThrow('At most 12 arms can be compared; these runs belong to 16.');
    expect(comparisonOf(records, many.slice(0, 36)).arms).toHaveLength(12);
  });
});

describe('budgets of their own', () => {
  const steps = () => draft.get().arms.map((arm) => totalSteps(arm.config));

  it('are shorter for an arm that is ahead and longer for one that is behind', () => {
    // The last arm of the sample ends lower than the third, which is the baseline of this lesson; the first ends higher.
    setUpOwnBudgets(first, 3);
    expect(steps()).toEqual([200, 100, 150, 200]);
    expect(draft.get()).toMatchObject({ id: 'own', baseline: 0, seeds: 3, firstSeeds: [0, 1, 2] });
    expect(draft.get().arms.map((arm) => arm.config.warmup)).toEqual([20, 10, 15, 20]);
    setUpOwnBudgets(first, 0);
    expect(steps()).toEqual([200, 200, 300, 400]);
    expect(spec.get().arms.flatMap((arm) => checkArm(arm.config))).toEqual([]);
    expect(new Set(spec.get().arms.map((arm) => arm.name)).size).toBe(4);
  });

  it('include the steps that the time of the baseline allows', () => {
    const slow = structuredClone(first);
    const timed = (seconds: number): PlanRecord => ({ runs: 3, times: Array.from({ length: partsOfTime }, () => [6, seconds]) });
    slow.trainings[0]!.plans = slow.arms.map((_, arm) => timed(arm === 3 ? 0.075 : 0.06));
    for (const [arm, { runs }] of slow.arms.entries()) for (const run of runs) run.plan = arm;
    expect(stepsInTimeOfBaseline(slow, 3)).toBe(160);
    setUpOwnBudgets(slow, 3);
    expect(steps()).toEqual([200, 100, 150, 160, 200]);
    delete slow.trainings[0]!.plans;
    expect(stepsInTimeOfBaseline(slow, 3), 'nothing measured').toBe(200);
  });
});
