// Checks one op on the GPU: forward against a float64 reference, backward against central differences of that reference,
// for one and three replicas, with poisoned outputs, guarded padding, and a second reader of its inputs (gradients add up).

import { expect, test } from 'vitest';
import { normal, streamOf } from '#src/data/random.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import type { Tuning } from '#src/gpu/tuning.ts';
import { Graph, size, type Init, type Shape, type Tensor } from '#src/graph/graph.ts';
import { initialValues } from '#src/graph/initial.ts';
import { Plan } from '#src/graph/plan.ts';
import { Weights } from '#src/graph/weights.ts';
import { sumScalars } from '#src/ops/optimizer.ts';
import { featuredDevice, gpuDevice, withErrorScopes } from './gpu/device.ts';
import { usual } from './gpu/usual.ts';
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

const poison = 0x7fc0dead; // a NaN that no kernel produces
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

async function run(c: OpCase, replicas: number, shared: readonly string[]): Promise<void> {
  const kernels = await (c.tuning ? featuredKernels() : testKernels());
  const { device } = kernels;
  await withErrorScopes(async () => {
    const g = new Graph(c.tuning);
    const init = (name: string): Init => (c.values?.[name] ? { values: c.values[name] } : { normal: 1 });
    const parameter = (name: string, shape: Shape): Tensor => g.parameter(name, shape, 'matrix', init(name));
    const inputs = Object.fromEntries(Object.entries(c.inputs).map(([name, shape]) => [name, parameter(name, shape)]));
    for (const [name, { shape, shared }] of Object.entries(c.integers ?? {})) inputs[name] = g.input(name, shape, shared);
    const outputs = [c.build(g, inputs)];
    if (shared.length) {
      const again = Object.fromEntries(
        Object.entries(inputs).map(([name, t]) => [
          name,
          shared.includes(name) || t.role === 'input' ? t : parameter(`${name}'`, t.shape),
        ]),
      );
      outputs.push(c.build(g, again));
    }
    const seeds = outputs.map((y) => g.seed(y));
    g.differentiate();
    sumScalars(g);
    const weights = new Weights(device, g, replicas);
    weights.initialise(Array.from({ length: replicas }, (_, r) => r + 1));
    const provided = c.provided?.(device, replicas) ?? {};
    const plan = await Plan.compile(kernels, g, weights, provided, { reuse: false });
    for (const [name, i] of Object.entries(c.integers ?? {}))
      for (let r = 0; r < (i.shared ? 1 : replicas); r++) plan.inputs[name]!.set(i.of(r), r * size(i.shape));
    plan.upload();

    // Poison everything that a kernel writes, then the incoming gradients.
    const inputBuffers = new Set(g.constants.map((t) => plan.binding(t).buffer));
    const writable = g.dispatches
      .flatMap((d) => Object.values(d.bind))
      .filter((t) => ['value', 'gradient'].includes((t.view?.of ?? t).role));
    const poisoned = new Set(writable.map((t) => plan.binding(t).buffer).filter((b) => !inputBuffers.has(b)));
    poisoned.add(weights.gradients);
    for (const buffer of poisoned) device.queue.writeBuffer(buffer, 0, new Uint32Array(buffer.size / 4).fill(poison));
    const dys = seeds.map((dy, i) =>
      Float32Array.from({ length: replicas * size(dy.shape) }, (_, j) => normal(9 + i, streamOf('dy'), j)),
    );
    seeds.forEach((dy, i) => device.queue.writeBuffer(plan.binding(dy).buffer, plan.binding(dy).offset ?? 0, dys[i]!));
    plan.run();

    const values = (r: number, t: Tensor): Float64Array =>
      Float64Array.from(
        initialValues(
          g.parameters.find((p) => p === t)!,
          r + 1,
        ),
      );
    for (let r = 0; r < replicas; r++) {
      const expected = new Map<Tensor, Float64Array>();
      for (const [i, y] of outputs.entries()) {
        const name = (n: string): Tensor => g.parameters.find((p) => p.name === (i === 1 && !shared.includes(n) ? `${n}'` : n))!;
        const names = Object.keys(c.inputs);
        const given = names.map((n) => values(r, name(n)));
        const reference = (list: readonly Float64Array[]): Float64Array =>
          c.reference(Object.fromEntries(names.map((n, j) => [n, list[j]!])), r);
        close(`${c.name}: output`, await read(device, plan, y, r), reference(given), c.tolerance);
        const count = size(y.shape);
        const dy = Float64Array.from(dys[i]!.subarray(r * count, (r + 1) * count));
        const exact = c.gradients?.(Object.fromEntries(names.map((n, j) => [n, given[j]!])), dy);
        const gradients = exact ? names.map((n) => exact[n]!) : centralDifferences(reference, given, dy);
        names.forEach((n, j) => {
          const sum = expected.get(name(n));
          expected.set(name(n), sum ? sum.map((v, k) => v + gradients[j]![k]!) : gradients[j]!);
        });
      }
      for (const [t, gradient] of expected)
        close(`${c.name}: gradient of ${t.name}`, await weights.read(t.name, r, 'gradients'), gradient, c.tolerance);
    }
    await checkGuards(device, weights, poisoned, plan, replicas, writable);
    plan.destroy();
    weights.destroy();
    for (const buffer of Object.values(provided)) buffer.destroy();
  });
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

/** Nothing was written between slices or behind the end of a tensor. */
async function checkGuards(
  device: GPUDevice,
  weights: Weights,
  poisoned: Iterable<GPUBuffer>,
  plan: Plan,
  replicas: number,
  writable: readonly Tensor[],
): Promise<void> {
  const used = new Map<GPUBuffer, Set<number>>();
  const mark = (buffer: GPUBuffer, offset: number, words: number): void => {
    const set = used.get(buffer) ?? new Set();
    used.set(buffer, set);
    for (let i = 0; i < words; i++) set.add(offset / 4 + i);
  };
  for (const p of weights.list)
    mark(weights.gradients, weights.gradientSlice(p.name).offset, weights.gradientSlice(p.name).bytes / 4);
  for (const t of writable.map((w) => w.view?.of ?? w)) {
    const { buffer, offset } = plan.binding(t);
    if (plan.graph.stacks.has(t)) continue;
    mark(buffer, offset, replicas * size(t.shape));
  }
  for (const buffer of poisoned) {
    const words = new Uint32Array(await readBuffer(device, buffer));
    const outside = words.findIndex((word, i) => word !== poison && !used.get(buffer)?.has(i));
    expect(outside, `a word outside ${buffer.label} was written`).toBe(-1);
  }
}
