// What an adapter was found to run fastest is read again as it was kept, today and by those before us.

import { afterAll, beforeEach, expect, test } from 'vitest';
import { attentionVariants, type Tuning } from '#src/gpu/tuning.ts';
import { memoryStorage, openStorage, setStorage } from '#src/storage/storage.ts';
import { forCpu, forGpu } from '#src/tuning/defaults.ts';
import { loadTuning, saveTuning } from '#src/tuning/kept.ts';

const [adapter, where] = ['some adapter', 'some browser'];
beforeEach(() => setStorage(memoryStorage()));
afterAll(() => setStorage(memoryStorage()));

const tunings: readonly Tuning[] = [
  forGpu,
  forCpu(true),
  forCpu(false),
  { ...forGpu, attention: 'shared', storage: 'f16' },
  ...attentionVariants.map((attention) => ({ ...forGpu, attention })),
];

test.each(tunings)('$small, $large, attention $attention, $storage', async (tuning) => {
  await saveTuning(adapter, where, tuning);
  expect(await loadTuning(adapter, where)).toEqual(tuning);
});

test('as it was first kept', async () => {
  const tuning = {
    small: 'quads16',
    large: 'tile64',
    split: true,
    workgroup: 64,
    attention: 'alone',
    attentionPanels: 2,
    storage: 'f32',
  };
  await (await openStorage()).set('tuning', { version: 1, adapter, where, tuning });
  expect(await loadTuning(adapter, where)).toEqual(tuning);
});

test('of another adapter, another browser, or with what we do not know, is measured anew', async () => {
  await saveTuning(adapter, where, forGpu);
  expect(await loadTuning('another', where)).toBeUndefined();
  expect(await loadTuning(adapter, 'another')).toBeUndefined();
  await (await openStorage()).set('tuning', { version: 1, adapter, where, tuning: { ...forGpu, attention: 'new' } });
  expect(await loadTuning(adapter, where)).toBeUndefined();
});
