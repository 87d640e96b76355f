// What is chosen for a device: right kernels only, and the same again.

import { expect, test } from 'vitest';
import { Kernels } from '#src/gpu/kernel.ts';
import { forCpu, forGpu, matmulVariants, reference } from '#src/gpu/tuning.ts';
import { productError } from '#src/train/product.ts';
import { tune } from '#src/train/tune.ts';
import { featuredDevice } from '../gpu/device.ts';

test('on a CPU nothing is timed', async () => {
  const device = await featuredDevice();
  expect(await tune(new Kernels(device), true)).toEqual(forCpu(device.features.has('subgroups')));
});

test('every variant that runs here agrees with float64', async () => {
  const device = await featuredDevice();
  const kernels = new Kernels(device);
  for (const small of matmulVariants.filter((v) => device.features.has('subgroups') || !v.startsWith('quads')))
    expect(await productError(kernels, { ...reference, small }), small).toBeLessThan(1e-5);
});

test('a GPU gets variants that were measured', async () => {
  const kernels = new Kernels(await featuredDevice());
  const tuning = await tune(kernels, false);
  expect(matmulVariants).toContain(tuning.small);
  expect(matmulVariants).toContain(tuning.large);
  expect(tuning.workgroup).toBe(forGpu.workgroup);
});
