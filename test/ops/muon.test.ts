// Muon against float64, step by step, for every shape of matrix; the rest of the model is AdamW's as before.

import { describe, expect, test } from 'vitest';
import { normal } from '#src/data/random.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import { plainest, type Tuning } from '#src/gpu/tuning.ts';
import { initialValues } from '#src/graph/initial.ts';
import type { OptimizerConfig } from '#src/ops/optimizer.ts';
import { close } from '../check-op.ts';
import { featuredDevice, withErrorScopes } from '../gpu/device.ts';
import { clipAdamW, clipScale, globalNorm } from '../reference/clip-adamw.ts';
import { muon, orthogonal } from '../reference/muon.ts';
import type { Rates } from './rates.ts';
import { optimizer, type Shaped, type Stepped } from './stepped.ts';

const matrix = (name: string, rows: number, columns: number, more: Partial<Shaped> = {}): Shaped => ({
  name,
  shape: [rows, columns],
  group: 'matrix',
  ...more,
});
// Those of a block, below and above a tile; shapes that are one when turned; and what is never a matrix.
const shapes: readonly Shaped[] = [
  { name: 'table', shape: [8, 12], group: 'embedding' },
  matrix('out', 12, 12),
  matrix('qkv', 12, 36, { abreast: 3, parts: 2 }),
  matrix('up', 12, 48),
  { name: 'gate', shape: [1], group: 'scalar' },
  matrix('down', 48, 12, { parts: 3 }),
  matrix('gated', 12, 96, { abreast: 2 }),
  matrix('odd', 20, 28),
  matrix('turned', 28, 20),
  matrix('large', 68, 36),
  { name: 'head', shape: [12, 8], group: 'head' },
];
const config: OptimizerConfig = { beta1: 0.9, beta2: 0.95, clip: 1, optimizer: 'muon' };
const members: readonly Rates[] = [
  { decay: 0.1, matrix: 2e-2, embedding: 2e-2, head: 3e-2, scalar: 0.1 },
  { decay: 0, matrix: 5e-2, embedding: 1e-3, head: 5e-2, scalar: 0 },
  { decay: 1, matrix: 0.1, embedding: 0.05, head: 0.02, scalar: 0.3 },
];
const gradientAt = (number: number) => (p: number, r: number, i: number) => Math.fround(normal(number, 20 * p + r, i));

/** The same in float64, of one replica. */
function reference(some: readonly Shaped[], r: number) {
  const all = some.map((shaped, index) => {
    const { name, shape, group, abreast = 1 } = shaped;
    const start = initialValues(
      { name, shape, trueShape: shape, group, init: { normal: 1 }, role: 'parameter', type: 'f32', abreast },
      r + 1,
    );
    const zeros = (): Float64Array => new Float64Array(start.length);
    return {
      index,
      name,
      shape,
      group,
      abreast,
      value: Float64Array.from(start),
      gradient: zeros(),
      mean: zeros(),
      square: zeros(),
    };
  });
  return {
    all,
    step(number: number, share: number): void {
      const rates = members[r]!;
      for (const p of all) p.gradient.forEach((_, i) => (p.gradient[i] = gradientAt(number)(p.index, r, i)));
      const scale = clipScale(globalNorm(all.map((p) => p.gradient)), config.clip);
      for (const p of all) {
        const rate = share * rates[p.group];
        if (p.group === 'matrix') muon(p, p, { rate, decay: rates.decay, scale });
        else {
          const settings = { learningRate: rate, scalarRate: rate, weightDecay: 0, beta1: 0.9, beta2: 0.95, clip: 0 };
          clipAdamW([{ ...p, group: 'table', gradient: p.gradient.map((g) => scale * g) }], settings, number);
        }
      }
    },
  };
}

/** How far from the reference values, and their changes since the start, are: as a share of the largest change. */
async function compare(run: Stepped, expected: ReturnType<typeof reference>, r: number, tolerance: number): Promise<void> {
  for (const [index, p] of run.parameters.entries()) {
    const start = initialValues(p, r + 1);
    const { value, mean, square } = expected.all[index]!;
    const { parameters, ...states } = await run.state(p, r);
    const change = value.map((v, i) => v - start[i]!);
    const largest = Math.max(...change.map(Math.abs), 1e-9);
    const what = `${p.name}, replica ${r}`;
    close(
      `change of ${what}`,
      parameters!.map((v, i) => (v - start[i]!) / largest),
      change.map((v) => v / largest),
      tolerance,
    );
    const kept = p.group === 'matrix' ? { momentum: mean } : { first_moments: mean, second_moments: square };
    expect(Object.keys(states), what).toEqual(Object.keys(kept));
    for (const [name, values] of Object.entries(kept)) close(`${name} of ${what}`, states[name]!, values, 2e-5);
  }
}

