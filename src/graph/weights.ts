// The parameters of one model for R replicas, with their gradients and the states of their optimizer: an arena each, of one layout.
// Parameter-major: a parameter is one aligned slice [R, size], so a writable slice never overlaps another.

import { layOut, type Slice } from '#src/gpu/arena.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import type { Fields } from '#src/gpu/struct.ts';
import { refuse } from '#src/words/message.ts';
import { groups, size, type Parameter, type Range } from './graph.ts';
import { initialValues } from './initial.ts';

/** The optimizer's view of the arenas: at most this many neighbouring scalars of one parameter and replica. */
export const tileSize = 256;

/** Arenas on the CPU, by name. */
export interface Snapshot {
  readonly parameters: Float32Array;
  readonly [state: string]: Float32Array; // of the optimizer
}

/** What an optimizer keeps, by name, and of which parameters. */
export type States = ReadonlyMap<string, readonly Parameter[]>;

/** What a graph says of the arenas it needs. */
interface Declared {
  readonly parameters: readonly Parameter[];
  readonly parts?: Parts;
  readonly states?: States;
  readonly copies?: ReadonlySet<string>; // of `states`: other arenas of all parameters
}

export class Weights {
  readonly parameters: GPUBuffer;
  readonly gradients: GPUBuffer;
  /** Of the optimizer, and copies of the parameters, by name. */
  readonly states: Readonly<Record<string, GPUBuffer>>;
  readonly list: readonly Parameter[];
  readonly replicas: number;
  private readonly device: GPUDevice;
  private readonly slices: ReadonlyMap<string, Slice>;
  private readonly gradientSlices: ReadonlyMap<string, Slice>;
  private readonly parts: Parts;
  private readonly stateStarts = new Map<Parameter, number>(); // in values, the same in each state that a parameter has
  private frozen = false;

  /** Of a graph, or of a list of parameters that no optimizer updates and whose gradients come in one part. */
  constructor(
    device: GPUDevice,
    { parameters: list, parts = new Map(), states = new Map(), copies }: Declared,
    replicas: number,
  ) {
    const { slices, bytes } = arenaLayout(list, replicas);
    const gradients = arenaLayout(list, replicas, parts);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const arena = (label: string, size = bytes): GPUBuffer => device.createBuffer({ label, size, usage });
    this.device = device;
    this.list = list;
    this.replicas = replicas;
    this.slices = slices;
    this.gradientSlices = gradients.slices;
    this.parts = parts;
    this.parameters = arena('parameters');
    this.gradients = arena('gradients', gradients.bytes);
    const bytesOf = (name: string, of: readonly Parameter[]): number => (copies?.has(name) ? bytes : this.placeStates(name, of));
    this.states = Object.fromEntries([...states].map(([name, of]) => [name, arena(name, bytesOf(name, of))]));
  }

  /** Bytes of the arena of a state. */
  private placeStates(name: string, of: readonly Parameter[]): number {
    const { slices, bytes } = arenaLayout(of, this.replicas);
    for (const p of of) {
      const start = slices.get(p.name)!.offset / 4;
      if ((this.stateStarts.get(p) ?? start) !== start)
        throw new Error(`${name} begins elsewhere than other states of ${p.name}.`);
      this.stateStarts.set(p, start);
    }
    return bytes;
  }

  slice(name: string): Slice {
    return named(this.slices, name);
  }

  /** [parts, R, size] */
  gradientSlice(name: string): Slice {
    return named(this.gradientSlices, name);
  }

  /** The same start for every replica with the same seed, whatever else trains beside it; states at zero. */
  initialise(seeds: readonly number[]): void {
    for (const p of this.list) {
      const count = size(p.shape);
      const data = new Float32Array(this.replicas * count);
      seeds.forEach((seed, r) => data.set(initialValues(p, seed), r * count));
      this.device.queue.writeBuffer(this.parameters, this.slice(p.name).offset, data);
    }
    const encoder = this.device.createCommandEncoder();
    for (const state of Object.values(this.states)) encoder.clearBuffer(state);
    this.device.queue.submit([encoder.finish()]);
  }

  /** Overwrites one parameter of one replica. */
  write(name: string, replica: number, values: Float32Array<ArrayBuffer>): void {
    const { offset, bytes } = this.slice(name);
    if (values.byteLength * this.replicas !== bytes)
      throw new Error(`${name} has ${bytes / 4 / this.replicas} values, not ${values.length}.`);
    this.device.queue.writeBuffer(this.parameters, offset + replica * values.byteLength, values);
  }

