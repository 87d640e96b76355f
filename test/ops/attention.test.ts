import { reference as plainest } from '#src/gpu/tuning.ts';
import { attention } from '#src/ops/attention.ts';
import { mix } from '#src/ops/mix.ts';
import { angles } from '#src/ops/rope.ts';
import { checkOp } from '../check-op.ts';
import * as reference from '../reference/attention.ts';
import { rope } from '../reference/rope.ts';

// Contexts below, at and above the four rows that are read at a time, heads of one, several and many panels of 16 channels.
const shapes = [
  [1, 1, 1, 4],
  [2, 5, 2, 4],
  [1, 9, 1, 12],
  [3, 4, 2, 8],
  [1, 3, 1, 20],
  [1, 7, 1, 40],
] as const;

for (const attentionPanels of [1, 2] as const)
  for (const [batch, context, heads, head] of shapes)
    for (const [rotate, norm] of [
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      const width = heads * head;
      const rows = batch * context;
      const shape = { batch, context, heads, width };
      const name = `attention ${batch}×${context}, ${heads} heads of ${head}, ${attentionPanels} panels${rotate ? ', RoPE' : ''}${norm ? ', QK-norm' : ''}`;
      const columns = (qkv: Float64Array, first: number, count: number): Float64Array =>
        qkv.filter((_, i) => i % (3 * width) >= first && i % (3 * width) < first + count);
      const prepared = (qkv: Float64Array): Float64Array =>
        rope(columns(qkv, 0, 2 * width), { rows, context, width, heads, qkNorm: norm, rotate });
      const tuning = { ...plainest, attentionPanels };
      checkOp({
        name,
        tuning,
        inputs: { qkv: [rows, 3 * width] },
        build: (g, { qkv }) => {
          const turn = rotate ? angles(g, context, head) : undefined;
          return attention(g, qkv!, g.columns(qkv!, 2 * width, width), { context, heads, angles: turn, norm });
        },
        reference: ({ qkv }) => reference.attention(prepared(qkv!), columns(qkv!, 2 * width, width), shape),
        shared: [],
      });
      checkOp({
        name: `${name}, mixed values`,
        tuning,
        inputs: { qkv: [rows, 3 * width], first: [rows, width] },
        build: (g, { qkv, first }) => {
          const turn = rotate ? angles(g, context, head) : undefined;
          const half = g.constant('half', [1], Float32Array.of(0.5), false);
          const v = mix(g, 'blend', half, g.columns(qkv!, 2 * width, width), first!);
          return attention(g, qkv!, v, { context, heads, angles: turn, norm });
        },
        reference: ({ qkv, first }) => {
          const v = columns(qkv!, 2 * width, width).map((x, i) => (x + first![i]!) / 2);
          return reference.attention(prepared(qkv!), v, shape);
        },
        shared: ['first'],
      });
    }
