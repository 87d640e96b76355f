// The forward pass of a model alone: the loss of every row, for each replica, on tokens that all replicas share.

import type { ModelConfig } from '#src/experiment/settings.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { size, type Graph } from '#src/graph/graph.ts';
import { Plan } from '#src/graph/plan.ts';
import { structOf } from '#src/graph/provided.ts';
import { Weights } from '#src/graph/weights.ts';
import type { Values } from '../reference/initial.ts';
import { pad } from './variants.ts';

export interface Evaluator {
  /** Nats, replica by replica. */
  readonly losses: (tokens: Uint32Array, targets: Uint32Array) => Promise<Float32Array[]>;
  readonly destroy: () => void;
}

/** `graph` is an evaluation graph of the config; `values` are the parameters of each replica. */
export async function evaluator(kernels: Kernels, c: ModelConfig, graph: Graph, values: readonly Values[]): Promise<Evaluator> {
  const { device } = kernels;
  const weights = new Weights(device, graph, values.length);
  for (const p of graph.parameters) values.forEach((v, r) => weights.write(p.name, r, pad(v[p.name]!, p.shape, p.trueShape)));
  const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
  const step = device.createBuffer({ size: structOf(graph, 'step').uniformSize, usage });
  const metrics = device.createBuffer({ size: structOf(graph, 'metrics').bytes * values.length, usage });
  const plan = await Plan.compile(kernels, graph, weights, { step, metrics });
  const loss = graph.loss!;
  return {
    losses: async (tokens, targets) => {
      if (tokens.length % c.context) throw new Error('Whole windows only.');
      plan.inputs['tokens']!.set(tokens);
      plan.inputs['targets']!.set(targets);
      plan.upload();
      plan.run();
      const bytes = 4 * size(loss.shape);
      return Promise.all(
        values.map(async (_, r) => new Float32Array(await readBuffer(device, plan.binding(loss).buffer, r * bytes, bytes))),
      );
    },
    destroy: () => {
      plan.destroy();
      weights.destroy();
      step.destroy();
      metrics.destroy();
    },
  };
}
