// The weights of one attention head against float64, and against what attention makes of them.

import { expect, test } from 'vitest';
import { normal } from '#src/data/random.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { Graph, type Tensor } from '#src/graph/graph.ts';
import { Plan } from '#src/graph/plan.ts';
import { structOf } from '#src/graph/provided.ts';
import { Weights } from '#src/graph/weights.ts';
import { attention } from '#src/ops/attention.ts';
import { angles } from '#src/ops/rope.ts';
import { close, testKernels } from '../../check-op.ts';
import { withErrorScopes } from '../../gpu/device.ts';
import * as reference from '../../reference/attention.ts';
import { rope } from '../../reference/rope.ts';

const untouched = -1;

for (const replicas of [1, 3])
  test.each([
    [1, 1, 4, 'plain'],
    [5, 2, 4, 'RoPE'],
    [9, 3, 8, 'QK-norm'],
    [70, 1, 20, 'RoPE and QK-norm'],
  ] as const)(`%i tokens, %i heads of %i channels, %s, R = ${replicas}`, async (context, heads, head, preparation) => {
    const kernels = await testKernels();
    const { device } = kernels;
    const width = heads * head;
    const rotate = preparation.startsWith('RoPE');
    const norm = preparation.endsWith('QK-norm');
    await withErrorScopes(async () => {
      const g = new Graph();
      const qkv = g.value('qkv', [context, 3 * width]);
      const to: Tensor = { ...g.statistic('map', [context, context]), shared: true };
      const turn = rotate ? angles(g, context, head) : undefined;
      // A head of another layer than the one that is asked for must leave the map alone.
      for (const layer of [1, 0])
        attention(g, qkv, g.columns(qkv, 2 * width, width), {
          context,
          heads,
          angles: turn,
          norm,
          map: { to, layer },
        });
      const weights = new Weights(device, { parameters: [] }, replicas);
      const place = structOf(g, 'look');
      const look = device.createBuffer({ size: place.uniformSize, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
      const plan = await Plan.compile(kernels, g, weights, { look }, { reuse: false });
      const data = Float32Array.from({ length: replicas * context * 3 * width }, (_, i) => normal(3, 1, i));
      device.queue.writeBuffer(plan.binding(qkv).buffer, 0, data);
      const { buffer } = plan.binding(to);
      for (let r = 0; r < replicas; r++) {
        const own = data.subarray(r * context * 3 * width, (r + 1) * context * 3 * width);
        const qk = Float64Array.from(own.filter((_, i) => i % (3 * width) < 2 * width));
        const turned = rope(qk, { rows: context, context, width, heads, qkNorm: norm, rotate });
        const maps = reference.attentionMap(turned, { batch: 1, context, width, heads });
        for (let h = 0; h < heads; h++) {
          device.queue.writeBuffer(buffer, 0, new Float32Array(context ** 2).fill(untouched));
          device.queue.writeBuffer(look, 0, place.write({ replica: r, layer: 1, head: h }));
          plan.run();
          const map = new Float32Array(await readBuffer(device, buffer, 0, 4 * context ** 2));
          close(`head ${h} of replica ${r}`, map, maps.subarray(h * context ** 2, (h + 1) * context ** 2), 1e-5);
          for (let t = 0; t < context; t++) {
            const row = map.subarray(t * context, (t + 1) * context);
            expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
            expect(row.subarray(t + 1).every((p) => p === 0)).toBe(true);
          }
        }
      }
      device.queue.writeBuffer(buffer, 0, new Float32Array(context ** 2).fill(untouched));
      device.queue.writeBuffer(look, 0, place.write({ replica: 0, layer: 7, head: 0 }));
      plan.run();
      const map = new Float32Array(await readBuffer(device, buffer, 0, 4 * context ** 2));
      expect(
        map.every((p) => p === untouched),
        'no layer was asked for',
      ).toBe(true);
      plan.destroy();
      weights.destroy();
      look.destroy();
    });
  });
