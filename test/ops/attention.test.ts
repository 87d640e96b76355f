import { attention } from '#src/ops/attention.ts';
import { mix } from '#src/ops/mix.ts';
import { checkOp } from '../check-op.ts';
import * as reference from '../reference/attention.ts';

for (const [batch, context, heads, head] of [
  [1, 1, 1, 4],
  [2, 5, 2, 4],
  [1, 9, 1, 12],
  [3, 4, 2, 8],
  [1, 3, 1, 24],
  [1, 4, 1, 20],
] as const) {
  const width = heads * head;
  const rows = batch * context;
  const shape = { batch, context, heads, width };
  checkOp({
    name: `attention ${batch}×${context}, ${heads} heads of ${head}`,
    inputs: { qk: [rows, 2 * width], v: [rows, width] },
    build: (g, { qk, v }) => attention(g, qk!, v!, context, heads),
    reference: ({ qk, v }) => reference.attention(qk!, v!, shape),
    shared: ['v'],
  });
  checkOp({
    name: `attention ${batch}×${context}, ${heads} heads of ${head}, values from columns`,
    inputs: { qk: [rows, 2 * width], qkv: [rows, 2 * width] },
    build: (g, { qk, qkv }) => {
      const inner = attention(g, qk!, g.columns(qkv!, 0, width), context, heads);
      const weight = g.constant('half', [1], Float32Array.of(0.5), false);
      return mix(g, 'blend', weight, inner, g.columns(qkv!, width, width));
    },
    reference: ({ qk, qkv }) => {
      const columns = (first: boolean): Float64Array => qkv!.filter((_, i) => i % (2 * width) < width === first);
      const rest = columns(false);
      return reference.attention(qk!, columns(true), shape).map((v, i) => (v + rest[i]!) / 2);
    },
    shared: ['qkv'],
  });
}
