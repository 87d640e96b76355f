// Which arms train together, share their time, and are measured on the same windows.

import { expect, test } from 'vitest';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { cohortsOf, toTrain } from '#src/session/cohorts.ts';
import { openSession } from '#src/session/open.ts';
import { specOf } from '../tiny.ts';
import { newHost, replicasOf, run } from './run.ts';

test('arms of equal shape share a cohort: their time is shared among all runs', async () => {
  const spec = lessons.find(({ id }) => id === 'data')!.spec('test');
  const known = (spec: ExperimentSpec) => {
    const { arms, trainings } = toTrain(spec);
    return { arms: arms.map((arm) => ({ ...arm, vocab: 12 })), trainings };
  };
  expect(cohortsOf(known(spec)).size).toBe(1);
  expect(cohortsOf(known(lessons.find(({ id }) => id === 'shortcuts')!.spec('test'))).size).toBe(4);
  const { record } = await run(specOf(2, {}, { learningRate: 3e-3 }, { uniqueText: 500 }));
  for (const r of replicasOf(record)) expect(r.secondsShare).toBeCloseTo(r.seconds / 6, 10);
});

/** Long enough for many passages. */
const made = { source: 'markov' } as const;

test('an arm is measured on the same tokens alone and beside others, whatever their length and context', async () => {
  const beside = (
    await run(specOf(1, made, { ...made, steps: 100, batch: 16, context: 32 }, { ...made, context: 5 }, { ...made, batch: 3 }))
  ).record;
  const alone = (await run(specOf(1, made))).record;
  const [first, ...others] = beside.arms.map(({ runs }) => runs[0]!);
  const own = alone.arms[0]!.runs[0]!;
  expect([first!.validation, first!.ends, first!.final, first!.heldOut]).toEqual([
    own.validation,
    own.ends,
    own.final,
    own.heldOut,
  ]);
  for (const { heldOut, ends } of others) {
    expect([heldOut!.text, heldOut!.tokens]).toEqual([own.heldOut!.text, own.heldOut!.tokens]);
    expect(ends![0]![0]).toBe(own.ends![0]![0]);
  }
  expect(others[0]!.ends!.length, 'a longer run ends on more').toBeGreaterThan(own.ends!.length);
  expect(others.map(({ heldOut }) => heldOut!.context)).toEqual([32, 5, own.heldOut!.context]);
});

test('the end of a run is measured on the tokens of its curve and on more, and what is kept says on how many', async () => {
  const session = await openSession({ ...(await newHost()), allHeldOut: true }, 'one', specOf(1, made));
  await session.run();
  const { record } = session;
  await session.destroy();
  const { validation, ends, final, heldOut } = record.arms[0]!.runs[0]!;
  expect(ends!.length).toBeGreaterThan(1);
  expect(ends![0]).toEqual([heldOut!.tokens, validation.at(-1)![1]]);
  expect(ends!.at(-1)).toEqual([record.data.validationTokens, final]);
});

test('each text says how much of it the arms that read it are measured on', async () => {
  const longer = { ...made, steps: 100, batch: 16, context: 32 };
  const { record } = await run(specOf(1, {}, longer, { width: 12 }));
  const endOf = (arm: number): number => record.arms[arm]!.runs[0]!.ends!.at(-1)![0];
  expect(record.arms.map(({ data }) => data?.validationTokens)).toEqual([undefined, endOf(1), undefined]);
  expect(record.data.validationTokens).toBe(Math.max(endOf(0), endOf(2)));
  expect(endOf(1)).toBeGreaterThan(record.data.validationTokens);
});
