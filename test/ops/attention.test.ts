import { reference as plainest } from '#src/gpu/tuning.ts';
import type { Tensor } from '#src/graph/graph.ts';
import { attention } from '#src/ops/attention.ts';
import { mix } from '#src/ops/mix.ts';
import { angles } from '#src/ops/rope.ts';
import { checkOp } from '../check-op.ts';
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
  { attention: 'alone', attentionPanels: 1 },
  { attention: 'alone', attentionPanels: 2 },
  { attention: 'shared', attentionPanels: 2 },
] as const;

for (const [kind, tuning] of kinds.entries())
  for (const [batch, context, heads, head] of shapes) {
    const width = heads * head;
    const rows = batch * context;
    const shape = { batch, context, heads, width };
    const columns = (qkv: Float64Array, first: number, count: number): Float64Array =>
      qkv.filter((_, i) => i % (3 * width) >= first && i % (3 * width) < first + count);
    // Every way to prepare q and k once; nothing in them depends on the kind or on the shape.
    const preparations = kind === 0 && heads === 2 ? ['plain', 'RoPE', 'QK-norm', 'RoPE and QK-norm'] : ['RoPE'];
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
