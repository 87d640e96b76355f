// Where a tuning comes from: what is asked for comes first, then what was kept for this adapter and browser, then a measurement.

import { beforeEach, expect, test } from 'vitest';
import { Kernels } from '#src/gpu/kernel.ts';
import { memoryStorage, setStorage } from '#src/storage/storage.ts';
import { describeTuning, forCpu, forGpu, tuningNamed } from '#src/tuning/defaults.ts';
import { findTuning } from '#src/tuning/find.ts';
import { loadTuning, saveTuning } from '#src/tuning/kept.ts';
import { gpuDevice } from '../gpu/device.ts';

const device = await gpuDevice();
const subgroups = device.features.has('subgroups');
const place = { adapter: 'some adapter', where: 'some browser', software: true };

beforeEach(() => setStorage(memoryStorage()));

test('what is asked for is used, and not kept', async () => {
  await saveTuning(place.adapter, place.where, forGpu);
  const found = await findTuning(new Kernels(device), place, 'tile32,tile64');
  expect(found).toEqual({ ...forCpu(subgroups), small: 'tile32', large: 'tile64' });
  expect(await loadTuning(place.adapter, place.where)).toEqual(forGpu);
});

test('what was kept is used, for the same adapter in the same browser only', async () => {
  await saveTuning(place.adapter, place.where, forGpu);
  expect(await findTuning(new Kernels(device), place)).toEqual(forGpu);
  expect(await findTuning(new Kernels(device), { ...place, where: 'another browser' })).toEqual(forCpu(subgroups));
});

test('what is found anew is kept', async () => {
  const found = await findTuning(new Kernels(device), place);
  expect(await loadTuning(place.adapter, place.where)).toEqual(found);
});

test.each(['', 'tile7', 'tile32,', 'tile32,tile64,block8', 'constructor'])(
  '“%s” is refused with what there is',
  async (names) => {
    await expect(findTuning(new Kernels(device), place, names)).rejects.toThrow(/block8, block16, tile32, tile64/);
  },
);

test('quads are there only where invocations can share', () => {
  expect(tuningNamed('quads16', forGpu, true)).toMatchObject({ small: 'quads16', large: 'quads16' });
  expect(() => tuningNamed('quads16', forGpu, false)).toThrow();
});

test('is told in words: once where small and large products are alike', () => {
  expect(describeTuning(forGpu)).toBe('tile32, tile64 · attention alone · activations f32');
  expect(describeTuning({ ...forGpu, small: 'tile64' })).toBe('tile64 · attention alone · activations f32');
});
