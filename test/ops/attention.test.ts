// Every variant of attention against float64, and the fast ones against the plain one at sizes that float64 would take long for.

import { describe, expect, test } from 'vitest';
import { normal } from '#src/data/random.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { plainest, type Tuning } from '#src/gpu/tuning.ts';
import { Graph, size, type Tensor } from '#src/graph/graph.ts';
import { Plan } from '#src/graph/plan.ts';
import { Weights } from '#src/graph/weights.ts';
import { attention } from '#src/ops/attention.ts';
import { angles } from '#src/ops/rope.ts';
import { mix } from '#src/ops/shortcuts/mix.ts';
import { checkOp, close } from '../check-op.ts';
import { featuredDevice } from '../gpu/device.ts';
import * as reference from '../reference/attention.ts';
import { rope } from '../reference/rope.ts';

// Contexts below, at and above the four rows that are read at a time; heads of one, some and many panels of 16 channels.
const shapes = [
  [1, 1, 1, 4],
  [2, 5, 2, 4],
  [3, 4, 2, 8],
  [1, 9, 1, 20],
  [1, 3, 1, 40],
] as const;
const kinds = [
  { attention: 'plain', attentionPanels: 1 },
  { attention: 'alone', attentionPanels: 1 },
  { attention: 'alone', attentionPanels: 2 },
  { attention: 'shared', attentionPanels: 1 },
  { attention: 'shared', attentionPanels: 2 },
] as const;

for (const [kind, tuning] of kinds.entries())
  for (const [batch, context, heads, head] of shapes) {
    const width = heads * head;
    const rows = batch * context;
    const shape = { batch, context, heads, width };
    const columns = (qkv: Float64Array, first: number, count: number): Float64Array =>
      qkv.filter((_, i) => i % (3 * width) >= first && i % (3 * width) < first + count);
    // Every way to prepare q and k with the plain kernels and with panels; nothing in them depends on the shape.
    const preparations = kind < 2 && heads === 2 ? ['plain', 'RoPE', 'QK-norm', 'RoPE and QK-norm'] : ['RoPE'];
    for (const preparation of preparations)
      for (const mixed of [false, true]) {
        const rotate = preparation.startsWith('RoPE');
        const norm = preparation.endsWith('QK-norm');
        checkOp({
          name: `attention ${tuning.attention}, ${tuning.attentionPanels} panels, ${batch}×${context}, ${heads} heads of ${head}, ${preparation}${mixed ? ', mixed values' : ''}`,
          tuning: { ...plainest, ...tuning },
          inputs: { qkv: [rows, 3 * width], ...(mixed && { first: [rows, width] }) },
          build: (g, { qkv, first }) => {
            const own = g.columns(qkv!, 2 * width, width);
            const half = (): Tensor => g.constant('half', [1], Float32Array.of(0.5), false);
            const v = first ? mix(g, 'blend', half(), own, first) : own;
            return attention(g, qkv!, v, {
              context,
              heads,
              angles: rotate ? angles(g, context, head) : undefined,
              norm,
            });
          },
          reference: ({ qkv, first }) => {
            const own = columns(qkv!, 2 * width, width);
            const qk = rope(columns(qkv!, 0, 2 * width), { rows, context, width, heads, qkNorm: norm, rotate });
            return reference.attention(qk, first ? own.map((x, i) => (x + first[i]!) / 2) : own, shape);
          },
          shared: mixed ? ['first'] : [],
        });
      }
  }

interface Case {
  readonly batch: number;
  readonly context: number;
  readonly heads: number;
  readonly head: number;
  readonly rotate?: boolean;
  readonly norm?: boolean;
  readonly mixed?: boolean; // v is mixed with another, so no part of qkv
}

/** What attention makes of random numbers, and the gradients of what it read, all replicas. */
async function attended(kernels: Kernels, tuning: Tuning, c: Case): Promise<Record<string, Float32Array>> {
  const { device } = kernels;
  const replicas = 2;
  const rows = c.batch * c.context;
  const width = c.heads * c.head;
  const g = new Graph(tuning);
  const qkv = g.parameter('qkv', [rows, 3 * width], 'matrix', { normal: 1 });
  const own = g.columns(qkv, 2 * width, width);
  const half = (): Tensor => g.constant('half', [1], Float32Array.of(0.5), false);
  const v = c.mixed ? mix(g, 'blend', half(), own, g.parameter('first', [rows, width], 'matrix', { normal: 1 })) : own;
  const { context, heads, norm = false } = c;
  const y = attention(g, qkv, v, { context, heads, angles: c.rotate ? angles(g, context, c.head) : undefined, norm });
  const dy = g.seed(y);
  g.differentiate();
  const weights = new Weights(device, g, replicas);
  weights.initialise([1, 2]);
  const plan = await Plan.compile(kernels, g, weights, {}, { reuse: false });
  const upstream = Float32Array.from({ length: replicas * size(y.shape) }, (_, i) => normal(3, 1, i));
  device.queue.writeBuffer(plan.binding(dy).buffer, plan.binding(dy).offset, upstream);
  plan.run();
  const { buffer, offset } = plan.binding(y);
  const found: Record<string, Float32Array> = {
    y: new Float32Array(await readBuffer(device, buffer, offset, upstream.byteLength)),
  };
  for (const p of g.parameters)
    for (let r = 0; r < replicas; r++) found[`d${p.name} ${r}`] = await weights.read(p.name, r, 'gradients');
  plan.destroy();
  weights.destroy();
  return found;
}

describe('the fast kernels agree with the plain one', () => {
  // Lengths that four does not divide, heads that fill no panel and as wide as they may be, more groups than one.
  const cases: readonly Case[] = [
    { batch: 1, context: 1, heads: 1, head: 4 },
    { batch: 3, context: 37, heads: 3, head: 20, rotate: true },
    { batch: 2, context: 66, heads: 2, head: 36, rotate: true, mixed: true },
    { batch: 1, context: 131, heads: 5, head: 12, norm: true },
    { batch: 2, context: 23, heads: 1, head: 128, rotate: true, norm: true, mixed: true },
  ];
  const fast = kinds.filter(({ attention }) => attention !== 'plain');

  test.each(cases)('batch $batch, context $context, $heads heads of $head', async (c) => {
    const kernels = new Kernels(await featuredDevice());
    const expected = await attended(kernels, plainest, c);
    for (const kind of fast) {
      const found = await attended(kernels, { ...plainest, ...kind }, c);
      expect(Object.keys(found)).toEqual(Object.keys(expected));
      for (const [name, values] of Object.entries(expected))
        close(`${kind.attention}, ${kind.attentionPanels} panels: ${name}`, found[name]!, values, 1e-5);
    }
  });
});
