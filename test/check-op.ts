// Checks one op on the GPU against the same mathematics in float64. `checkOp` makes four tests of a case: with one replica and with
// three, whose inputs and dy differ, and for each with the op once, and twice on the same inputs. A test goes through these phases:
//
//   build     the op, once or twice, and its derivative, compiled with no two tensors in one place
//   poison    whatever kernels write is a NaN first, which shows where nothing was written, and what was read too early
//   run       once, forwards and backwards, from a random gradient dy of each output
//   forward   y is the reference's, to 1e-4 of its largest value
//   backward  each input's gradient is that of ⟨dy, reference⟩ by central differences; of an input read twice, the sum of both
//   guards    between replicas and behind the end of each tensor the poison is still there, word by word
//
// So a kernel that takes another replica's slice, leaves out a row, writes past the last one, or overwrites a gradient that it
// should add to, fails here.

import { expect, test } from 'vitest';
import { normal, streamOf } from '#src/data/random.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import type { Tuning } from '#src/gpu/tuning.ts';
import { Graph, size, type Init, type Parameter, type Shape, type Tensor } from '#src/graph/graph.ts';
import { initialValues } from '#src/graph/initial.ts';
import { Plan } from '#src/graph/plan.ts';
import { Weights } from '#src/graph/weights.ts';
import { sumScalars } from '#src/ops/optimizer.ts';
import { featuredDevice, gpuDevice, withErrorScopes } from './gpu/device.ts';
import { usual } from './gpu/usual.ts';
import { checkGuards, poisonOutputs } from './poison.ts';
import { centralDifferences } from './reference/differences.ts';

export interface OpCase {
  readonly name: string;
  /** Differentiable inputs; each is a random normal. */
  readonly inputs: Readonly<Record<string, Shape>>;
  readonly build: (g: Graph, inputs: Record<string, Tensor>) => Tensor;
  readonly reference: (inputs: Record<string, Float64Array>, replica: number) => Float64Array;
  /** Inputs that may be read twice: their gradient must be the sum of both. Default: all. */
  readonly shared?: readonly string[];
  /** Start values of an input, repeated, instead of random ones. */
  readonly values?: Readonly<Record<string, readonly number[]>>;
  /** The gradients, where central differences of the reference would take too long. */
  readonly gradients?: (inputs: Record<string, Float64Array>, dy: Float64Array) => Record<string, Float64Array>;
  /** u32 inputs by name. */
  readonly integers?: Readonly<Record<string, Integers>>;
  readonly provided?: (device: GPUDevice, replicas: number) => Record<string, GPUBuffer>;
  readonly tolerance?: number;
  /** Which variants of kernels to check, if not the plainest, on a device with all optional features. */
  readonly tuning?: Tuning;
}

export interface Integers {
  readonly shape: Shape;
  readonly shared?: boolean; // one copy for all replicas
  readonly of: (replica: number) => Uint32Array;
}

let kernels: Promise<Kernels> | undefined;
let featured: Promise<Kernels> | undefined;

/** One set of compiled kernels for all op tests of a file; those that need optional features have a device with them. */
export const testKernels = (): Promise<Kernels> => (kernels ??= gpuDevice().then((device) => new Kernels(device, usual)));
const featuredKernels = (): Promise<Kernels> => (featured ??= featuredDevice().then((device) => new Kernels(device)));

export function checkOp(c: OpCase): void {
  const shared = c.shared ?? Object.keys(c.inputs);
  for (const replicas of [1, 3]) {
    test(`${c.name}, R = ${replicas}`, () => run(c, replicas, []));
    if (shared.length) test(`${c.name}, R = ${replicas}, read twice`, () => run(c, replicas, shared));
  }
}

/** The op in a graph, once or twice, compiled. */
interface Op {
  readonly plan: Plan;
  readonly weights: Weights;
  readonly uses: readonly Use[];
}

interface Use {
  readonly inputs: Readonly<Record<string, Parameter>>; // by their names in the case
  readonly y: Tensor;
  readonly seed: Tensor; // where dy goes
  readonly dy: Float32Array<ArrayBuffer>; // of all replicas
}

async function run(c: OpCase, replicas: number, shared: readonly string[]): Promise<void> {
  const kernels = await (c.tuning ? featuredKernels() : testKernels());
  const { device } = kernels;
  await withErrorScopes(async () => {
    const provided = c.provided?.(device, replicas) ?? {};
    const op = await build(c, kernels, replicas, shared, provided);
    const { plan, weights, uses } = op;
    const poisoned = poisonOutputs(device, op);
    for (const { seed, dy } of uses) {
      const { buffer, offset } = plan.binding(seed);
      device.queue.writeBuffer(buffer, offset, dy);
    }
    plan.run();
    for (let r = 0; r < replicas; r++) {
      for (const use of uses) await checkForward(c, device, plan, use, r);
      await checkBackward(c, op, r);
    }
    await checkGuards(device, op, replicas, poisoned);
    plan.destroy();
    weights.destroy();
    for (const buffer of Object.values(provided)) buffer.destroy();
  });
}

