// What is chosen for a device: right kernels only, and the same again.

import { expect, test } from 'vitest';
import { Kernels } from '#src/gpu/kernel.ts';
import { matmulVariants, plainest } from '#src/gpu/tuning.ts';
import { forCpu, forGpu } from '#src/tuning/choices.ts';
import { productError } from '#src/tuning/product.ts';
import { better } from '#src/tuning/trial.ts';
import { tune } from '#src/tuning/tune.ts';
import { featuredDevice } from '../gpu/device.ts';

test('on a CPU nothing is timed', async () => {
  const device = await featuredDevice();
  expect(await tune(new Kernels(device), true)).toEqual(forCpu(device.features.has('subgroups')));
});

test('every variant that runs here agrees with float64', async () => {
  const device = await featuredDevice();
  const kernels = new Kernels(device);
  for (const small of matmulVariants.filter((v) => device.features.has('subgroups') || !v.startsWith('quads')))
    expect(await productError(kernels, { ...plainest, small }), small).toBeLessThan(1e-5);
});

test('a GPU gets variants that were measured', async () => {
  const kernels = new Kernels(await featuredDevice());
  // Small, or a CPU that plays GPU would be at it for minutes.
  const shape = { rows: 32, inner: 16, outer: 24 };
  const model = { depth: 1, width: 16, heads: 1, context: 16, batch: 2 };
  const tuning = await tune(kernels, false, { small: shape, large: shape, model });
  expect(matmulVariants).toContain(tuning.small);
  expect(matmulVariants).toContain(tuning.large);
  expect(tuning.workgroup).toBe(forGpu.workgroup);
});

test('a flavour is on only if it trains the same, and faster', () => {
  const usual = { loss: 4, norm: 1, milliseconds: 10 };
  expect(better({ loss: 4.01, norm: 1.01, milliseconds: 9 }, usual, 0.01)).toBe(true);
  expect(better({ loss: 4.01, norm: 1.01, milliseconds: 9.9 }, usual, 0.01), 'hardly faster').toBe(false);
  expect(better({ loss: 4.1, norm: 1, milliseconds: 5 }, usual, 0.01), 'another loss').toBe(false);
  expect(better({ loss: 4, norm: 1.1, milliseconds: 5 }, usual, 0.01), 'another gradient').toBe(false);
  expect(better({ loss: NaN, norm: NaN, milliseconds: 5 }, usual, 0.01), 'no number').toBe(false);
});
