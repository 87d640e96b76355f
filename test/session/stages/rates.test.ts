// A check of rates as it trains: what it takes is used, and no loss of the arm that takes it is on the text that chose.

import { expect, test } from 'vitest';
import { isEnded } from '#src/experiment/record.ts';
import { checkRecord } from '#src/experiment/files/schema.ts';
import { lowestOf } from '#src/experiment/ends.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { bestRates, rateCheck, withBestRates } from '#src/experiment/sweep/rates.ts';
import { takenRate } from '#src/experiment/sweep/tuned.ts';
import { armsOf, type Sweep } from '#src/experiment/sweep/sweep.ts';
import { specOf, tiny } from '../../tiny.ts';
import { run } from '../run.ts';

const sweep: Sweep = { axes: [{ width: [8, 12] }, { steps: [12, 24] }] };
const config = { ...tiny, source: 'own:long', context: 16, batch: 4, learningRate: 5e-3 };
const spec: ExperimentSpec = { ...specOf(1), arms: armsOf(config, sweep), sweep };

test('rates are tried as replicas, the lowest loss takes it, and what is trained with it is measured elsewhere', async () => {
  const check = rateCheck(spec)!;
  const tried = (await run(check)).record;
  expect(
    tried.trainings[0]!.plans!.map(({ runs }) => runs),
    'five rates and two seeds in each plan',
  ).toEqual([10, 10]);
  expect(tried.arms.every(({ runs }) => runs.every(isEnded))).toBe(true);
  const tuned = withBestRates(spec, bestRates(tried));
  for (const { config, tuned: found } of tuned.arms) {
    const rows = tried.arms.filter((arm) => arm.config.width === config.width);
    const means = rows.map(({ runs }) => runs.reduce((sum, r) => sum + lowestOf(r.deciding!)![1], 0) / runs.length);
    expect(found!.tried.map(([, loss]) => loss)).toEqual(means.map((mean) => Number(mean.toFixed(6))));
    expect(config.learningRate).toBe(rows[means.indexOf(Math.min(...means))]!.config.learningRate);
    expect(takenRate(found!)).toBe(config.learningRate);
  }
  const { record } = await run(tuned, undefined, { allHeldOut: true });
  expect(checkRecord(record)).toEqual(record);
  expect(record.arms.map((arm) => arm.tuned)).toEqual(tuned.arms.map((arm) => arm.tuned));
  const plain = (await run(spec, undefined, { allHeldOut: true })).record;
  const most = (of: typeof record): number => Math.max(...of.arms.map(({ runs }) => runs[0]!.ends!.at(-1)![0]));
  const twoPassages = plain.arms[0]!.runs[0]!.heldOut!.tokens;
  expect(most(record)).toBe(most(plain) - twoPassages);
  expect(record.data.validationTokens).toBe(most(record));
  expect(record.arms[0]!.runs[0]!.deciding).toBeUndefined();
});

test('a text that holds out too little to choose by is refused before anything trains', async () => {
  await expect(run(rateCheck({ ...spec, arms: armsOf({ ...config, source: 'own:small' }, sweep) })!)).rejects.toThrow(
    /^With this text .* no learning rates can be tried: /,
  );
});
