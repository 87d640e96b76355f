// Counting what a device is given to do.

import { expect, test } from 'vitest';
import { Kernels } from '#src/gpu/kernel.ts';
import { counted } from '../../bench/counted.ts';
import { dispatchProbe } from '../../bench/limits/dispatch.ts';
import { gpuDevice } from '../gpu/device.ts';

test('dispatches and the bytes they bind are counted', { timeout: 30_000 }, async () => {
  const device = await gpuDevice();
  const work = async (): Promise<void> => {
    const probe = await dispatchProbe(new Kernels(device));
    probe.submit(1);
    await device.queue.onSubmittedWorkDone();
    for (const buffer of probe.buffers) buffer.destroy();
  };
  const counts = await counted(device, work);
  expect(counts).toEqual({ dispatches: 256, bytes: 256 * 2 * 256 });
  await work();
  expect(counts.dispatches).toBe(256);
});
