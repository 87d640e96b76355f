// Bytes read and written by a copy between storage buffers: copy.wgsl.

import type { Kernels } from '../../src/gpu/kernel.ts';
import { uniformBytes } from '../../src/gpu/struct.ts';
import code from './copy.wgsl?raw';
import { bind, storageBuffer, submitPass, uniformBuffer, type Probe } from './probe.ts';

/** 128 MiB: the most that every device can bind, and more than caches hold. */
const bytes = 2 ** 27;
const quarter = bytes / 16 / 4;

export async function copyProbe(kernels: Kernels): Promise<Probe> {
  const { device } = kernels;
  const source = { name: 'copy', code, entry: 'copy', constants: {} };
  const kernel = await kernels.get(source);
  const original = storageBuffer(device, 'original', bytes);
  const duplicate = storageBuffer(device, 'duplicate', bytes);
  const work = uniformBuffer(device, 'work');
  device.queue.writeBuffer(work, 0, uniformBytes(source, 'work', { quarter }));
  const group = bind(device, kernel, { work, original, duplicate });
  return {
    buffers: [original, duplicate, work],
    most: 4096,
    submit(amount) {
      submitPass(device, (pass) => {
        pass.setPipeline(kernel.pipeline);
        pass.setBindGroup(0, group);
        for (let i = 0; i < amount; i++) pass.dispatchWorkgroups(quarter / 64);
      });
      return 2 * bytes * amount;
    },
  };
}
