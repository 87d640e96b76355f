// A compiled graph: a fixed list of (pipeline, bind group, grid) that is replayed every step. Nothing is allocated afterwards.

import { grid, type Kernel, type Kernels } from '#src/gpu/kernel.ts';
import { inOnePass, submitInPieces, type Launch } from '#src/gpu/launch.ts';
import { uniformBytes } from '#src/gpu/struct.ts';
import type { Replay, Timing } from '#src/gpu/timing.ts';
import type { Dispatch, Graph, Tensor } from './graph.ts';
import { elementsOf, Memory, planBytes } from './memory.ts';
import { dispatchTimes, type DispatchTime } from './profile.ts';
import { optimizerBuffers, type Provided } from './provided.ts';
import type { Weights } from './weights.ts';

/** The times of one run, by dispatch. */
export interface Profile extends Omit<Timing, 'each'> {
  readonly dispatches: readonly DispatchTime[];
}

const uniformSlot = 256; // bytes: the offset alignment of uniforms

export class Plan {
  readonly graph: Graph;
  /** CPU copies of the inputs, [R, …] each (or one for all replicas when shared); `upload` sends them all at once. */
  readonly inputs: Readonly<Record<string, Uint32Array>>;
  /** The same of those that hold f32. */
  readonly realInputs: Readonly<Record<string, Float32Array>>;
  private readonly device: GPUDevice;
  private readonly memory: Memory;
  private readonly launches: readonly Launch[];
  private readonly inputBytes: ArrayBuffer;

  private constructor(device: GPUDevice, graph: Graph, memory: Memory, launches: readonly Launch[]) {
    this.device = device;
    this.graph = graph;
    this.memory = memory;
    this.launches = launches;
    this.inputBytes = new ArrayBuffer(memory.inputs.size);
    const views = <V>(
      type: Tensor['type'],
      View: new (bytes: ArrayBuffer, offset: number, length: number) => V,
    ): Record<string, V> => {
      const of = graph.inputs.filter((t) => t.type === type);
      const place = (t: Tensor) => [memory.inputSlices.get(t.name)!.offset, elementsOf(t, memory.replicas)] as const;
      return Object.fromEntries(of.map((t) => [t.name, new View(this.inputBytes, ...place(t))]));
    };
    this.inputs = views('u32', Uint32Array);
    this.realInputs = views('f32', Float32Array);
  }

  /**
   * Plans bytes, compiles, allocates. `weights` and `provided` stay the caller's. Without `reuse` every tensor keeps what it
   * held at the end of a run; otherwise only what nobody reads does.
   */
  static async compile(
    kernels: Kernels,
    graph: Graph,
    weights: Weights,
    provided: Provided = {},
    { reuse = true } = {},
  ): Promise<Plan> {
    planBytes(graph, weights.replicas, kernels.device.limits, reuse);
    return Plan.allocate(kernels.device, graph, await compiledFor(kernels, graph), weights, provided, { reuse });
  }

  /** What is left to do when the kernels are there. Nothing is waited for, so whoever allocates can tell what was refused. */
  static allocate(
    device: GPUDevice,
    graph: Graph,
    compiled: readonly Kernel[],
    weights: Weights,
    provided: Provided = {},
    { reuse = true } = {},
  ): Plan {
    const memory = new Memory(device, graph, weights, reuse);
    const shared = { ...provided, ...optimizerBuffers(device, graph, weights, memory) };
    const shapes = writeShapes(device, graph, memory);
    const nothing = memory.create('nothing', uniformSlot); // read by bindings that the overrides leave unused
    const scratch = memory.create('scratch', 16 * uniformSlot); // bound where such bindings are writable: a slot of it each
    const launches = graph.dispatches.map((d, i): Launch => {
      const kernel = compiled[i]!;
      checkNames(d, kernel);
      const resource = ({ name, type, binding }: Kernel['bindings'][number]): GPUBufferBinding => {
        if (name === 'shape') return shapes.get(d)!;
        if (d.bind[name]) return memory.find(d.bind[name]);
        if (d.unused?.includes(name))
          return type === 'storage' ? { buffer: scratch, offset: binding * uniformSlot, size: uniformSlot } : { buffer: nothing };
        const buffer = shared[name];
        if (!buffer) throw new Error(`${kernel.label}: nobody provides ${name}.`);
        return { buffer };
      };
      const entries = kernel.bindings.map((b) => ({ binding: b.binding, resource: resource(b) }));
      const group = device.createBindGroup({ label: kernel.label, layout: kernel.layout, entries });
      const { shape, invocations, workgroup, batch = 1 } = d;
      const key = JSON.stringify([compiled.indexOf(kernel), shape, invocations, batch]);
      return { kernel, group, grid: [...grid(invocations, workgroup), batch * memory.replicas], key };
    });
    return new Plan(device, graph, memory, launches);
  }

