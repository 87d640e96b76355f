// Whether kernels that share by subgroups may be used on a device: nothing promises which invocations are neighbours in one.

import code from '#shaders/quads.wgsl?raw';
import type { Kernels } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { assemble } from '#src/ops/shader.ts';

const shader = assemble('quads', code);

/** Whether four neighbouring invocations are a quad of a subgroup here. */
export async function foursShare(kernels: Kernels): Promise<boolean> {
  const { device } = kernels;
  if (!device.features.has('subgroups')) return false;
  const lanes = 64;
  const kernel = await kernels.get({ ...shader, entry: 'main', constants: {} });
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
  const seen = device.createBuffer({ label: 'quads', size: 16 * lanes, usage });
  try {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(kernel.pipeline);
    pass.setBindGroup(
      0,
      device.createBindGroup({ layout: kernel.layout, entries: [{ binding: 0, resource: { buffer: seen } }] }),
    );
    pass.dispatchWorkgroups(1);
    pass.end();
    device.queue.submit([encoder.finish()]);
    const words = new Uint32Array(await readBuffer(device, seen));
    return words.every((word, i) => word === 4 * Math.floor(i / 16) + (i % 4));
  } finally {
    seen.destroy();
  }
}
