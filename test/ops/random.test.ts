// The random numbers of the shaders are those of src/data/random.ts, bit for bit.

import { expect, test } from 'vitest';
import random from '#shaders/lib/random.wgsl?raw';
import { randomBits, uniform } from '#src/data/random.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { withErrorScopes } from '../gpu/device.ts';

test.each([
  [0, 0],
  [1, 256],
  [0xffffffff, 0xffffffff],
  [2026, 7 * 256 + 255],
])('bits and uniform draws of seed %i, stream %i', async (seed, stream) => {
  const count = 1024;
  // The first half of the indices is small, the second large.
  const indexOf = (i: number): number => (i < count / 2 ? i : (0xffffffff - i) >>> 0);
  const code = `
    @group(0) @binding(0) var<storage, read> given: array<u32>;
    @group(0) @binding(1) var<storage, read_write> bits: array<u32>;
    @group(0) @binding(2) var<storage, read_write> draws: array<f32>;
    ${random}
    @compute @workgroup_size(64)
    fn main(@builtin(global_invocation_id) id: vec3u) {
      let stream = stream_of(given[0], given[1]);
      let index = given[2u + id.x];
      bits[id.x] = hash(stream ^ index);
      draws[id.x] = draw_at(stream, index);
    }`;
  await withErrorScopes(async (device) => {
    const kernel = await new Kernels(device).get({ name: 'random', code, entry: 'main', constants: {} });
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const [given, bits, draws] = [8 + 4 * count, 4 * count, 4 * count].map((size) => device.createBuffer({ size, usage }));
    device.queue.writeBuffer(given!, 0, Uint32Array.of(seed, stream, ...Array.from({ length: count }, (_, i) => indexOf(i))));
    const buffers: Record<string, GPUBuffer> = { given: given!, bits: bits!, draws: draws! };
    const entries = kernel.bindings.map((b) => ({ binding: b.binding, resource: { buffer: buffers[b.name]! } }));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(kernel.pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout: kernel.layout, entries }));
    pass.dispatchWorkgroups(count / 64);
    pass.end();
    device.queue.submit([encoder.finish()]);
    const expected = (f: typeof uniform): number[] => Array.from({ length: count }, (_, i) => f(seed, stream, indexOf(i)));
    expect([...new Uint32Array(await readBuffer(device, bits!))]).toEqual(expected(randomBits));
    expect([...new Float32Array(await readBuffer(device, draws!))]).toEqual(expected(uniform));
    for (const buffer of Object.values(buffers)) buffer.destroy();
  });
});
