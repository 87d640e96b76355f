// How fast a plan trains: what is timed, what is not, and what the record keeps of it.

import { expect, test, vi } from 'vitest';
import { parseRecord } from '#src/experiment/files/schema.ts';
import { exportRecord } from '#src/experiment/files/export.ts';
import { partsOfTime, type ExperimentRecord, type PlanRecord } from '#src/experiment/record.ts';
import { withSeeds } from '#src/session/new-record.ts';
import { PlanTimes, planOf } from '#src/session/plan-times.ts';
import { Cohort } from '#src/train/cohort.ts';
import type { Member } from '#src/train/members.ts';
import { tiny } from '../tiny.ts';
import { curvesOf, deviceRecord, run, twoShapes, uninterrupted } from './run.ts';

const newPlan = (): PlanRecord => ({ runs: 3, times: Array.from({ length: partsOfTime }, () => [0, 0]) });
const sum = ({ times }: PlanRecord): [number, number] =>
  times.reduce(([steps, seconds], [s, t]) => [steps + s, seconds + t], [0, 0]);
const took = (milliseconds: number, whole = true) => ({ milliseconds, whole });

/** Of so many steps of 10 ms each, one a burst, but for those at which `odd` says otherwise. */
function timed(steps: number, odd: Readonly<Record<number, { milliseconds: number; whole: boolean }>> = {}) {
  const plan = newPlan();
  const times = new PlanTimes(plan, steps);
  for (let step = 0; step < steps; step++) times.add(step, 1, odd[step] ?? took(10));
  return { plan, times };
}

test('the first burst warms up, and counts for as much as those that follow', () => {
  const { plan, times } = timed(64, { 0: took(900) });
  expect(sum(plan)[0]).toBe(63);
  expect(times.seconds).toBeCloseTo(0.64, 6);
  expect(plan.times[0]).toEqual([1, 0.01]);
  expect(plan.times[31]).toEqual([2, 0.02]);
});

test.each([
  ['in mid-run', { 30: took(40_000, false), 31: took(0.1, false) }],
  ['in the first burst', { 0: took(40_000), 1: took(0.1, false) }],
  ['twice', { 10: took(40_000, false), 11: took(0, false), 60: took(70_000, false) }],
])('a gap %s changes neither the seconds nor what is kept of them', (_, odd) => {
  const { plan, times } = timed(64, odd);
  expect(times.seconds).toBeCloseTo(0.64, 6);
  const [steps, seconds] = sum(plan);
  expect(seconds / steps).toBeCloseTo(0.01, 9);
});

test('the usual is the median of the last nine: one odd burst does not change it, a machine that has become slow does', () => {
  const times = new PlanTimes(newPlan(), 100);
  expect(times.usual).toBeNaN();
  for (let step = 0; step < 20; step++) times.add(step, 1, took(10));
  times.add(20, 1, took(5000, false));
  expect(times.usual).toBe(10);
  for (let step = 21; step < 26; step++) times.add(step, 1, took(1000, false));
  expect(times.usual).toBe(1000);
});

test('goes on from the seconds of an earlier session', () => {
  const times = new PlanTimes(newPlan(), 100, 7);
  expect(times.seconds).toBe(7);
  times.add(50, 1, took(30));
  expect(times.seconds).toBeCloseTo(7.03, 9);
  times.add(51, 1, took(10));
  expect(times.seconds).toBeCloseTo(7.02, 9);
});

test('of a session that goes back to a checkpoint, what came after it is timed again', () => {
  const times = Array.from({ length: partsOfTime }, (): [number, number] => [2, 0.02]);
  const record = {
    trainings: [{ device: deviceRecord, plans: [{ runs: 2, times }] }],
    arms: [{ runs: [{ training: 0, plan: 0 }] }],
  };
  const plan = planOf(record as unknown as ExperimentRecord, [{ arm: 0, run: 0 } as Member], 33, 64);
  expect(plan.times.slice(15, 18)).toEqual([
    [2, 0.02],
    [0, 0],
    [0, 0],
  ]);
});

