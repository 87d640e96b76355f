// Finds the kernels that are fastest on a device. Each candidate is first compared with float64: one that is wrong is out.
// What concerns whole steps is tried on a small model: it must train the same, and faster, to be on.
// On a CPU that plays GPU nothing is timed, since compiling the candidates would take longer than anything they could gain.

import quads from '#shaders/quads.wgsl?raw';
import type { ArmConfig } from '#src/experiment/settings.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { matmulVariants, type MatmulVariant, type Tuning } from '#src/gpu/tuning.ts';
import { forCpu, forGpu } from './defaults.ts';
import { refuse } from '#src/words/message.ts';
import { productError, timeProduct, type ProductShape } from './product.ts';
import { better, trial } from './trial.ts';

/** What is timed: a layer on either side of `smallLayer` (tuning.ts), and steps of a model. */
export interface Probes {
  readonly small: ProductShape;
  readonly large: ProductShape;
  readonly model: Partial<ArmConfig>;
}
const probes: Probes = {
  small: { rows: 256, inner: 64, outer: 96 },
  large: { rows: 1024, inner: 128, outer: 512 },
  model: { depth: 2, width: 128, heads: 4, context: 64, batch: 16 },
};
const budget = 200 / (2 * matmulVariants.length); // milliseconds for each variant and shape; the rest is for trials
const tolerance = 1e-4; // sums of 37 terms in float32 err by 1e-6

export async function tune(kernels: Kernels, software: boolean, { small, large, model } = probes): Promise<Tuning> {
  const subgroups = kernels.device.features.has('subgroups') && (await foursShare(kernels));
  if (software) return forCpu(subgroups);
  const candidates: MatmulVariant[] = [];
  for (const variant of matmulVariants) {
    if (variant.startsWith('quads') && !subgroups) continue;
    if ((await productError(kernels, { ...forGpu, small: variant })) < tolerance) candidates.push(variant);
  }
  if (candidates.length === 0) throw refuse('wrongProducts');
  const fastest = async (kind: 'small' | 'large'): Promise<MatmulVariant> => {
    const times: [number, MatmulVariant][] = [];
    for (const v of candidates)
      times.push([await timeProduct(kernels, { ...forGpu, [kind]: v }, kind === 'small' ? small : large, budget), v]);
    return times.reduce((best, t) => (t[0] < best[0] ? t : best))[1];
  };
  let best: Tuning = { ...forGpu, small: await fastest('small'), large: await fastest('large') };
  const flavours: [Partial<Tuning>, possible: boolean, tolerance: number][] = [
    [{ attention: 'shared' }, subgroups, 1e-4],
    [{ storage: 'f16' }, kernels.device.features.has('shader-f16'), 0.01],
  ];
  const possible = flavours.filter(([, there]) => there);
  let usual = possible.length > 0 ? await trial(kernels, best, model) : undefined;
  for (const [flavour, , tolerance] of possible) {
    const other = { ...best, ...flavour };
    const tried = await trial(kernels, other, model);
    if (better(tried, usual!, tolerance)) [best, usual] = [other, tried];
  }
  return best;
}

/** Whether four neighbouring invocations are a quad of a subgroup here. */
async function foursShare(kernels: Kernels): Promise<boolean> {
  const { device } = kernels;
  const lanes = 64;
  const kernel = await kernels.get({ name: 'quads', code: quads, entry: 'main', constants: {} });
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
