// The parameters of one model for R replicas with their gradients and AdamW moments: four arenas of the same layout.
// Parameter-major: a parameter is one aligned slice [R, size], so a writable slice never overlaps another.

import { normal, streamOf } from '#src/data/random.ts';
import { layOut, type Slice } from '#src/gpu/arena.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import type { Fields } from '#src/gpu/struct.ts';
import { refuse } from '#src/words/message.ts';
import { groups, size, type Init, type Parameter } from './graph.ts';

/** The optimizer's view of the arenas: at most this many neighbouring scalars of one parameter and replica. */
export const tileSize = 256;

/** Neighbouring values of a parameter. */
export interface Range {
  readonly parameter: Parameter;
  readonly first: number;
  readonly count: number;
}

/** Weights and moments on the CPU, in arena layout. */
export interface WeightsSnapshot {
  readonly parameters: Float32Array;
  readonly firstMoments: Float32Array;
  readonly secondMoments: Float32Array;
}

export class Weights {
  readonly parameters: GPUBuffer;
  readonly gradients: GPUBuffer;
  readonly firstMoments: GPUBuffer;
  readonly secondMoments: GPUBuffer;
  readonly list: readonly Parameter[];
  readonly replicas: number;
  readonly bytes: number; // of all four arenas
  private readonly device: GPUDevice;
  private readonly slices: ReadonlyMap<string, Slice>;
  private readonly gradientSlices: ReadonlyMap<string, Slice>;
  private readonly parts: Parts;

  /** Of a graph, or of a list of parameters whose gradients come in one part. */
  constructor(
    device: GPUDevice,
    { parameters: list, parts = new Map() }: { readonly parameters: readonly Parameter[]; readonly parts?: Parts },
    replicas: number,
  ) {
    const { slices, bytes } = weightsLayout(list, replicas);
    const gradients = weightsLayout(list, replicas, parts);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const arena = (label: string, size = bytes): GPUBuffer => device.createBuffer({ label, size, usage });
    this.device = device;
    this.list = list;
    this.replicas = replicas;
    this.slices = slices;
    this.gradientSlices = gradients.slices;
    this.parts = parts;
    this.bytes = 3 * bytes + gradients.bytes;
    this.parameters = arena('parameters');
    this.gradients = arena('gradients', gradients.bytes);
    this.firstMoments = arena('first moments');
    this.secondMoments = arena('second moments');
  }

  slice(name: string): Slice {
    return named(this.slices, name);
  }

  /** [parts, R, size] */
  gradientSlice(name: string): Slice {
    return named(this.gradientSlices, name);
  }

  /** The same start for every replica with the same seed, whatever else trains beside it; moments at zero. */
  initialise(seeds: readonly number[]): void {
    for (const p of this.list) {
      const count = size(p.shape);
      const data = new Float32Array(this.replicas * count);
      seeds.forEach((seed, r) => data.set(initialValues(p, seed), r * count));
      this.device.queue.writeBuffer(this.parameters, this.slice(p.name).offset, data);
    }
    const encoder = this.device.createCommandEncoder();
    encoder.clearBuffer(this.firstMoments);
    encoder.clearBuffer(this.secondMoments);
    this.device.queue.submit([encoder.finish()]);
  }

