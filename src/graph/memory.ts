// Where every tensor of a graph lives: first planned in bytes, and refused in words if it cannot fit, then allocated once.
// Values and gradients that are never needed at the same time share a buffer (reuse.ts); members of a stack, inputs, and
// partial gradients are slices of larger ones; parameters and their gradients live in the weights' arenas.

import { align, layOut, type Slice } from '#src/gpu/arena.ts';
import { refuse } from '#src/words/message.ts';
import { accessesOf } from './access.ts';
import { elementBytes, size, type Graph, type Stack, type Tensor } from './graph.ts';
import { always, lifetimes, share, type SharedBuffer, type Use } from './reuse.ts';
import { arenaLayout, type Weights } from './weights.ts';

export interface Limits {
  readonly maxStorageBufferBindingSize: number;
  readonly maxBufferSize: number;
}

export const elementsOf = (t: Tensor, replicas: number): number => (t.shared ? 1 : replicas) * size(t.shape);
const bytesOf = (t: Tensor, replicas: number): number => elementBytes(t) * elementsOf(t, replicas);
const slotBytes = ({ tensor }: Stack, replicas: number): number =>
  align(elementBytes(tensor) * replicas * size(tensor.shape.slice(1)));
/** What a tensor or a whole stack takes in a buffer. */
function placeBytes(graph: Graph, t: Tensor, replicas: number): number {
  const stack = graph.stacks.get(t);
  return stack ? t.shape[0]! * slotBytes(stack, replicas) : align(bytesOf(t, replicas));
}

/** The bytes of everything a graph needs besides its weights. */
interface Layout {
  readonly shared: readonly SharedBuffer<Tensor>[]; // values, gradients, constants and whole stacks
  readonly inputs: ReturnType<typeof layOut>;
  readonly partials: ReturnType<typeof layOut>;
}

function layoutOf(graph: Graph, replicas: number, reuse: boolean): Layout {
  const uses: Use<Tensor>[] = [];
  const partials = new Set<Tensor>();
  const weightGradients = new Set(graph.parameters.map((p) => graph.gradients.get(p)));
  for (const [dispatch, d] of graph.dispatches.entries())
    for (const { tensor: t, writes } of accessesOf(d)) {
      if (t.role === 'partials') partials.add(t);
      else if (t.role !== 'parameter' && t.role !== 'input' && !weightGradients.has(t))
        uses.push({ of: graph.slots.get(t)?.stack.tensor ?? t, dispatch, writes });
    }
  const lives = [...lifetimes(uses)].map(
    ([t, life]) => [t, { ...(reuse ? life : always), bytes: placeBytes(graph, t, replicas) }] as const,
  );
  const slices = (tensors: Iterable<Tensor>): ReturnType<typeof layOut> =>
    layOut([...tensors].map((t) => ({ name: t.name, bytes: bytesOf(t, replicas) })));
  return { shared: share(new Map(lives)), inputs: slices(graph.inputs), partials: slices(partials) };
}

/** Bytes of everything a graph and its weights allocate. Refuses what no buffer of a device can hold. */
export function planBytes(graph: Graph, replicas: number, limits: Limits, reuse = true): number {
  const limit = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const gradients = arenaLayout(graph.parameters, replicas, graph.parts).bytes;
  if (gradients > limit) throw refuse('weightsTooLarge', { needed: gradients, allowed: limit });
  const { largest, bytes } = workOf(graph, replicas, reuse);
  if (largest > limit) throw refuse('layerTooLarge', { needed: largest, allowed: limit });
  return keptBytes(graph, replicas) + gradients + bytes;
}

/** Of everything a graph needs besides its weights, and of its largest buffer. */
export function workOf(graph: Graph, replicas: number, reuse = true): { readonly bytes: number; readonly largest: number } {
  const { shared, inputs, partials } = layoutOf(graph, replicas, reuse);
  const all = [inputs.bytes, partials.bytes, ...shared.map((b) => b.bytes)];
  return { bytes: all.reduce((sum, bytes) => sum + bytes, 0), largest: Math.max(...all) };
}

