// Dropout: the mask is that of src/data/random.ts, the kept values are scaled up, and the backward draws the same mask.

import { describe, expect, test } from 'vitest';
import { uniform } from '#src/data/random.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import type { Fields } from '#src/gpu/struct.ts';
import { Graph } from '#src/graph/graph.ts';
import { Plan } from '#src/graph/plan.ts';
import { structOf } from '#src/graph/provided.ts';
import { Weights } from '#src/graph/weights.ts';
import { dropout } from '#src/ops/dropout.ts';
import { checkOp, testKernels } from '../check-op.ts';
import { withErrorScopes } from '../gpu/device.ts';
import * as reference from '../reference/dropout.ts';

interface Replica {
  readonly seed: number;
  readonly rate: number;
}

/** The Step uniform and the Replica structs of the shader; all other fields are poison. */
function provided(device: GPUDevice, step: number, replicas: readonly Replica[]): Record<'step' | 'replicas', GPUBuffer> {
  const g = new Graph();
  dropout(g, g.value('f', [4]), 0);
  const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.STORAGE | GPUBufferUsage.UNIFORM;
  const filled = (name: string, rows: readonly Fields[]): GPUBuffer => {
    const struct = structOf(g, name);
    const buffer = device.createBuffer({ size: Math.max(rows.length * struct.bytes, struct.uniformSize), usage });
    device.queue.writeBuffer(buffer, 0, struct.pack(rows));
    return buffer;
  };
  const rates = { decay: NaN, matrix_rate: NaN, embedding_rate: NaN, head_rate: NaN, scalar_rate: NaN };
  return {
    step: filled('step', [{ step, rate: NaN, correction1: NaN, correction2: NaN, slot: 0x7fc0dead }]),
    replicas: filled(
      'replicas',
      replicas.map(({ seed, rate }) => ({ seed, dropout: rate, ...rates })),
    ),
  };
}

const step = 41;
const members: readonly Replica[] = [
  { seed: 3, rate: 0.5 },
  { seed: 3, rate: 0.1 },
  { seed: 4000000000, rate: 0 },
];
const drawOf = (r: number, site: number) => (index: number) => uniform(members[r]!.seed, step * 256 + site, index);

for (const [rows, width, site] of [
  [1, 4, 0],
  [9, 8, 255],
  [67, 4, 12],
] as const) {
  checkOp({
    name: `dropout [${rows}, ${width}]`,
    inputs: { f: [rows, width] },
    provided: (device, replicas) => provided(device, step, members.slice(0, replicas)),
    build: (g, { f }) => dropout(g, f!, site),
    reference: ({ f }, r) => reference.dropout(f!, members[r]!.rate, drawOf(r, site)),
  });
  checkOp({
    name: `dropout + add [${rows}, ${width}]`,
    inputs: { f: [rows, width], x: [rows, width] },
    provided: (device, replicas) => provided(device, step, members.slice(0, replicas)),
    build: (g, { f, x }) => dropout(g, f!, site, x),
    reference: ({ f, x }, r) => reference.dropout(f!, members[r]!.rate, drawOf(r, site)).map((v, i) => v + x![i]!),
  });
}

/** Forward on ones, backward on ones. */
async function masks(replicas: readonly Replica[], at: number, site: number, count: number) {
  const kernels = await testKernels();
  const { device } = kernels;
  return withErrorScopes(async () => {
    const g = new Graph();
    const f = g.parameter('f', [count], 'matrix', { values: [1] });
    const y = dropout(g, f, site);
    const dy = g.seed(y);
    g.differentiate();
    const weights = new Weights(device, g, replicas.length);
    weights.initialise(replicas.map(() => 0));
    const buffers = provided(device, at, replicas);
    const plan = await Plan.compile(kernels, g, weights, buffers);
    device.queue.writeBuffer(plan.binding(dy).buffer, 0, new Float32Array(replicas.length * count).fill(1));
    plan.run();
    const forward = new Float32Array(await readBuffer(device, plan.binding(y).buffer, 0, 4 * replicas.length * count));
    const result = await Promise.all(
      replicas.map(async (_, r) => ({
        forward: forward.subarray(r * count, (r + 1) * count),
        backward: await weights.read('f', r, 'gradients'),
      })),
    );
    plan.destroy();
    weights.destroy();
    for (const buffer of Object.values(buffers)) buffer.destroy();
    return result;
  });
}

describe('the mask', () => {
  const replicas = [
    { seed: 0, rate: 0.1 },
    { seed: 1, rate: 0.1 },
    { seed: 1, rate: 0.9 },
    { seed: 0xffffffff, rate: 0.5 },
  ];

  test.each([
    [0, 0],
    [1, 17],
    [100_000, 255],
  ])('of step %i, site %i is drawn by seed, step, site and index', async (at, site) => {
    const count = 2048;
    const found = await masks(replicas, at, site, count);
    replicas.forEach(({ seed, rate }, r) => {
      const expected = Array.from({ length: count }, (_, i) => uniform(seed, (at * 256 + site) >>> 0, i) >= Math.fround(rate));
      expect(Array.from(found[r]!.forward, (v) => v !== 0)).toEqual(expected);
      const kept = 1 / (1 - rate);
      expect(found[r]!.forward.every((v) => v === 0 || Math.abs(v - kept) < 1e-6 * kept)).toBe(true);
    });
  });

  test('of the backward is that of the forward, bit for bit', async () => {
    for (const { forward, backward } of await masks(replicas, 5, 3, 512)) expect(backward).toEqual(forward);
  });

  test('of neighbouring sites, steps and seeds have nothing in common', async () => {
    const half = [
      { seed: 8, rate: 0.5 },
      { seed: 9, rate: 0.5 },
    ];
    const drawn = [...(await masks(half, 2, 0, 4096)), ...(await masks(half, 2, 1, 4096)), ...(await masks(half, 3, 0, 4096))];
    drawn.forEach(({ forward: a }, i) =>
      drawn.slice(i + 1).forEach(({ forward: b }) => {
        const same = a.filter((v, j) => v === b[j]).length / a.length;
        expect(Math.abs(same - 0.5)).toBeLessThan(4 * (0.5 / Math.sqrt(a.length)));
      }),
    );
  });

  test('keeps a draw that equals the rate', async () => {
    const [seed, at, site, index] = [6, 2, 9, 33];
    const [only] = await masks([{ seed, rate: uniform(seed, at * 256 + site, index) }], at, site, 64);
    expect(only!.forward[index]).toBeGreaterThan(1);
  });

  test('of rate 0 keeps everything as it is', async () => {
    const [only] = await masks([{ seed: 5, rate: 0 }], 1, 1, 64);
    expect([...only!.forward]).toEqual(new Array(64).fill(1));
  });
});
