// What an adapter was found to run fastest is read again as it was kept; what was measured by submitting one by one is not.

import { afterAll, beforeEach, expect, test } from 'vitest';
import { attentionVariants, type Tuning } from '#src/gpu/tuning.ts';
import { memoryStorage, openStorage, setStorage } from '#src/storage/storage.ts';
import { forCpu, forGpu } from '#src/tuning/defaults.ts';
import { loadTuning, saveTuning, type Place } from '#src/tuning/kept.ts';

const [adapter, where] = ['some adapter', 'some browser'];
beforeEach(() => setStorage(memoryStorage()));
afterAll(() => setStorage(memoryStorage()));

const gpu: Place = { adapter, where, kind: 'integrated' };
const cpu: Place = { adapter, where, kind: 'software' };
const usual = forGpu('integrated');

const tunings: readonly [Place, Tuning][] = [
  [gpu, usual],
  [cpu, forCpu(true)],
  [cpu, forCpu(false)],
  [gpu, { ...usual, attention: 'shared', storage: 'f16' }],
  ...attentionVariants.map((attention) => [gpu, { ...usual, attention }] as [Place, Tuning]),
];

test.each(tunings)('%j: $small', async (place, tuning) => {
  await saveTuning(place, tuning);
  expect(await loadTuning(place)).toEqual(tuning);
});

const kept = { small: 'quads16', large: 'tile64', attention: 'alone', storage: 'f32' } as const;

test('as it was first kept', async () => {
  await (await openStorage()).set('tuning', { version: 3, adapter, where, tuning: kept });
  expect(await loadTuning(gpu)).toEqual({ ...usual, ...kept });
});

test('of another adapter, another browser, with what we do not know, or measured before gradients went in pairs, is measured anew', async () => {
  await saveTuning(gpu, usual);
  expect(await loadTuning({ ...gpu, adapter: 'another' })).toBeUndefined();
  expect(await loadTuning({ ...gpu, where: 'another' })).toBeUndefined();
  await (await openStorage()).set('tuning', { version: 3, adapter, where, tuning: { ...kept, attention: 'new' } });
  expect(await loadTuning(gpu)).toBeUndefined();
  const old = { ...kept, split: true, workgroup: 64, attentionPanels: 2 };
  await (await openStorage()).set('tuning', { version: 2, adapter, where, tuning: old });
  expect(await loadTuning(gpu)).toBeUndefined();
});