test('a session times each of its plans, with as many runs as it trains together', async () => {
  const { record } = await uninterrupted();
  const [{ plans = [] }] = record.trainings as [ExperimentRecord['trainings'][0]];
  expect(plans.map(({ runs }) => runs)).toEqual([2, 2]);
  expect(record.arms.map(({ runs }) => runs.map(({ plan }) => plan))).toEqual([
    [0, 0],
    [1, 1],
  ]);
  for (const plan of plans) {
    const [steps, seconds] = sum(plan);
    expect(steps).toBeGreaterThan(0);
    expect(steps).toBeLessThan(tiny.steps); // the first burst warms up
    expect(seconds).toBeGreaterThan(0);
  }
  expect(parseRecord(exportRecord(record)).trainings).toEqual(record.trainings);
});

test('seeds that are added are timed apart, and arms of one shape share their plan', async () => {
  const first = await run({ ...twoShapes, seeds: [0] });
  const { record, plans } = first.saved.at(-1)!;
  const more = await run({ record: withSeeds(record, [1, 2], deviceRecord), plans: plans! });
  expect(more.record.trainings.map((t) => t.plans!.map((p) => p.runs))).toEqual([
    [1, 1],
    [2, 2],
  ]);
  expect(more.record.trainings[0]).toEqual(record.trainings[0]);
  const shared = await run({ ...twoShapes, arms: [twoShapes.arms[0]!, { ...twoShapes.arms[0]!, name: 'same shape' }] });
  expect(shared.record.trainings[0]!.plans!.map((p) => p.runs)).toEqual([4]);
  expect(shared.record.arms.map(({ runs }) => runs.map(({ plan }) => plan))).toEqual([
    [0, 0],
    [0, 0],
  ]);
});

test('arms of one shape that train separately are timed apart, learn the same, and resume as they were', async () => {
  const alike = { ...twoShapes, arms: [twoShapes.arms[0]!, { ...twoShapes.arms[0]!, name: 'same shape' }] };
  const shared = await run(alike);
  const separate = await run({ ...alike, separate: true });
  const plansOf = ({ trainings }: ExperimentRecord) => trainings.map((t) => t.plans!.map((p) => p.runs));
  expect(plansOf(shared.record)).toEqual([[4]]);
  expect(plansOf(separate.record)).toEqual([[2, 2]]);
  expect(curvesOf(separate.record)).toEqual(curvesOf(shared.record));
  const { record, plans } = shared.saved.at(-1)!;
  const stopped = await run({ record: withSeeds(record, [7], deviceRecord, true), plans: plans! }, (session, { listener }) => {
    listener.onProgress = ({ arms }) => arms[0]!.step > 4 && session.stop();
  });
  const kept = stopped.saved.at(-1)!;
  const { record: more } = await run({ record: kept.record, plans: kept.plans! });
  expect(plansOf(more)).toEqual([[4], [1, 1]]);
  expect(more.arms.map(({ runs }) => runs.at(-1)!.status)).toEqual(['finished', 'finished']);
  expect(parseRecord(exportRecord(more)).trainings).toEqual(more.trainings);
});

test('a sleep of an hour while a session trains is not training time', async () => {
  const [now, train] = [performance.now.bind(performance), Cohort.prototype.train];
  let [asleep, bursts] = [0, 0];
  vi.spyOn(performance, 'now').mockImplementation(() => now() + asleep);
  vi.spyOn(Cohort.prototype, 'train').mockImplementation(async function (this: Cohort, ...given) {
    const metrics = await train.apply(this, given);
    if (++bursts === 8) asleep = 3_600_000;
    return metrics;
  });
  try {
    const { record } = await run(twoShapes);
    expect(bursts).toBeGreaterThan(8);
    for (const r of record.arms.flatMap((arm) => arm.runs)) expect(r.seconds).toBeLessThan(3600);
    for (const plan of record.trainings[0]!.plans!) expect(sum(plan)[1]).toBeLessThan(3600);
  } finally {
    vi.restoreAllMocks();
  }
});
