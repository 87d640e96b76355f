// Which arms train together, share their time, and are measured on the same windows.

import { expect, test } from 'vitest';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { budgetsOf } from '#src/train/budget.ts';
import { armsOf, cohortsOf, prepare } from '#src/session/cohorts.ts';
import { specOf } from '../tiny.ts';
import { newHost, replicasOf, run } from './run.ts';

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
  const budgets = budgetsOf(prepared.cohorts);
  const of = (arm: number) => budgets.get(keys.find(([a]) => a === arm)![1])!;
  expect([of(0).windows, of(0).windowsAtEnd]).toEqual([of(1).windows, of(1).windowsAtEnd]);
  expect([of(0), of(1)].map(({ evaluations }) => evaluations.at(-1))).toEqual([24, 120]);
  const alone = budgetsOf((await prepare(armsOf(specOf(1, {})), load)).cohorts)
    .values()
    .next().value!;
  expect(of(0).windowsAtEnd).toBeGreaterThan(alone.windowsAtEnd);
  expect(of(2).windowsAtEnd, 'windows of another size').toBeLessThan(of(0).windowsAtEnd);
});
