// An experiment whose arms are trained by different optimizers: each keeps its own states, through a checkpoint on the disk and back.

import { expect, test } from 'vitest';
import { loadCheckpoint, saveCheckpoint } from '#src/storage/checkpoint.ts';
import { memoryStorage, setStorage } from '#src/storage/storage.ts';
import { specOf } from '../tiny.ts';
import { curvesOf, run } from './run.ts';

const both = specOf(2, {}, { optimizer: 'muon' }, { optimizer: 'muon', muonRate: 0.05 });

test('stopped, kept and gone on with, it ends as if it had not been', async () => {
  const whole = await run(both);
  const stopped = await run(both, (session, { listener }) => {
    listener.onProgress = ({ arms }) => arms[0]!.step > 6 && session.stop();
  });
  const { plans } = stopped.saved.findLast((saved) => saved.plans)!;
  expect(plans!.map(({ arenas }) => Object.keys(arenas))).toEqual([
    ['parameters', 'first_moments', 'second_moments'],
    ['parameters', 'momentum', 'first_moments', 'second_moments'],
  ]);
  const [adamw, muon] = plans!.map(({ arenas }) => arenas);
  // Of the same model: the moments of the matrices are not kept beside their momentum.
  const { momentum, first_moments } = muon!;
  expect(muon!.parameters.length).toBe(2 * adamw!.parameters.length); // four replicas, not two
  expect(momentum!.length + first_moments!.length).toBe(muon!.parameters.length);

  setStorage(memoryStorage());
  await saveCheckpoint('id', { version: 2, experiment: 'id', savedAt: '', plans: [...plans!] });
  const resumed = await run({ record: stopped.record, plans: (await loadCheckpoint('id'))!.plans });
  expect(curvesOf(resumed.record)).toEqual(curvesOf(whole.record));
  expect(resumed.weights).toEqual(whole.weights);
});

test('a checkpoint of another optimizer is not taken for its own', async () => {
  const stopped = await run(specOf(1, {}), (session, { listener }) => {
    listener.onProgress = ({ arms }) => arms[0]!.step > 6 && session.stop();
  });
  const [plan] = stopped.saved.findLast((saved) => saved.plans)!.plans!;
  const other = await run(specOf(1, { optimizer: 'muon' }), (session) => session.stop());
  const { key } = other.saved.findLast((saved) => saved.plans)!.plans![0]!;
  await expect(run({ record: other.record, plans: [{ ...plan!, key }] })).rejects.toThrow('another shape');
});