/** Of the weights and the states of their optimizer: what training goes on from. */
export const keptBytes = ({ parameters, states }: Graph, replicas: number): number =>
  [parameters, ...states.values()].reduce((sum, list) => sum + arenaLayout(list, replicas).bytes, 0);

export class Memory {
  readonly replicas: number;
  readonly inputs: GPUBuffer;
  /** Offsets of the inputs in their buffer, by name. */
  readonly inputSlices: ReadonlyMap<string, Slice>;
  readonly partials: GPUBuffer;
  bytes = 0; // allocated so far
  private readonly device: GPUDevice;
  private readonly graph: Graph;
  private readonly weights: Weights;
  private readonly layout: Layout;
  private readonly parameterOf: ReadonlyMap<Tensor, Tensor>; // by gradient
  private readonly buffers = new Map<Tensor, GPUBuffer>();
  private readonly all: GPUBuffer[] = [];

  /** Without `reuse` no tensor shares a buffer with another: all of them can be looked at after a run. */
  constructor(device: GPUDevice, graph: Graph, weights: Weights, reuse: boolean) {
    this.device = device;
    this.graph = graph;
    this.weights = weights;
    this.replicas = weights.replicas;
    this.layout = layoutOf(graph, weights.replicas, reuse);
    this.parameterOf = new Map(graph.parameters.flatMap((p) => (graph.gradients.has(p) ? [[graph.gradients.get(p)!, p]] : [])));
    this.inputs = this.create('inputs', this.layout.inputs.bytes);
    this.inputSlices = this.layout.inputs.slices;
    this.partials = this.create('partials', this.layout.partials.bytes);
    for (const { bytes, tenants } of this.layout.shared) {
      const buffer = this.create(tenants[0]!.name, bytes);
      for (const t of tenants) this.buffers.set(t, buffer);
    }
    for (const c of graph.constants) this.writeConstant(c, c.data);
  }

  /** A buffer that is freed with this memory. */
  create(
    label: string,
    bytes: number,
    usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  ): GPUBuffer {
    const buffer = this.device.createBuffer({ label, size: align(bytes), usage });
    this.all.push(buffer);
    this.bytes += buffer.size;
    return buffer;
  }

  /** The buffer range of a tensor; of a view, that of the tensor it looks at. */
  find(bound: Tensor): Required<GPUBufferBinding> {
    const t = bound.view?.of ?? bound;
    const placed = this.graph.slots.get(t);
    if (placed) {
      const bytes = slotBytes(placed.stack, this.replicas);
      return within(this.buffers.get(placed.stack.tensor)!, { offset: placed.slot * bytes, bytes });
    }
    if (t.role === 'input') return within(this.inputs, this.inputSlices.get(t.name)!);
    if (t.role === 'partials') return within(this.partials, this.layout.partials.slices.get(t.name)!);
    if (t.role === 'parameter') return within(this.weights.parameters, this.weights.slice(t.name));
    const parameter = this.parameterOf.get(t);
    if (parameter) return within(this.weights.gradients, this.weights.gradientSlice(parameter.name));
    const buffer = this.buffers.get(t);
    if (!buffer) throw new Error(`No dispatch of this graph uses ${t.name}.`);
    return within(buffer, { offset: 0, bytes: placeBytes(this.graph, t, this.replicas) });
  }

  destroy(): void {
    for (const buffer of this.all) buffer.destroy();
  }

  private writeConstant(c: Tensor, data: Float32Array): void {
    const buffer = this.buffers.get(c);
    if (!buffer) return;
    for (let copy = 0; copy < (c.shared ? 1 : this.replicas); copy++)
      this.device.queue.writeBuffer(buffer, copy * data.byteLength, data as Float32Array<ArrayBuffer>);
  }
}

const within = (buffer: GPUBuffer, { offset, bytes }: Slice): Required<GPUBufferBinding> => ({
  buffer,
  offset,
  size: bytes,
});