async function steps(count: number, tolerance: number, some = shapes, on?: Kernels): Promise<void> {
  const run = await optimizer(some, config, members, on);
  const expected = members.map((_, r) => reference(some, r));
  for (let number = 1; number <= count; number++) {
    const metrics = await run.step(number, number / count, gradientAt(number));
    expect(metrics.map(({ diverged }) => diverged)).toEqual([0, 0, 0]);
    for (const each of expected) each.step(number, number / count);
  }
  for (const [r, each] of expected.entries()) await compare(run, each, r, tolerance);
  run.destroy();
}

test('one step is that of the reference', () => withErrorScopes(() => steps(1, 1e-4)));
test('ten steps stay with it', () => withErrorScopes(() => steps(10, 2e-4)));

test.each(['tile32', 'quads16'] as const)('by products of %s it is the same', async (variant) => {
  const tuning: Tuning = { ...plainest, small: variant, large: variant, workgroup: 16 };
  const kernels = new Kernels(await featuredDevice(), tuning);
  const some = shapes.filter(({ name }) => name === 'qkv' || name === 'turned');
  await withErrorScopes(() => steps(1, 1e-4, some, kernels));
});

test('a replica of three is what it is alone, bit for bit', async () => {
  await withErrorScopes(async () => {
    const after = async (of: readonly Rates[], as: (r: number) => number): Promise<Record<string, Float32Array>[][]> => {
      const run = await optimizer(shapes, config, of);
      for (let number = 1; number <= 3; number++) await run.step(number, 1, (p, r, i) => gradientAt(number)(p, as(r), i));
      const found = of.map((_, r) => Promise.all(run.parameters.map((p) => run.state(p, r))));
      const all = await Promise.all(found);
      run.destroy();
      return all;
    };
    // The first seed three times, with gradients and rates of its own each, of which the middle one trains alone, too.
    const together = await after(members, (r) => r);
    const alone = await after([members[0]!], () => 0);
    expect(alone[0]).toEqual(together[0]);
    expect(together[1]).not.toEqual(together[0]);
  });
});

test('every matrix of a shape is in the same launches', async () => {
  await withErrorScopes(async () => {
    const run = await optimizer(shapes, config, members);
    const few = await optimizer([shapes[0]!, matrix('one', 12, 12)], config, members);
    // 12×12, 12×48, 20×28 and 36×68, turned or not: seventeen launches each.
    expect(run.dispatches - few.dispatches).toBe(3 * 17);
    run.destroy();
    few.destroy();
  });
});

test('a replica that has diverged keeps its weights and its momentum', async () => {
  await withErrorScopes(async () => {
    const run = await optimizer(shapes, config, members);
    const healthy = gradientAt(1);
    await run.step(1, 1, healthy);
    const before = await Promise.all(run.parameters.map((p) => run.state(p, 1)));
    const metrics = await run.step(2, 1, (p, r, i) => (r === 1 && p === 9 && i === 7 ? NaN : healthy(p, r, i)));
    expect(metrics.map(({ diverged }) => diverged)).toEqual([0, 1, 0]);
    await run.step(3, 1, healthy);
    expect(await Promise.all(run.parameters.map((p) => run.state(p, 1)))).toEqual(before);
    const other = await run.state(run.parameters[1]!, 2);
    expect(other['parameters']!.every(Number.isFinite)).toBe(true);
    run.destroy();
  });
});

test('no gradient, no update: weights only decay', async () => {
  await withErrorScopes(async () => {
    const run = await optimizer([shapes[0]!, matrix('still', 8, 12)], config, members.slice(0, 1));
    const [, still] = run.parameters;
    await run.step(1, 1, () => 0);
    const start = initialValues(still!, 1);
    close(
      'still',
      (await run.state(still!, 0))['parameters']!,
      start.map((w) => w * (1 - 2e-2 * 0.1)),
      1e-6,
    );
    run.destroy();
  });
});

describe('the iteration', () => {
  const random = (rows: number, columns: number): Float64Array =>
    Float64Array.from({ length: rows * columns }, (_, i) => normal(5, 1, i));

  test('turns what has one singular value into what has the value of the polynomial', () => {
    let s = 1;
    for (let i = 0; i < 5; i++) s = 3.4445 * s - 4.775 * s ** 3 + 2.0315 * s ** 5;
    expect(orthogonal(Float64Array.of(3), 1, 1)[0]).toBeCloseTo(s, 12);
    expect(orthogonal(Float64Array.of(0, -2, 0, 0), 2, 2)[1]).toBeCloseTo(-s, 12);
  });

  test.each([
    [6, 6],
    [6, 20],
    [20, 6],
  ])('makes %i×%i nearly orthogonal, whatever its scale', (rows, columns) => {
    const x = orthogonal(random(rows, columns), rows, columns);
    const scaled = orthogonal(
      random(rows, columns).map((v) => 1e3 * v),
      rows,
      columns,
    );
    close('scaled', scaled, x, 1e-9);
    // The sum of squares of singular values between 0.5 and 1.3: of a square random matrix some are still small.
    const short = Math.min(rows, columns);
    const sum = x.reduce((s, v) => s + v * v, 0) / short;
    expect(sum).toBeGreaterThan(0.6);
    expect(sum).toBeLessThan(1.25);
  });
});
