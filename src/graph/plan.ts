// Compiles a graph to buffers, bind groups and a fixed list of dispatches that is replayed every step.
// Nothing is allocated after compile. Every byte is planned, and refused in words, before anything is allocated.

import { align, layOut, type Slice } from '#src/gpu/arena.ts';
import { grid, uniformBytes, type Kernel, type Kernels } from '#src/gpu/kernel.ts';
import { size, type Dispatch, type Graph, type Stack, type Tensor } from './graph.ts';
import { weightsLayout, type Weights } from './weights.ts';

interface Launch {
  readonly kernel: Kernel;
  readonly group: GPUBindGroup;
  readonly x: number;
  readonly y: number;
}

/** Buffers that a plan does not own, by WGSL name: step uniform, hyper-parameters, optimizer tables, metrics. */
export type Provided = Readonly<Record<string, GPUBuffer>>;

const elements = (t: Tensor, replicas: number): number => (t.shared ? 1 : replicas) * size(t.shape);
const bytesOf = (t: Tensor, replicas: number): number => 4 * elements(t, replicas);

/** All buffers a graph needs besides its weights, by name: one per tensor, stack, and arena of inputs and partials. */
export function planBuffers(graph: Graph, replicas: number): Map<Tensor | Stack | 'inputs' | 'partials' | 'shapes', number> {
  const buffers = new Map<Tensor | Stack | 'inputs' | 'partials' | 'shapes', number>();
  const partials: Tensor[] = [];
  for (const d of graph.dispatches)
    for (const bound of Object.values(d.bind)) {
      const t = bound.view?.of ?? bound;
      const stack = graph.slots.get(t)?.stack ?? graph.stacks.get(t);
      if (t.role === 'parameter' || t.role === 'input' || isParameterGradient(graph, t)) continue;
      if (t.role === 'partials') partials.push(t);
      else if (stack) buffers.set(stack.tensor, stack.tensor.shape[0]! * slotBytes(stack, replicas));
      else if (!buffers.has(t)) buffers.set(t, align(bytesOf(t, replicas)));
    }
  buffers.set('inputs', layOut(graph.inputs.map((t) => ({ name: t.name, bytes: bytesOf(t, replicas) }))).bytes);
  buffers.set('partials', layOut([...new Set(partials)].map((t) => ({ name: t.name, bytes: bytesOf(t, replicas) }))).bytes);
  return buffers;
}

const slotBytes = (stack: Stack, replicas: number): number =>
  align(4 * replicas * size(stack.tensor.shape.slice(1)));

function isParameterGradient(graph: Graph, t: Tensor): boolean {
  return t.role === 'gradient' && graph.parameters.some((p) => graph.gradients.get(p) === t);
}

