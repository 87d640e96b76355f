// Steps of an optimizer alone: parameters of any shape, whose gradients are given.

import type { Kernels } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { Graph, size, type Group, type Parameter, type Shape } from '#src/graph/graph.ts';
import { unpack } from '#src/graph/packing.ts';
import { Plan } from '#src/graph/plan.ts';
import { structOf } from '#src/graph/provided.ts';
import { Weights } from '#src/graph/weights.ts';
import { optimize, type OptimizerConfig } from '#src/ops/optimizer.ts';
import { testKernels } from '../check-op.ts';
import { replicaOf, type Rates } from './rates.ts';

/** A parameter; its gradient may come in parts. */
export interface Shaped {
  readonly name: string;
  readonly shape: Shape;
  readonly group: Group;
  readonly abreast?: number;
  readonly parts?: number;
}

export interface Stepped {
  readonly parameters: readonly Parameter[];
  readonly dispatches: number;
  /** One step, counted from 1, of these gradients and row losses: index of the parameter, replica, element. */
  readonly step: (
    number: number,
    share: number,
    gradient: (p: number, r: number, i: number) => number,
    lossOf?: (r: number, row: number) => number,
  ) => Promise<{ readonly loss: number; readonly norm: number; readonly diverged: number }[]>;
  /** Of one replica: its values, and those of the states that it has. */
  readonly state: (p: Parameter, replica: number) => Promise<Record<string, Float32Array>>;
  readonly destroy: () => void;
}

export const rows = 70; // of losses, of which all but three are scored

/** Replicas begin with the seeds 1, 2, … */
export async function optimizer(
  shapes: readonly Shaped[],
  config: OptimizerConfig,
  members: readonly Rates[],
  kernels?: Kernels,
): Promise<Stepped> {
  const on = kernels ?? (await testKernels());
  const { device } = on;
  const replicas = members.length;
  const g = new Graph(on.tuning);
  for (const { name, shape, group, abreast, parts } of shapes) {
    const p = g.parameter(name, shape, group, { normal: 1 }, undefined, abreast);
    if (parts !== undefined) g.parts.set(p, parts);
  }
  const loss = g.value('loss', [rows]);
  g.loss = loss;
  const scored = g.input('scored', [1]);
  optimize(g, scored, config);
  const weights = new Weights(device, g, replicas);
  weights.initialise(members.map((_, r) => r + 1));
  const storage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const buffer = (bytes: number, usage = storage): GPUBuffer => device.createBuffer({ size: bytes, usage });
  const struct = {
    step: structOf(g, 'step'),
    control: structOf(g, 'control'),
    metrics: structOf(g, 'metrics'),
    replicas: structOf(g, 'replicas'),
  };
  const slots = 4;
  const provided = {
    step: buffer(struct.step.uniformSize, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST),
    control: buffer(struct.control.bytes * replicas),
    metrics: buffer(struct.metrics.bytes * slots * replicas),
    replicas: buffer(struct.replicas.bytes * replicas),
  };
  device.queue.writeBuffer(provided.replicas, 0, struct.replicas.pack(members.map(replicaOf)));
  const plan = await Plan.compile(on, g, weights, provided);
  plan.inputs['scored']!.fill(rows - 3);
  plan.upload();
  return {
    parameters: g.parameters,
    dispatches: plan.dispatches,
    async step(number, share, gradient, lossOf = (r, row) => r + row / 100) {
      g.parameters.forEach((p, index) => {
        const count = size(p.shape);
        const parts = g.parts.get(p) ?? 1;
        // Of two parts the first is a quarter.
        const share = (part: number): number => (parts === 1 ? 1 : part === 0 ? 0.25 : 0.75 / (parts - 1));
        const data = Float32Array.from({ length: parts * replicas * count }, (_, i) => {
          const [part, r] = [Math.floor(i / count / replicas), Math.floor(i / count) % replicas];
          return share(part) * gradient(index, r, i % count);
        });
        device.queue.writeBuffer(weights.gradients, weights.gradientSlice(p.name).offset, data);
      });
      const losses = Float32Array.from({ length: replicas * rows }, (_, i) => lossOf(Math.floor(i / rows), i % rows));
      device.queue.writeBuffer(plan.binding(loss).buffer, 0, losses);
      const slot = number % slots;
      const correction1 = 1 / (1 - config.beta1 ** number);
      const correction2 = 1 / (1 - config.beta2 ** number);
      const numbers = struct.step.write({ step: number - 1, rate: share, correction1, correction2, slot });
      device.queue.writeBuffer(provided.step, 0, numbers);
      plan.run();
      const bytes = struct.metrics.bytes * replicas;
      const line = await readBuffer(device, provided.metrics, slot * bytes, bytes);
      const of = (field: string): ((r: number) => number) => struct.metrics.column(line, field);
      return members.map((_, r) => ({ loss: of('loss')(r), norm: of('norm')(r), diverged: of('diverged')(r) }));
    },
    async state(p, r) {
      const arenas = await weights.snapshot();
      const found = Object.entries(arenas).flatMap(([name, arena]) => {
        const tensors = unpack(g.states.get(name) ?? g.parameters, replicas, arena, r);
        return tensors.filter((t) => t.name === p.name).map(({ data }) => [name, data] as const);
      });
      return Object.fromEntries(found);
    },
    destroy() {
      plan.destroy();
      weights.destroy();
      for (const each of Object.values(provided)) each.destroy();
    },
  };
}
