// Shares of every symbol, against float64.

import { describe, expect, test } from 'vitest';
import { normal } from '#src/data/random.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { Graph } from '#src/graph/graph.ts';
import { Plan } from '#src/graph/plan.ts';
import { Weights } from '#src/graph/weights.ts';
import { softmax } from '#src/ops/softmax.ts';
import { close, testKernels } from '../check-op.ts';
import { withErrorScopes } from '../gpu/device.ts';

describe.each<[string, number, number, number, (i: number) => number]>([
  ['one row', 1, 4, 1, (i) => i],
  ['more rows than a workgroup, three replicas, a ragged vocabulary', 70, 11, 3, (i) => 3 * normal(1, 1, i)],
  ['logits of ±80', 9, 7, 2, (i) => (i % 3 ? -80 : 80)],
])('%s', (_, rows, vocab, replicas, logit) => {
  test('sums to one and is the reference', async () => {
    const kernels = await testKernels();
    const { device } = kernels;
    const columns = Math.ceil(vocab / 4) * 4;
    const found = await withErrorScopes(async () => {
      const g = new Graph();
      const logits = g.value('logits', [rows, columns]);
      const shares = softmax(g, logits, vocab);
      const weights = new Weights(device, { parameters: [] }, replicas);
      const plan = await Plan.compile(kernels, g, weights);
      const data = new Float32Array(replicas * rows * columns).fill(1e9); // the padding is the largest of all
      for (let row = 0; row < replicas * rows; row++)
        for (let v = 0; v < vocab; v++) data[row * columns + v] = logit(row * vocab + v);
      device.queue.writeBuffer(plan.binding(logits).buffer, 0, data);
      plan.run();
      const { buffer, offset } = plan.binding(shares);
      const read = new Float32Array(await readBuffer(device, buffer, offset, 4 * replicas * rows * vocab));
      plan.destroy();
      weights.destroy();
      return read;
    });
    const expected = new Float64Array(replicas * rows * vocab);
    for (let row = 0; row < replicas * rows; row++) {
      const z = Array.from({ length: vocab }, (_, v) => Math.fround(logit(row * vocab + v)));
      const largest = Math.max(...z);
      const sum = z.reduce((total, v) => total + Math.exp(v - largest), 0);
      z.forEach((v, i) => (expected[row * vocab + i] = Math.exp(v - largest) / sum));
      const total = found.subarray(row * vocab, (row + 1) * vocab).reduce((a, b) => a + b, 0);
      expect(total).toBeCloseTo(1, 5);
    }
    close('shares', found, expected, 1e-5);
  });
});