  /** Overwrites one parameter of one replica. */
  write(name: string, replica: number, values: Float32Array<ArrayBuffer>): void {
    const { offset, bytes } = this.slice(name);
    if (values.byteLength * this.replicas !== bytes)
      throw new Error(`${name} has ${bytes / 4 / this.replicas} values, not ${values.length}.`);
    this.device.queue.writeBuffer(this.parameters, offset + replica * values.byteLength, values);
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

  async snapshot(): Promise<WeightsSnapshot> {
    const read = async (buffer: GPUBuffer) => new Float32Array(await readBuffer(this.device, buffer));
    const [parameters, firstMoments, secondMoments] = await Promise.all([
      read(this.parameters),
      read(this.firstMoments),
      read(this.secondMoments),
    ]);
    return { parameters, firstMoments, secondMoments };
  }

  restore(snapshot: WeightsSnapshot): void {
    const arenas = ['parameters', 'firstMoments', 'secondMoments'] as const;
    if (arenas.some((a) => snapshot[a].byteLength !== this[a].size)) throw refuse('otherShape');
    for (const a of arenas) this.device.queue.writeBuffer(this[a], 0, snapshot[a] as Float32Array<ArrayBuffer>);
  }

  /** All values of the arenas, or some ranges of them, in tiles as shaders/lib/tile.wgsl declares them. */
  tiles(ranges: readonly Range[] = this.list.map(whole), most = tileSize): Fields[] {
    return ranges.flatMap(({ parameter: p, first, count }) => {
      const start = this.slice(p.name).offset / 4 + first;
      const gradient = this.gradientSlice(p.name).offset / 4 + first;
      const common = { stride: size(p.shape), group: groups[p.group], parts: this.parts.get(p) ?? 1 };
      return Array.from({ length: Math.ceil(count / most) }, (_, tile) => {
        const i = tile * most;
        return { ...common, start: start + i, count: Math.min(most, count - i), gradient: gradient + i };
      });
    });
  }

  destroy(): void {
    for (const arena of [this.parameters, this.gradients, this.firstMoments, this.secondMoments]) arena.destroy();
  }
}

export const whole = (parameter: Parameter): Range => ({ parameter, first: 0, count: size(parameter.shape) });

/** How many parts a gradient comes in, if not one: their sum is the gradient. */
export type Parts = ReadonlyMap<Parameter, number>;

export const weightsLayout = (
  list: readonly Parameter[],
  replicas: number,
  parts: Parts = new Map(),
): ReturnType<typeof layOut> =>
  layOut(list.map((p) => ({ name: p.name, bytes: 4 * replicas * size(p.shape) * (parts.get(p) ?? 1) })));

function named(slices: ReadonlyMap<string, Slice>, name: string): Slice {
  const slice = slices.get(name);
  if (!slice) throw new Error(`The model has no parameter named ${name}.`);
  return slice;
}

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** All parameters of one replica out of an arena on the CPU, without padding. */
export function unpack(list: readonly Parameter[], replicas: number, arena: Float32Array, replica: number): NamedTensor[] {
  const { slices } = weightsLayout(list, replicas);
  return list.map((p) => {
    const start = slices.get(p.name)!.offset / 4 + replica * size(p.shape);
    const data = new Float32Array(size(p.trueShape));
    eachTrue(p, (index, at) => (data[index] = arena[start + at]!));
    return { name: p.name, shape: p.trueShape, data };
  });
}

/** The arena of a single replica from its tensors; names and shapes must be those of the model. */
export function pack(list: readonly Parameter[], tensors: readonly NamedTensor[]): Float32Array<ArrayBuffer> {
  const { slices, bytes } = weightsLayout(list, 1);
  const arena = new Float32Array(bytes / 4);
  for (const p of list) {
    const found = tensors.find((t) => t.name === p.name);
    if (!found || found.shape.join() !== p.trueShape.join())
      throw refuse('tensorMissing', { name: p.name, shape: p.trueShape.join(', ') });
    const start = slices.get(p.name)!.offset / 4;
    eachTrue(p, (index, at) => (arena[start + at] = found.data[index]!));
  }
  return arena;
}

/** A parameter's start values, padded rows and columns zero. Drawn by name, so arms share what they have in common. */
export function initialValues(p: Parameter, seed: number): Float32Array {
  const values = new Float32Array(size(p.shape));
  const draw = drawer(p.init, seed, p.name);
  eachTrue(p, (index, at) => (values[at] = draw(index)));
  return values;
}

/** Visits what is not padding: its index in the true shape, and where it lies in the padded one. */
function eachTrue(p: Parameter, visit: (index: number, at: number) => void): void {
  const columns = p.trueShape.at(-1)!;
  const stride = p.shape.at(-1)!;
  const count = size(p.trueShape);
  for (let index = 0; index < count; index++) visit(index, Math.floor(index / columns) * stride + (index % columns));
}

function drawer(init: Init, seed: number, name: string): (index: number) => number {
  if ('values' in init) return (index) => init.values[index % init.values.length]!;
  if (init.normal === 0) return () => 0;
  const stream = streamOf(name);
  return (index) => init.normal * normal(seed, stream, index);
}