  get replicas(): number {
    return this.memory.replicas;
  }

  get dispatches(): number {
    return this.launches.length;
  }

  /** Allocated by this plan; weights are not counted. */
  get bytes(): number {
    return this.memory.bytes;
  }

  /** Sends all inputs to the GPU: one write. Takes effect for everything submitted afterwards. */
  upload(): void {
    this.device.queue.writeBuffer(this.memory.inputs, 0, this.inputBytes);
  }

  /**
   * Replays the list, in as many command buffers as `pieces` says: between two of them the screen gets its turn. `after` adds
   * to the last one.
   */
  run(pieces = 1, after?: (encoder: GPUCommandEncoder) => void): void {
    submitInPieces(this.device, this.launches, pieces, { after });
  }

  /** Submits the dispatches at some places of the list so many times over, in one pass. */
  repeat(times: number, places: readonly number[]): void {
    const encoder = this.device.createCommandEncoder();
    const chosen = places.map((place) => this.launches[place]!);
    inOnePass(encoder, Array<readonly Launch[]>(times).fill(chosen).flat());
    this.device.queue.submit([encoder.finish()]);
  }

  /**
   * How long each dispatch takes, and a whole run of which `run` submits one with all that belongs to it. Runs many times over;
   * what a run must not change is the caller's to put back, by `reset` before each, and once more afterwards.
   */
  async profile(replay: Omit<Replay, 'launches'>): Promise<Profile> {
    // Loaded when somebody asks: most never do.
    const { timeReplay } = await import('#src/gpu/timing.ts');
    const { each, ...timing } = await timeReplay(this.device, { ...replay, launches: this.launches });
    return { ...timing, dispatches: dispatchTimes(this.graph, this.replicas, each) };
  }

  /** Where a tensor lives, to copy it from or to. */
  binding(t: Tensor): Required<GPUBufferBinding> {
    return this.memory.find(t);
  }

  destroy(): void {
    this.memory.destroy();
  }
}

/** The kernel of each dispatch. */
export const compiledFor = (kernels: Kernels, { dispatches }: Graph): Promise<Kernel[]> =>
  Promise.all(dispatches.map((d) => kernels.get(kernelOf(d))));

export function kernelOf({ shader, entry, constants = {} }: Dispatch): Parameters<Kernels['get']>[0] {
  return {
    ...shader,
    entry,
    constants: Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, Number(value)])),
  };
}

/** Every name the entry point declares is given, and nothing else: a misspelt buffer fails here. */
function checkNames(d: Dispatch, { label, bindings }: Kernel): void {
  const declared = bindings.map((b) => b.name);
  const given = [...Object.keys(d.bind), ...(d.provided ?? []), ...(d.unused ?? []), ...(d.shape ? ['shape'] : [])];
  const missing = declared.find((name) => !given.includes(name));
  if (missing) throw new Error(`${label}: binding ${missing} is not given.`);
  const unknown = given.find((name) => !declared.includes(name));
  if (unknown) throw new Error(`${label}: binding ${unknown} is unknown.`);
}

/** The shape uniform of every dispatch. Those with the same bytes share a slot of one buffer. */
function writeShapes(device: GPUDevice, graph: Graph, memory: Memory): ReadonlyMap<Dispatch, GPUBufferBinding> {
  const slots = new Map<string, { readonly slot: number; readonly data: ArrayBuffer }>();
  const shaped = graph.dispatches.flatMap((d) => {
    if (!d.shape) return [];
    const data = uniformBytes(d.shader, 'shape', d.shape);
    const key = new Uint8Array(data).join();
    if (!slots.has(key)) slots.set(key, { slot: slots.size, data });
    return [[d, key] as const];
  });
  const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
  const buffer = memory.create('shapes', Math.max(slots.size, 1) * uniformSlot, usage);
  for (const { slot, data } of slots.values()) device.queue.writeBuffer(buffer, slot * uniformSlot, data);
  return new Map(shaped.map(([d, key]) => [d, { buffer, offset: slots.get(key)!.slot * uniformSlot, size: uniformSlot }]));
}
