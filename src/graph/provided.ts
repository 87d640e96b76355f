// The buffers of a plan that hold no tensor of its own: what its owner provides, and the optimizer's arenas and tables.

import { Struct, type Fields } from '#src/gpu/struct.ts';
import { size, type Graph } from './graph.ts';
import type { Memory } from './memory.ts';
import type { Weights } from './weights.ts';

/** Buffers that a plan does not own, by WGSL name: step uniform, hyper-parameters, metrics. */
export type Provided = Readonly<Record<string, GPUBuffer>>;

/** What a buffer of this name holds, as the first kernel that binds one declares it. */
export function structOf(graph: Graph, name: string): Struct {
  const reader = graph.dispatches.find((d) => d.provided?.includes(name) || d.bind[name]);
  if (!reader) throw new Error(`No kernel of this graph binds ${name}.`);
  return Struct.of(reader.shader, name);
}

/** The arenas as wholes, and the tables by which the optimizer's kernels find their way in them. */
export function optimizerBuffers(device: GPUDevice, graph: Graph, weights: Weights, memory: Memory): Provided {
  const table = (label: string, rows: () => Fields[]): Provided => {
    if (!graph.dispatches.some((d) => d.provided?.includes(label))) return {};
    const data = structOf(graph, label).pack(rows());
    const buffer = memory.create(label, data.byteLength);
    device.queue.writeBuffer(buffer, 0, data);
    return { [label]: buffer };
  };
  const segments = (): Fields[] =>
    graph.partials.flatMap(({ parameter, tensor, count }) => {
      const start = memory.find(tensor).offset / 4;
      const destination = weights.gradientSlice(parameter.name).offset / 4;
      const stride = size(parameter.shape);
      return Array.from({ length: stride }, (_, i) => ({ start: start + i, count, stride, destination: destination + i }));
    });
  return {
    workspace: memory.partials,
    parameters: weights.parameters,
    gradients: weights.gradients,
    ...weights.states,
    ...table('segments', segments),
    ...table('tiles', () => weights.tiles()),
    ...table('matrices', () => weights.tiles(graph.matrices, Number.MAX_SAFE_INTEGER)),
  };
}
