// Sums over weights, gradients and updates, and the mean square of a stream, against float64: for ranges around the size of a
// piece, and for gradients that come in parts.

import { expect, test } from 'vitest';
import { normal } from '#src/data/random.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import type { Fields } from '#src/gpu/struct.ts';
import { Graph, size, type Group, type Range } from '#src/graph/graph.ts';
import { Plan } from '#src/graph/plan.ts';
import { structOf } from '#src/graph/provided.ts';
import { Weights, whole } from '#src/graph/weights.ts';
import { meanSquare, pieceSize, sumWeights } from '#src/ops/inside/inspect.ts';
import { close, testKernels } from '../../check-op.ts';
import { withErrorScopes } from '../../gpu/device.ts';
import * as reference from '../../reference/inspect.ts';

// One weight, less than a piece, exactly one, one more, several, with the last one ragged.
const shapes: readonly (readonly [string, readonly number[], Group])[] = [
  ['one', [1], 'scalar'],
  ['few', [5, 3], 'matrix'],
  ['table', [8, 8], 'embedding'],
  ['ragged', [65], 'matrix'],
  ['head', [13, 16], 'head'],
  ['several', [4], 'scalar'],
  ['large', [90, 50], 'matrix'],
];
for (const replicas of [1, 3])
  test(`sums over ranges of weights, R = ${replicas}`, async () => {
    const kernels = await testKernels();
    const { device } = kernels;
    await withErrorScopes(async () => {
      const g = new Graph();
      for (const [name, shape, group] of shapes) g.parameter(name, shape, group, { normal: 1 });
      const [, few, , , , several, large] = g.parameters;
      g.parts.set(few!, 2);
      g.parts.set(large!, 3);
      const ranges: Range[] = [
        ...g.parameters.map(whole),
        ...[0, 1, 2, 3].map((first) => ({ parameter: several!, first, count: 1 })),
        { parameter: large!, first: 7, count: pieceSize + 1 },
      ];
      const slots = ranges.length + 2;
      sumWeights(g, ranges, slots);
      const weights = new Weights(device, g, replicas);
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
      const buffer = (data: ArrayBuffer): GPUBuffer => {
        const made = device.createBuffer({ size: data.byteLength, usage });
        device.queue.writeBuffer(made, 0, data);
        return made;
      };
      let first = 0;
      const spans = ranges.map((range) => {
        const count = Math.ceil(range.count / pieceSize);
        first += count;
        return { first: first - count, count };
      });
      const untouched = 77;
      const table = (name: string, rows: readonly Fields[]): GPUBuffer => buffer(structOf(g, name).pack(rows));
      const provided = {
        pieces: table('pieces', weights.tiles(ranges, pieceSize)),
        spans: table('spans', spans),
        before: buffer(new ArrayBuffer(weights.parameters.size)),
        found: buffer(new Float32Array(4 * slots * replicas).fill(untouched).buffer),
      };

      // What a step left behind: weights, gradients in parts; and the weights before it.
      const left = g.parameters.map((p, index) => {
        const count = replicas * size(p.shape);
        const parts = g.parts.get(p) ?? 1;
        const make = (stream: number, length: number, of: (z: number) => number): Float32Array<ArrayBuffer> =>
          Float32Array.from({ length }, (_, i) => of(normal(index, stream, i)));
        const value = make(1, count, (z) => z);
        const gradient = make(2, parts * count, (z) => 0.1 * z);
        const before = value.map((v, i) => v + 1e-3 * normal(index, 3, i));
        const { offset } = weights.slice(p.name);
        device.queue.writeBuffer(weights.parameters, offset, value);
        device.queue.writeBuffer(weights.gradients, weights.gradientSlice(p.name).offset, gradient);
        device.queue.writeBuffer(provided.before, offset, before);
        return { value, gradient, before, parts, count };
      });
      const plan = await Plan.compile(kernels, g, weights, provided);
      plan.run();
      const found = new Float32Array(await readBuffer(device, provided.found));
      for (let r = 0; r < replicas; r++) {
        ranges.forEach(({ parameter, first, count }, slot) => {
          const l = left[g.parameters.indexOf(parameter)]!;
          const at = r * size(parameter.shape) + first;
          const each = Array.from({ length: count }, (_, i) => at + i);
          const w = Float64Array.from(each, (i) => l.value[i]!);
          const before = Float64Array.from(each, (i) => l.before[i]!);
          const gradient = Float64Array.from(each, (i) =>
            Array.from({ length: l.parts }, (_, part) => l.gradient[i + part * l.count]!).reduce((a, b) => a + b),
          );
          const actual = found.subarray(4 * (r * slots + slot), 4 * (r * slots + slot) + 4);
          const expected = reference.sumWeights(w, before, gradient);
          // Each by itself: the last is small, since weights cancel, but so is its error against the second.
          actual.forEach((v, k) => {
            const scale = k === 3 ? Math.sqrt(count * expected[1]!) : expected[k]!;
            const what = `${['Σg²', 'Σw²', 'ΣΔ²', 'Σw'][k]} of ${parameter.name} from ${first}, replica ${r}`;
            expect(Math.abs(v - expected[k]!), what).toBeLessThanOrEqual(1e-5 * scale);
          });
        });
        const others = found.subarray(4 * (r * slots + ranges.length), 4 * (r + 1) * slots);
        expect(
          others.every((v) => v === untouched),
          'results of streams',
        ).toBe(true);
      }
      plan.destroy();
      weights.destroy();
      for (const each of Object.values(provided)) each.destroy();
    });
  });

for (const replicas of [1, 3])
  test.each([
    [1, 4],
    [5, 8],
    [64, 4],
    [33, 20],
  ])(`the mean square of a stream of %i rows and %i channels, R = ${replicas}`, async (rows, width) => {
    const kernels = await testKernels();
    const { device } = kernels;
    await withErrorScopes(async () => {
      const g = new Graph();
      const x = g.value('x', [rows, width]);
      meanSquare(g, x, 1, 3);
      const weights = new Weights(device, { parameters: [] }, replicas);
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
      const found = device.createBuffer({ size: 16 * 3 * replicas, usage });
      const plan = await Plan.compile(kernels, g, weights, { found });
      const data = Float32Array.from({ length: replicas * rows * width }, (_, i) => normal(1, 2, i));
      device.queue.writeBuffer(plan.binding(x).buffer, 0, data);
      plan.run();
      const values = new Float32Array(await readBuffer(device, found));
      const expected = Array.from({ length: replicas }, (_, r) => {
        const own = Float64Array.from(data.subarray(r * rows * width, (r + 1) * rows * width));
        return [0, 0, 0, 0, reference.meanSquare(own), 0, 0, 0, 0, 0, 0, 0];
      }).flat();
      close('results', values, expected, 1e-6);
      plan.destroy();
      weights.destroy();
      found.destroy();
    });
  });
