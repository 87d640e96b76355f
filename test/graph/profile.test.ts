// What the dispatches of a step are called and how much they compute: from the graph alone.

import { describe, expect, test } from 'vitest';
import type { ModelConfig } from '#src/experiment/settings.ts';
import { plainest, type Tuning } from '#src/gpu/tuning.ts';
import type { Graph } from '#src/graph/graph.ts';
import { byKernel, bytesOf, dispatchTimes, flopsOf, kernelName, type DispatchTime } from '#src/graph/profile.ts';
import { trainingGraph } from '#src/model/model.ts';
import { flopsPerToken } from '#src/science/counts.ts';
import { forCpu, forGpu } from '#src/tuning/defaults.ts';
import { variants } from '../model/variants.ts';

const optimizer = { beta1: 0.9, beta2: 0.95, clip: 1 };
const batch = 2;
const graphOf = (c: ModelConfig, tuning?: Tuning): Graph => trainingGraph(c, batch, optimizer, { ...(tuning && { tuning }) });
const namesOf = (g: Graph): Set<string> => new Set(g.dispatches.map(kernelName));

// The vocabulary is not padded, so that what is computed is what counts.
describe.each(Object.entries(variants).map(([name, c]) => [name, { ...c, vocab: 12 }] as const))('%s', (_, c) => {
  test('the operations of all dispatches are those of src/science/counts.ts', () => {
    const flops = graphOf(c).dispatches.reduce((sum, d) => sum + (flopsOf(d) ?? 0), 0);
    expect(flops).toBe(flopsPerToken(c) * batch * c.context);
  });

  test('every product is forward, or the gradient of x or of w', () => {
    const products = graphOf(c).dispatches.filter((d) => d.shader.name === 'matmul_block');
    expect(products.length).toBeGreaterThan(0);
    const of = (role: string): number => products.filter((d) => kernelName(d).includes(` ${role}`)).length;
    expect([of('y'), of('dx'), of('dw')]).toEqual(new Array(3).fill(products.length / 3));
  });
});

test('a name tells the variant, the product, and what is folded in', () => {
  const names = (tuning: Tuning): Set<string> => namesOf(graphOf(variants['residual']!, tuning));
  for (const name of ['matmul.block8 y (norm)', 'matmul.block8 dw (norm)', 'matmul.block8 y (relu², add)', 'adamw.update'])
    expect(names(plainest)).toContain(name);
  expect(names(forCpu(true))).toContain('matmul.quads16 dx (relu²)');
  expect(names(forCpu(true))).toContain('attention.backward_key (rope)');
  expect(names({ ...forGpu('discrete'), small: 'tile64' })).toContain('matmul.tile64 dx, dw');
  const [product] = graphOf(variants['residual']!, forCpu(true)).dispatches.filter((d) => d.shader.name === 'matmul_quads');
  const half = { ...product!, shader: { name: 'matmul_quads_f16', code: '' } };
  expect(kernelName(half), 'the storage is said elsewhere').toBe(kernelName(product!));
});

test('bytes are those of the tensors, for each replica; the optimizer walks through the arenas', () => {
  const g = graphOf(variants['residual']!);
  const weights = g.parameters.reduce((sum, p) => sum + p.shape.reduce((a, b) => a * b), 0);
  const bytes = (name: string, replicas = 1): number =>
    bytesOf(
      g.dispatches.find((d) => kernelName(d) === name)!,
      g,
      replicas,
    );
  expect(bytes('adamw.update')).toBe(4 * 7 * weights);
  // Of each tile of at most 256 gradients, four sums are kept.
  expect(bytes('clip.partial')).toBeGreaterThan(4 * weights);
  expect(bytes('clip.partial')).toBeLessThan(4.2 * 4 * weights);
  expect(bytes('norm.forward', 3)).toBe(3 * 4 * 2 * batch * 5 * 8);
});

test('Muon walks through the matrices of one shape, AdamW through what is left', () => {
  const g = trainingGraph(variants['residual']!, batch, { beta1: 0.9, beta2: 0.95, clip: 1, optimizer: 'muon' });
  const of = (groups: readonly string[]): number =>
    g.parameters.filter(({ group }) => groups.includes(group)).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b), 0);
  const bytes = (name: string): number[] => g.dispatches.filter((d) => kernelName(d) === name).map((d) => bytesOf(d, g, 1));
  expect(bytes('adamw.update')).toEqual([4 * 7 * of(['embedding', 'head'])]);
  // Of 8 channels, three blocks: queries, keys, values and out; up, and down turned. Gradient, momentum twice, X.
  const [square, wide] = [3 * 4 * 64, 3 * 2 * 256];
  expect(square + wide).toBe(of(['matrix']));
  expect(bytes('muon.gather')).toEqual([4 * 4 * square, 4 * 4 * wide]);
  expect(bytes('muon.update')).toEqual([4 * 3 * square, 4 * 3 * wide]);
  const products = g.dispatches.filter((d) => kernelName(d).includes('batch'));
  expect(products).toHaveLength(2 * 5 * 3);
  expect(products.slice(0, 3).map(flopsOf)).toEqual([12, 12, 12].map((count) => 2 * count * 8 ** 3));
  expect(products.slice(15, 18).map(flopsOf)).toEqual([256 * 8, 8 ** 3, 256 * 8].map((each) => 2 * 6 * each));
});

test('dispatches are put together by kernel, the slowest first', () => {
  const time = (kernel: string, milliseconds: number, more: Partial<DispatchTime> = {}): DispatchTime => ({
    kernel,
    size: '',
    milliseconds,
    flops: undefined,
    bytes: 100,
    ...more,
  });
  const dispatches = [
    time('norm', 1),
    time('product', 2.5, { size: '8×8×8', flops: 1024 }),
    time('product', 3.5, { size: '8×8×4', flops: 512 }),
    time('norm', 1),
  ];
  expect(byKernel(dispatches)).toEqual([
    { kernel: 'product', launches: 2, milliseconds: 6, share: 0.75, flops: 1536, bytes: 200 },
    { kernel: 'norm', launches: 2, milliseconds: 2, share: 0.25, bytes: 200 },
  ]);
  expect(byKernel(dispatches, true).map((k) => k.kernel)).toEqual(['product 8×8×4', 'product 8×8×8', 'norm']);
  expect(byKernel([time('norm', 0)])[0]!.share).toBe(0);
});

test('every dispatch has its time, its operations for all replicas', () => {
  const g = graphOf(variants['residual']!);
  const times = dispatchTimes(
    g,
    3,
    g.dispatches.map((_, i) => i),
  );
  expect(times.map((t) => t.milliseconds)).toEqual([...g.dispatches.keys()]);
  expect(times.map((t) => t.flops)).toEqual(g.dispatches.map((d) => flopsOf(d) && 3 * flopsOf(d)!));
});
