// Clip and AdamW over the whole model against the float64 reference, step by step; and what divergence does.

import { describe, expect, test } from 'vitest';
import add from '#shaders/add.wgsl?raw';
import { normal } from '#src/data/random.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import type { Sums } from '#src/gpu/tuning.ts';
import { Graph, groups, size, type Parameter } from '#src/graph/graph.ts';
import { initialValues } from '#src/graph/initial.ts';
import { Plan } from '#src/graph/plan.ts';
import { Weights } from '#src/graph/weights.ts';
import { sumScalars, type OptimizerConfig } from '#src/ops/optimizer.ts';
import { assemble } from '#src/ops/shader.ts';
import { close, testKernels } from '../check-op.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { clipAdamW, clipScale, globalNorm, type Trained } from '../reference/clip-adamw.ts';
import type { Rates } from './rates.ts';
import { optimizer, rows, type Shaped, type Stepped } from './stepped.ts';

// Sizes around the tile of 64: one value, less than a tile, exactly one, one more, several.
const shapes: readonly Shaped[] = [
  { name: 'one', shape: [1], group: 'scalar' },
  { name: 'few', shape: [5, 3], group: 'matrix' },
  { name: 'table', shape: [8, 8], group: 'embedding' },
  { name: 'ragged', shape: [65], group: 'matrix' },
  { name: 'head', shape: [13, 16], group: 'head' },
  { name: 'large', shape: [64, 20], group: 'matrix' },
];
const base: OptimizerConfig = { beta1: 0.9, beta2: 0.95, clip: 1 };
const rates: readonly Rates[] = [
  { decay: 0.1, matrix: 1e-2, embedding: 2e-2, head: 3e-2, scalar: 0.1 },
  { decay: 0, matrix: 3e-3, embedding: 1e-3, head: 5e-2, scalar: 0 },
  { decay: 1, matrix: 0.1, embedding: 0.05, head: 0.02, scalar: 0.3 },
];

/** The reference's state of one replica. Each group is a call of its own there, so that rates may differ. */
function twin(parameters: readonly Parameter[], r: number) {
  return parameters.map((p) => {
    const value = Float64Array.from(initialValues(p, r + 1));
    const zeros = (): Float64Array => new Float64Array(value.length);
    return { group: p.group, value, gradient: zeros(), mean: zeros(), square: zeros() };
  });
}

function twinStep(state: ReturnType<typeof twin>, m: Rates, config: OptimizerConfig, share: number, number: number): number {
  const norm = globalNorm(state.map((p) => p.gradient));
  const scale = clipScale(norm, config.clip);
  for (const p of state) {
    const trained: Trained = {
      ...p,
      group: p.group === 'matrix' ? 'matrix' : 'table',
      gradient: p.gradient.map((v) => scale * v),
    };
    const settings = {
      learningRate: share * m[p.group],
      scalarRate: 0,
      weightDecay: m.decay,
      beta1: config.beta1,
      beta2: config.beta2,
      clip: 0,
    };
    clipAdamW([trained], settings, number);
  }
  return norm;
}

/** A different gradient for every parameter, replica, element and step. */
const gradientAt = (scale: number, number: number) => (p: number, r: number, i: number) =>
  Math.fround(scale * normal(number, 10 * p + r, i));

async function compare(run: Stepped, states: ReturnType<typeof twin>[], replicas: readonly number[]): Promise<void> {
  for (const r of replicas)
    for (const [index, p] of run.parameters.entries()) {
      const expected = states[r]![index]!;
      const actual = await run.state(p, r);
      close(`${p.name}, replica ${r}`, actual.parameters!, expected.value, 2e-5);
      close(`first moment of ${p.name}, replica ${r}`, actual.first_moments!, expected.mean, 2e-5);
      // Squares may all be tiny: the scale of `close` is at least 1e-3.
      const largest = Math.max(...expected.square);
      close(
        `second moment of ${p.name}, replica ${r}`,
        actual.second_moments!.map((v) => v / largest),
        expected.square.map((v) => v / largest),
        2e-5,
      );
    }
}

const summing = async (sums: Sums): Promise<Kernels> => {
  const kernels = await testKernels();
  return kernels.tuned({ ...kernels.tuning, sums });
};