async function build(
  c: OpCase,
  kernels: Kernels,
  replicas: number,
  shared: readonly string[],
  provided: Record<string, GPUBuffer>,
): Promise<Op> {
  const g = new Graph(c.tuning);
  const init = (name: string): Init => (c.values?.[name] ? { values: c.values[name] } : { normal: 1 });
  const parameter = (name: string, shape: Shape): Parameter => g.parameter(name, shape, 'matrix', init(name));
  const first = mapped(c.inputs, (shape, name) => parameter(name, shape));
  const integers = mapped(c.integers ?? {}, (i, name) => g.input(name, i.shape, i.shared));
  const outputs = [{ inputs: first, y: c.build(g, { ...first, ...integers }) }];
  if (shared.length > 0) {
    const again = mapped(first, (t, name) => (shared.includes(name) ? t : parameter(`${name}'`, t.shape)));
    outputs.push({ inputs: again, y: c.build(g, { ...again, ...integers }) });
  }
  const uses = outputs.map(({ inputs, y }, i): Use => {
    const draw = (_: unknown, j: number): number => normal(9 + i, streamOf('dy'), j);
    return { inputs, y, seed: g.seed(y), dy: Float32Array.from({ length: replicas * size(y.shape) }, draw) };
  });
  g.differentiate();
  sumScalars(g);
  const weights = new Weights(kernels.device, g, replicas);
  weights.initialise(Array.from({ length: replicas }, (_, r) => seedOf(r)));
  const plan = await Plan.compile(kernels, g, weights, provided, { reuse: false });
  for (const [name, i] of Object.entries(c.integers ?? {}))
    for (let r = 0; r < (i.shared ? 1 : replicas); r++) plan.inputs[name]!.set(i.of(r), r * size(i.shape));
  plan.upload();
  return { plan, weights, uses };
}

const seedOf = (replica: number): number => replica + 1;
const startOf = (p: Parameter, replica: number): Float64Array => Float64Array.from(initialValues(p, seedOf(replica)));

function mapped<A, B>(record: Readonly<Record<string, A>>, f: (value: A, name: string) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value, name)]));
}

async function checkForward(c: OpCase, device: GPUDevice, plan: Plan, { inputs, y }: Use, replica: number): Promise<void> {
  const starts = mapped(inputs, (p) => startOf(p, replica));
  close(`${c.name}: output`, await read(device, plan, y, replica), c.reference(starts, replica), c.tolerance);
}

async function checkBackward(c: OpCase, { weights, uses }: Op, replica: number): Promise<void> {
  const sums = new Map<Parameter, Float64Array>();
  for (const use of uses)
    for (const [p, gradient] of expectedGradients(c, use, replica)) {
      const sum = sums.get(p);
      sums.set(p, sum ? sum.map((v, k) => v + gradient[k]!) : gradient);
    }
  for (const [p, sum] of sums)
    close(`${c.name}: gradient of ${p.name}`, await weights.read(p.name, replica, 'gradients'), sum, c.tolerance);
}

function expectedGradients(c: OpCase, { inputs, y, dy }: Use, replica: number): [Parameter, Float64Array][] {
  const names = Object.keys(inputs);
  const starts = Object.values(inputs).map((p) => startOf(p, replica));
  const named = (values: readonly Float64Array[]) => Object.fromEntries(names.map((name, i) => [name, values[i]!]));
  const reference = (values: readonly Float64Array[]): Float64Array => c.reference(named(values), replica);
  const count = size(y.shape);
  const own = Float64Array.from(dy.subarray(replica * count, (replica + 1) * count));
  const exact = c.gradients?.(named(starts), own);
  const gradients = exact ? names.map((name) => exact[name]!) : centralDifferences(reference, starts, own);
  return Object.values(inputs).map((p, i) => [p, gradients[i]!]);
}

async function read(device: GPUDevice, plan: Plan, t: Tensor, replica: number): Promise<Float32Array> {
  const { buffer, offset } = plan.binding(t);
  const bytes = 4 * size(t.shape);
  return new Float32Array(await readBuffer(device, buffer, offset + replica * bytes, bytes));
}

/** ‖actual − expected‖∞ against the largest expected value: float32 sums of a few hundred terms stay below 1e-4 of it. */
export function close(what: string, actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-4): void {
  expect(actual.length, what).toBe(expected.length);
  const scale = Math.max(1e-3, ...Array.from(expected, Math.abs));
  let worst = 0;
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!) / scale;
    if (!(difference <= worst)) worst = Number.isNaN(difference) ? Infinity : difference;
  }
  expect(worst, what).toBeLessThan(tolerance);
}