/** Bytes of everything a graph and its weights allocate. Throws one sentence if a device cannot hold it. */
export function planBytes(graph: Graph, replicas: number, limits: { maxStorageBufferBindingSize: number; maxBufferSize: number }): number {
  const limit = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const buffers = [...planBuffers(graph, replicas).values()];
  const weights = weightsLayout(graph.parameters, replicas).bytes;
  const megabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MB`;
  if (weights > limit)
    throw new Error(`The weights need ${megabytes(weights)} in one buffer, but this GPU allows ${megabytes(limit)}: lower the width, the depth or the number of seeds.`);
  const largest = Math.max(...buffers);
  if (largest > limit)
    throw new Error(`One layer needs ${megabytes(largest)} in one buffer, but this GPU allows ${megabytes(limit)}: lower the batch, the context, the width or the number of seeds.`);
  const total = 4 * weights + buffers.reduce((a, b) => a + b, 0);
  if (total > maxTotal)
    throw new Error(`This arm needs ${megabytes(total)} of GPU memory, and a page may use ${megabytes(maxTotal)}: lower the batch, the depth, the width or the number of seeds.`);
  return total;
}

/** No browser tells how much memory a GPU has; phones end a page at about 1.5 GB, desktops slow down beyond a few GB. */
const maxTotal = 4 * 2 ** 30;

export class Plan {
  readonly graph: Graph;
  readonly replicas: number;
  readonly bytes: number; // allocated by this plan, weights not counted
  /** CPU copies of the inputs, [R, …] each (or one for all replicas when shared); `upload` sends them all at once. */
  readonly inputs: Readonly<Record<string, Uint32Array>>;
  private readonly device: GPUDevice;
  private readonly launches: readonly Launch[];
  private readonly owned: readonly GPUBuffer[];
  private readonly find: (t: Tensor) => GPUBufferBinding;
  private readonly inputBytes: ArrayBuffer;
  private readonly inputBuffer: GPUBuffer;

  private constructor(from: Pick<Plan, 'graph' | 'replicas' | 'bytes' | 'inputs'> & {
    device: GPUDevice; launches: readonly Launch[]; owned: readonly GPUBuffer[];
    find: (t: Tensor) => GPUBufferBinding; inputBytes: ArrayBuffer; inputBuffer: GPUBuffer;
  }) { // prettier-ignore
    this.graph = from.graph;
    this.replicas = from.replicas;
    this.bytes = from.bytes;
    this.inputs = from.inputs;
    this.device = from.device;
    this.launches = from.launches;
    this.owned = from.owned;
    this.find = from.find;
    this.inputBytes = from.inputBytes;
    this.inputBuffer = from.inputBuffer;
  }

  /** Allocates and compiles. `weights` and `provided` stay the caller's. */
  static async compile(kernels: Kernels, graph: Graph, weights: Weights, provided: Provided = {}): Promise<Plan> {
    const { device } = kernels;
    const { replicas } = weights;
    planBytes(graph, replicas, device.limits);
    const owned: GPUBuffer[] = [];
    let bytes = 0;
    const create = (label: string, length: number, usage: number): GPUBuffer => {
      const buffer = device.createBuffer({ label, size: align(length), usage });
      owned.push(buffer);
      bytes += buffer.size;
      return buffer;
    };
    const storage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;

    // Tensors → buffers
    const sizes = planBuffers(graph, replicas);
    const inputs = layOut(graph.inputs.map((t) => ({ name: t.name, bytes: bytesOf(t, replicas) })));
    const inputBuffer = create('inputs', sizes.get('inputs')!, storage);
    const inputBytes = new ArrayBuffer(inputs.bytes);
    const partialTensors = [...new Set(graph.dispatches.flatMap((d) => Object.values(d.bind)))].filter((t) => t.role === 'partials');
    const partials = layOut(partialTensors.map((t) => ({ name: t.name, bytes: bytesOf(t, replicas) })));
    const workspace = create('partials', partials.bytes, storage);
    const parameterOf = new Map([...graph.gradients].filter(([x]) => x.role === 'parameter').map(([x, d]) => [d, x]));
    const buffers = new Map<Tensor, GPUBuffer>();
    const bufferOf = (t: Tensor): GPUBuffer => {
      let buffer = buffers.get(t);
      if (!buffer) buffers.set(t, (buffer = create(t.name, sizes.get(t) ?? bytesOf(t, replicas), storage)));
      return buffer;
    };
    const within = (buffer: GPUBuffer, slice: Slice): GPUBufferBinding => ({ buffer, offset: slice.offset, size: slice.bytes });
    const find = (bound: Tensor): GPUBufferBinding => {
      const t = bound.view?.of ?? bound;
      const placed = graph.slots.get(t);
      if (placed) {
        const each = slotBytes(placed.stack, replicas);
        return { buffer: bufferOf(placed.stack.tensor), offset: placed.slot * each, size: each };
      }
      if (t.role === 'input') return within(inputBuffer, inputs.slices.get(t.name)!);
      if (t.role === 'partials') return within(workspace, partials.slices.get(t.name)!);
      if (t.role === 'parameter') return within(weights.parameters, weights.slice(t.name));
      const parameter = parameterOf.get(t);
      if (parameter) return within(weights.gradients, weights.slice(parameter.name));
      const buffer = bufferOf(t);
      return { buffer, offset: 0, size: buffer.size };
    };
    for (const c of graph.constants)
      for (let r = 0; r < (c.shared ? 1 : replicas); r++)
        device.queue.writeBuffer(bufferOf(c), r * c.data.byteLength, c.data as Float32Array<ArrayBuffer>);

    // What the optimizer's dispatches bind besides tensors
    const shared: Record<string, GPUBuffer> = { ...provided };
    const table = (label: string, data: Uint32Array<ArrayBuffer>): GPUBuffer => {
      const buffer = create(label, Math.max(data.byteLength, 16), storage);
      device.queue.writeBuffer(buffer, 0, data);
      return buffer;
    };
    const uses = (name: string): boolean => graph.dispatches.some((d) => d.provided?.includes(name));
    if (uses('tiles')) shared['tiles'] = table('tiles', weights.tiles());
    if (uses('segments')) {
      const segments = graph.partials.flatMap(({ parameter, tensor, count }) => {
        const start = partials.slices.get(tensor.name)!.offset / 4;
        const target = weights.slice(parameter.name).offset / 4;
        const scalars = size(parameter.shape);
        return Array.from({ length: scalars }, (_, i) => [start + i, count, scalars, target + i]).flat();
      });
      shared['segments'] = table('segments', new Uint32Array(segments));
    }
    shared['workspace'] = workspace;
    shared['parameters'] = weights.parameters;
    shared['first'] = weights.firstMoments;
    shared['second'] = weights.secondMoments;
    shared['gradients'] = weights.gradients;

    // Dispatches → pipelines, bind groups, grids. Shapes with the same bytes share a slot of one uniform buffer.
    const compiled = await Promise.all(
      graph.dispatches.map((d) =>
        kernels.get({ ...d.shader, entry: d.entry, constants: Object.fromEntries(Object.entries(d.constants ?? {}).map(([k, v]) => [k, Number(v)])) }),
      ),
    );
    const shapeSlots = new Map<string, number>();
    const shapes: ArrayBuffer[] = [];
    const slotOf = (d: Dispatch): number => {
      const data = uniformBytes(d.shader.code, 'shape', d.shape ?? {});
      const key = new Uint8Array(data).join();
      let slot = shapeSlots.get(key);
      if (slot === undefined) {
        shapeSlots.set(key, (slot = shapes.length));
        shapes.push(data);
      }
      return slot;
    };
    const slots = graph.dispatches.map((d) => (d.shape ? slotOf(d) : 0));
    const shapeBuffer = create('shapes', Math.max(shapes.length, 1) * 256, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
    shapes.forEach((data, i) => device.queue.writeBuffer(shapeBuffer, i * 256, data));
    const nothing = create('nothing', 256, storage); // read by a binding that the flags leave unused
    const scratch = create('scratch', 256, storage); // written by none, bound where such a binding is writable

    const launches = graph.dispatches.map((d, i): Launch => {
      const kernel = compiled[i]!;
      const names = kernel.bindings.map((b) => b.name);
      const known = [...Object.keys(d.bind), ...(d.provided ?? []), ...(d.unused ?? []), ...(d.shape ? ['shape'] : [])];
      const wrong = names.find((n) => !known.includes(n)) ?? known.find((n) => !names.includes(n));
      if (wrong) throw new Error(`${kernel.label}: binding ${wrong} is ${names.includes(wrong) ? 'not given' : 'unknown'}.`);
      const resource = (name: string, type: GPUBufferBindingType): GPUBufferBinding => {
        if (name === 'shape') return { buffer: shapeBuffer, offset: slots[i]! * 256, size: 256 };
        const tensor = d.bind[name];
        if (tensor) return find(tensor);
        if (d.unused?.includes(name)) return { buffer: type === 'storage' ? scratch : nothing };
        const buffer = shared[name];
        if (!buffer) throw new Error(`${kernel.label}: nobody provides ${name}.`);
        return { buffer };
      };
      const group = device.createBindGroup({
        label: kernel.label,
        layout: kernel.layout,
        entries: kernel.bindings.map((b) => ({ binding: b.binding, resource: resource(b.name, b.type) })),
      });
      const [x, y] = grid(d.invocations);
      return { kernel, group, x, y };
    });

    return new Plan({
      graph, replicas, bytes, device, launches, owned, find, inputBytes, inputBuffer,
      inputs: Object.fromEntries(graph.inputs.map((t) => [t.name, new Uint32Array(inputBytes, inputs.slices.get(t.name)!.offset, elements(t, replicas))])),
    }); // prettier-ignore
  }

  get dispatches(): number {
    return this.launches.length;
  }

  /** Sends all inputs to the GPU: one write. Takes effect for everything submitted afterwards. */
  upload(): void {
    this.device.queue.writeBuffer(this.inputBuffer, 0, this.inputBytes);
  }

  /** Replays the list in one compute pass. */
  encode(encoder: GPUCommandEncoder): void {
    const pass = encoder.beginComputePass();
    for (const { kernel, group, x, y } of this.launches) {
      pass.setPipeline(kernel.pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(x, y, this.replicas);
    }
    pass.end();
  }

  run(): void {
    const encoder = this.device.createCommandEncoder();
    this.encode(encoder);
    this.device.queue.submit([encoder.finish()]);
  }

  /** Where a tensor lives: for tests and for copies. */
  binding(t: Tensor): GPUBufferBinding {
    return this.find(t);
  }

  destroy(): void {
    for (const buffer of this.owned) buffer.destroy();
  }
}