describe.each([
  ['clip active', { ...base, clip: 1 }, 1],
  ['clip inactive', { ...base, clip: 1000 }, 0.1],
  ['clip off', { ...base, clip: 0 }, 30],
  ['other betas', { beta1: 0.5, beta2: 0.99, clip: 2 }, 1],
  ['no momentum', { beta1: 0, beta2: 0.9, clip: 2 }, 1],
] as const)('%s', (_, config, scale) => {
  test.each<[number, Sums]>([
    [1, 'alone'],
    [3, 'alone'],
    [3, 'together'],
  ])('five steps equal the reference, R = %i, summed %s', async (replicas, sums) => {
    await withErrorScopes(async () => {
      const members = rates.slice(0, replicas);
      const run = await optimizer(shapes, config, members, await summing(sums));
      const states = members.map((_, r) => twin(run.parameters, r));
      for (let number = 1; number <= 5; number++) {
        const share = number / 5; // a warm-up
        const gradient = gradientAt(scale, number);
        const metrics = await run.step(number, share, gradient);
        members.forEach((m, r) => {
          states[r]!.forEach((p, index) => p.gradient.forEach((_, i) => (p.gradient[i] = gradient(index, r, i))));
          const norm = twinStep(states[r]!, m, config, share, number);
          expect(Math.abs(metrics[r]!.norm - norm) / norm).toBeLessThan(1e-5);
          const loss = Array.from({ length: rows }, (_, row) => r + row / 100).reduce((a, b) => a + b, 0) / (rows - 3);
          expect(metrics[r]!.loss).toBeCloseTo(loss, 4);
          expect(metrics[r]!.diverged).toBe(0);
        });
      }
      await compare(run, states, [...members.keys()]);
      run.destroy();
    });
  });
});

describe.each([
  ['NaN in a gradient', NaN, 'gradient'],
  ['infinity in a gradient', -Infinity, 'gradient'],
  ['a gradient whose square overflows', 1e30, 'gradient'],
  ['NaN in the loss of a row', NaN, 'loss'],
  ['infinity in the loss of a row', Infinity, 'loss'],
] as const)('%s', (_, bad, where) => {
  test.each<Sums>(['alone', 'together'])('kills that replica for ever and no other, summed %s', async (sums) => {
    await withErrorScopes(async () => {
      const run = await optimizer(shapes, base, rates, await summing(sums));
      const states = rates.map((_, r) => twin(run.parameters, r));
      const sick = 1;
      let kept: Awaited<ReturnType<Stepped['state']>>[] = [];
      for (let number = 1; number <= 6; number++) {
        const planted = number === 3;
        const healthy = gradientAt(1, number);
        // in the last tile of the last parameter, where a sum over too few tiles would miss it
        const gradient = (p: number, r: number, i: number): number =>
          planted && where === 'gradient' && r === sick && p === 5 && i === 1279 ? bad : healthy(p, r, i);
        const loss = (r: number, row: number): number =>
          planted && where === 'loss' && r === sick && row === rows - 1 ? bad : 1;
        if (planted) kept = await Promise.all(run.parameters.map((p) => run.state(p, sick)));
        const metrics = await run.step(number, 1, gradient, loss);
        expect(metrics.map((m) => m.diverged)).toEqual([0, number >= 3 ? 1 : 0, 0]);
        states.forEach((state, r) => {
          if (r === sick && number >= 3) return;
          state.forEach((p, index) => p.gradient.forEach((_, i) => (p.gradient[i] = healthy(index, r, i))));
          twinStep(state, rates[r]!, base, 1, number);
        });
      }
      await compare(run, states, [0, 2]);
      for (const [index, p] of run.parameters.entries()) expect(await run.state(p, sick)).toEqual(kept[index]);
      run.destroy();
    });
  });
});

test('groups are numbered as adamw.wgsl expects', () => {
  expect(groups).toEqual({ matrix: 0, embedding: 1, head: 2, scalar: 3 });
});

describe('scalars', () => {
  // [count, scalars]: less than a workgroup, one, several rounds; interleaved weights
  test.each([
    [4, [1]],
    [64, [2]],
    [200, [4]],
    [132, [2, 2]],
  ] as const)('%i partial gradients of a parameter %j are summed for each replica', async (count, shape) => {
    const kernels = await testKernels();
    const { device } = kernels;
    const replicas = 3;
    await withErrorScopes(async () => {
      const g = new Graph();
      const names = ['a', 'b', 'c'];
      // Partials come from a kernel: here one that copies them.
      const sources = names.map((name) => {
        const p = g.parameter(name, shape, 'scalar', { values: [0] });
        const source = g.value('source', [count, size(shape)]);
        const invocations = (count * size(shape)) / 4;
        const bind = { x: source, y: g.partialsOf(p, count) };
        g.dispatch({
          shader: assemble('add', add, 'grid'),
          entry: 'forward',
          bind,
          shape: { size: invocations },
          invocations,
        });
        g.gradients.set(p, { name: `d${name}`, shape, role: 'gradient', type: 'f32' });
        return source;
      });
      sumScalars(g);
      const weights = new Weights(device, g, replicas);
      const plan = await Plan.compile(kernels, g, weights);
      const data = sources.map((_, s) =>
        Float32Array.from({ length: replicas * count * size(shape) }, (_, i) => normal(s, 1, i)),
      );
      sources.forEach((t, s) => device.queue.writeBuffer(plan.binding(t).buffer, 0, data[s]!));
      plan.run();
      for (const [s, name] of names.entries())
        for (let r = 0; r < replicas; r++) {
          const expected = new Float64Array(size(shape));
          const part = data[s]!.subarray(r * count * size(shape), (r + 1) * count * size(shape));
          part.forEach((v, i) => (expected[i % size(shape)]! += v));
          close(`${name}, replica ${r}`, await weights.read(name, r, 'gradients'), expected, 1e-5);
        }
      plan.destroy();
      weights.destroy();
    });
  });
});
