// Where a tuning comes from: what is asked for comes first, then what was kept for this adapter and browser, then what is usual.

import { beforeEach, describe, expect, test } from 'vitest';
import { kindOf } from '#src/gpu/device.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import type { Tuning } from '#src/gpu/tuning.ts';
import { memoryStorage, setStorage } from '#src/storage/storage.ts';
import { defaultFor, describeTuning, forCpu, forGpu, tuningDescribed, tuningNamed } from '#src/tuning/defaults.ts';
import { findTuning } from '#src/tuning/find.ts';
import { loadTuning, saveTuning, type Place } from '#src/tuning/kept.ts';
import { gpuDevice } from '../gpu/device.ts';

const device = await gpuDevice();
const subgroups = device.features.has('subgroups');
const place: Place = { adapter: 'some adapter', where: 'some browser', kind: 'software' };
const gpu: Place = { ...place, kind: 'discrete' };
const [integrated, discrete] = [forGpu('integrated'), forGpu('discrete')];
const measured: Tuning = { ...discrete, small: 'block8', storage: 'f16' };

beforeEach(() => setStorage(memoryStorage()));

test('what is asked for is used, and not kept', async () => {
  await saveTuning(gpu, measured);
  const found = await findTuning(new Kernels(device), place, 'tile32,tile64');
  expect(found).toEqual({ tuning: { ...forCpu(subgroups), small: 'tile32', large: 'tile64' }, from: 'asked' });
  expect(await loadTuning(gpu)).toEqual(measured);
});

test('what was kept is used, for the same adapter in the same browser only', async () => {
  await saveTuning(gpu, measured);
  expect(await findTuning(new Kernels(device), gpu)).toEqual({ tuning: measured, from: 'kept' });
  const elsewhere = await findTuning(new Kernels(device), { ...gpu, where: 'another browser' });
  expect(elsewhere).toEqual({ tuning: discrete, from: 'usual' });
});

test.each<[Place['kind'], Tuning]>([
  ['integrated', integrated],
  ['discrete', discrete],
])('what is usual for its kind is used at once, and nothing compiled: %s', async (kind, tuning) => {
  const kernels = new Kernels(device);
  kernels.get = () => Promise.reject(new Error('It compiles.'));
  expect(await findTuning(kernels, { ...place, kind })).toEqual({ tuning, from: 'usual' });
  expect(await loadTuning({ ...place, kind }), 'nothing was measured').toBeUndefined();
});

test('a CPU shares by subgroups where it can', async () => {
  expect(await findTuning(new Kernels(device), place)).toEqual({ tuning: forCpu(subgroups), from: 'usual' });
});

test.each(['', 'tile7', 'tile32,', 'tile32,tile64,block8', 'constructor'])(
  '“%s” is refused with what there is',
  async (names) => {
    await expect(findTuning(new Kernels(device), place, names)).rejects.toThrow(/block8, block16, tile32, tile64/);
  },
);

test('quads are there only where invocations can share', () => {
  expect(tuningNamed('quads16', discrete, true)).toMatchObject({ small: 'quads16', large: 'quads16' });
  expect(() => tuningNamed('quads16', discrete, false)).toThrow();
});

describe('in words', () => {
  test('it is told: once where small and large products are alike', () => {
    expect(describeTuning(discrete)).toBe('tile32, tile64 · attention alone · activations f32');
    expect(describeTuning({ ...discrete, small: 'tile64' })).toBe('tile64 · attention alone · activations f32');
  });

  test.each([integrated, discrete, measured, forCpu(true), forCpu(false), { ...discrete, small: 'tile64' } satisfies Tuning])(
    'it can be read back: $small, $large',
    (tuning) => {
      const base = tuning.workgroup === 16 ? forCpu(tuning.attention === 'shared') : { ...discrete, parts: tuning.parts };
      expect(tuningDescribed(describeTuning(tuning), base, true)).toEqual(tuning);
    },
  );

  test('what is not there is none', () => {
    const of = (words: string): Tuning | undefined => tuningDescribed(words, discrete, false);
    expect(of('quads16 · attention alone · activations f32')).toBeUndefined();
    expect(of('tile32 · attention shared · activations f32')).toBeUndefined();
    expect(of('tile33 · attention alone · activations f32')).toBeUndefined();
    expect(of('tile32 · attention alone · activations f8')).toBeUndefined();
    expect(of('by hand')).toBeUndefined();
  });
});

test.each<[Partial<GPUAdapterInfo>, Place['kind']]>([
  [{ vendor: 'google', architecture: 'swiftshader' }, 'software'],
  [{ vendor: 'mesa', description: 'llvmpipe (LLVM 15.0.6, 256 bits)' }, 'software'],
  [{ vendor: 'nvidia', architecture: 'hopper' }, 'discrete'],
  [{ vendor: 'amd', architecture: 'rdna-3' }, 'discrete'],
  [{ vendor: '', description: 'AMD Radeon RX 7900 XTX' }, 'discrete'],
  [{ vendor: 'apple', architecture: 'metal-3' }, 'integrated'],
  [{ vendor: 'intel', architecture: 'gen-12lp' }, 'integrated'],
  [{ vendor: 'qualcomm', architecture: 'adreno-7xx' }, 'integrated'],
  [{ vendor: '' }, 'integrated'],
  [{ vendor: 'nvidia', isFallbackAdapter: true }, 'software'],
])('the kind of %j is %s', (info, kind) => {
  const whole = { vendor: '', architecture: '', device: '', description: '', isFallbackAdapter: false, ...info };
  expect(kindOf(whole as GPUAdapterInfo)).toBe(kind);
});

test('a CPU computes large products otherwise by their weights, a GPU by its workgroups', () => {
  expect(defaultFor('software', true).largeFrom).toEqual({ weights: 1 << 13 });
  expect(defaultFor('integrated', false).largeFrom).toEqual({ workgroups: 128 });
});
