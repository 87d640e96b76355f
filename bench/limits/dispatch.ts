// Dispatches of one workgroup, as a training step makes them: each with its own pipeline and bind group, each waiting for the last.

import type { Kernels } from '../../src/gpu/kernel.ts';
import code from './dispatch.wgsl?raw';
import { bind, storageBuffer, submitPass, type Probe } from './probe.ts';

const pairsPerPass = 128;

export async function dispatchProbe(kernels: Kernels): Promise<Probe> {
  const { device } = kernels;
  const kernel = (entry: string) => kernels.get({ name: 'dispatch', code, entry, constants: {} });
  const [forth, back] = await Promise.all([kernel('forth'), kernel('back')]);
  const [a, b] = [storageBuffer(device, 'a', 256), storageBuffer(device, 'b', 256)];
  const [there, here] = [bind(device, forth, { before: a, after: b }), bind(device, back, { before: b, after: a })];
  return {
    buffers: [a, b],
    most: 4096,
    submit(amount) {
      // Several passes, so that the next is written while this one runs.
      for (let i = 0; i < amount; i++)
        submitPass(device, (pass) => {
          for (let pair = 0; pair < pairsPerPass; pair++) {
            pass.setPipeline(forth.pipeline);
            pass.setBindGroup(0, there);
            pass.dispatchWorkgroups(1);
            pass.setPipeline(back.pipeline);
            pass.setBindGroup(0, here);
            pass.dispatchWorkgroups(1);
          }
        });
      return 2 * pairsPerPass * amount;
    },
  };
}
