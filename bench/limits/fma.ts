// Floating-point operations on registers, a multiply-add counted as two: fma.wgsl.

import type { Kernels } from '../../src/gpu/kernel.ts';
import { uniformBytes } from '../../src/gpu/struct.ts';
import code from './fma.wgsl?raw';
import { bind, storageBuffer, submitPass, uniformBuffer, type Probe } from './probe.ts';

const [fewestGroups, mostGroups] = [64, 2 ** 14];
const [fewestIterations, mostIterations] = [64, 2 ** 15];
const roundsPerIteration = 4;

export async function fmaProbe(kernels: Kernels, chains: 2 | 4 | 8): Promise<Probe> {
  const { device } = kernels;
  const source = { name: 'fma', code, entry: 'multiply_add', constants: { CHAINS: chains } };
  const kernel = await kernels.get(source);
  const sums = storageBuffer(device, 'sums', 4 * 64 * mostGroups);
  const work = uniformBuffer(device, 'work');
  const group = bind(device, kernel, { work, sums });
  return {
    buffers: [sums, work],
    most: (mostGroups / fewestGroups) * (mostIterations / fewestIterations),
    submit(amount) {
      // More invocations until the adapter is full, then longer ones.
      const groups = Math.min(mostGroups, fewestGroups * amount);
      const iterations = fewestIterations * Math.max(1, (fewestGroups * amount) / mostGroups);
      device.queue.writeBuffer(work, 0, uniformBytes(source, 'work', { iterations, scale: 0.75, offset: 0.25 }));
      submitPass(device, (pass) => {
        pass.setPipeline(kernel.pipeline);
        pass.setBindGroup(0, group);
        pass.dispatchWorkgroups(groups);
      });
      return groups * 64 * iterations * roundsPerIteration * chains * 4 * 2;
    },
  };
}
