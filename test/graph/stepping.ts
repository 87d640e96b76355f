// A few training steps of one graph, compiled as asked: what it learned and what it took.

import { Batches, type BatchArrays } from '#src/data/batches.ts';
import type { ModelConfig } from '#src/experiment/settings.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import type { Graph } from '#src/graph/graph.ts';
import { Plan } from '#src/graph/plan.ts';
import { structOf } from '#src/graph/provided.ts';
import { Weights, type Snapshot } from '#src/graph/weights.ts';
import { testKernels } from '../check-op.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { sourceOf, tinyArm } from '../train/tiny.ts';

export const optimizer = { beta1: 0.9, beta2: 0.95, clip: 1 };
export const batch = 2;
/** Symbols of the source that these steps train on. */
export const vocab = 12;
const replicas = 2;

export interface Steps {
  readonly steps?: number;
  readonly reuse?: boolean;
  /** Fills what kernels write with this before every step: whoever reads it before it was written, shows it. */
  readonly poison?: number;
  readonly pieces?: number; // command buffers
  /** Of another device, or compiled in another way. */
  readonly kernels?: Kernels;
}

export interface Trained {
  readonly learned: Snapshot;
  readonly metrics: Uint32Array; // loss, norm, diverged of the last step, as bits
}

/** Trains `graph`, a training graph of `c`, with two seeds. */
export async function trained(graph: Graph, c: ModelConfig, o: Steps = {}): Promise<Trained> {
  const { steps = 2, reuse = true, poison, pieces = 1, kernels = await testKernels() } = o;
  const { device } = kernels;
  const source = await sourceOf({ ...tinyArm, context: c.context });
  const batches = new Batches([source, source], [1, 2], batch, c.context, vocab);
  return withErrorScopes(async () => {
    const weights = new Weights(device, graph, replicas);
    weights.initialise([1, 2]);
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const provided = Object.fromEntries(
      ['step', 'control', 'metrics', 'replicas'].map((n) => [n, device.createBuffer({ size: 64, usage })]),
    );
    const [rate, scalar_rate] = [1e-2, 2e-2];
    const rates = { dropout: c.dropout, decay: 0.1, matrix_rate: rate, embedding_rate: rate, head_rate: rate, scalar_rate };
    const members = [1, 2].map((seed) => ({ seed, ...rates }));
    device.queue.writeBuffer(provided['replicas']!, 0, structOf(graph, 'replicas').pack(members));
    const numbers = structOf(graph, 'step');
    const plan = await Plan.compile(kernels, graph, weights, provided, { reuse });
    const constants = new Set(graph.constants.map((t) => plan.binding(t).buffer));
    const writable = graph.dispatches
      .flatMap((d) => Object.values(d.bind))
      .filter((t) => ['value', 'gradient', 'partials'].includes(t.role))
      .map((t) => plan.binding(t).buffer)
      .filter((b) => !constants.has(b));
    for (let step = 0; step < steps; step++) {
      batches.fill(step, plan.inputs as unknown as BatchArrays);
      plan.upload();
      const [correction1, correction2] = [1 / (1 - 0.9 ** (step + 1)), 1 / (1 - 0.95 ** (step + 1))];
      device.queue.writeBuffer(provided['step']!, 0, numbers.write({ step, rate: 1, correction1, correction2, slot: 0 }));
      if (poison !== undefined)
        for (const buffer of new Set(writable))
          device.queue.writeBuffer(buffer, 0, new Float32Array(buffer.size / 4).fill(poison));
      plan.run(pieces);
    }
    const learned = await weights.snapshot();
    const metrics = new Uint32Array(await readBuffer(device, provided['metrics']!, 0, 16 * replicas));
    plan.destroy();
    weights.destroy();
    for (const buffer of Object.values(provided)) buffer.destroy();
    return { learned, metrics };
  });
}