  /** Copies all parameters of some replicas from one arena to another. */
  copy(from: GPUBuffer, to: GPUBuffer, replicas: readonly number[]): void {
    const encoder = this.device.createCommandEncoder();
    for (const { offset, bytes } of this.slices.values())
      for (const r of replicas) {
        const each = bytes / this.replicas;
        encoder.copyBufferToBuffer(from, offset + r * each, to, offset + r * each, each);
      }
    this.device.queue.submit([encoder.finish()]);
  }

  /** A parameter, or its gradient, of one replica. */
  async read(name: string, replica: number, from: 'parameters' | 'gradients' = 'parameters'): Promise<Float32Array> {
    const each = this.slice(name).bytes / this.replicas;
    const { offset, bytes } = from === 'gradients' ? this.gradientSlice(name) : this.slice(name);
    const sum = new Float32Array(each / 4);
    for (let part = 0; part < bytes / each / this.replicas; part++) {
      const at = offset + (part * this.replicas + replica) * each;
      new Float32Array(await readBuffer(this.device, this[from], at, each)).forEach((v, i) => (sum[i]! += v));
    }
    return sum;
  }

  async readParameters(): Promise<Float32Array> {
    return new Float32Array(await readBuffer(this.device, this.parameters));
  }

  async snapshot(): Promise<Snapshot> {
    const read = async ([name, arena]: [string, GPUBuffer]) =>
      [name, new Float32Array(await readBuffer(this.device, arena))] as const;
    return Object.fromEntries(await Promise.all(Object.entries(this.kept).map(read))) as unknown as Snapshot;
  }

  /** A state that the snapshot lacks is zero. */
  restore(snapshot: Pick<Snapshot, 'parameters'> & Partial<Snapshot>): void {
    const arenas = Object.entries(this.kept).map(
      ([name, arena]) => [arena, snapshot[name] ?? new Float32Array(arena.size / 4)] as const,
    );
    if (arenas.some(([arena, values]) => values.byteLength !== arena.size)) throw refuse('otherShape');
    for (const [arena, values] of arenas) this.device.queue.writeBuffer(arena, 0, values as Float32Array<ArrayBuffer>);
  }

  /** All values of the arenas, or some ranges of them, in tiles as shaders/lib/tile.wgsl declares them. */
  tiles(ranges: readonly Range[] = this.list.map(whole), most = tileSize): Fields[] {
    return ranges.flatMap(({ parameter: p, first, count }) => {
      const start = this.slice(p.name).offset / 4 + first;
      const gradient = this.gradientSlice(p.name).offset / 4 + first;
      const state = (this.stateStarts.get(p) ?? 0) + first;
      const common = { stride: size(p.shape), group: groups[p.group], parts: this.parts.get(p) ?? 1 };
      return Array.from({ length: Math.ceil(count / most) }, (_, tile) => {
        const i = tile * most;
        return { ...common, start: start + i, count: Math.min(most, count - i), gradient: gradient + i, state: state + i };
      });
    });
  }

  /** Of all arenas that are left. */
  get bytes(): number {
    return this.arenas.reduce((sum, { size }) => sum + size, 0);
  }

  /** Nothing is learned any more: gives back all but the parameters. */
  freeze(): void {
    for (const arena of this.arenas) if (arena !== this.parameters) arena.destroy();
    this.frozen = true;
  }

  destroy(): void {
    for (const arena of this.arenas) arena.destroy();
  }

  private get arenas(): GPUBuffer[] {
    return this.frozen ? [this.parameters] : [...Object.values(this.kept), this.gradients];
  }

  /** What training goes on from. */
  private get kept(): Record<string, GPUBuffer> {
    return { parameters: this.parameters, ...this.states };
  }
}

export const whole = (parameter: Parameter): Range => ({ parameter, first: 0, count: size(parameter.shape) });

/** How many parts a gradient comes in, if not one: their sum is the gradient. */
export type Parts = ReadonlyMap<Parameter, number>;

export const arenaLayout = (list: readonly Parameter[], replicas: number, parts: Parts = new Map()): ReturnType<typeof layOut> =>
  layOut(list.map((p) => ({ name: p.name, bytes: 4 * replicas * size(p.shape) * (parts.get(p) ?? 1) })));

function named(slices: ReadonlyMap<string, Slice>, name: string): Slice {
  const slice = slices.get(name);
  if (!slice) throw new Error(`The model has no parameter named ${name}.`);
  return slice;
}
