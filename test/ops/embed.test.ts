// Embeddings: with and without positions, a vocabulary that does not fill its rows of four, tokens of one or of all replicas.

import { expect, test } from 'vitest';
import { integer } from '#src/data/random.ts';
import { plainest, type Sums } from '#src/gpu/tuning.ts';
import { Graph, type Tensor } from '#src/graph/graph.ts';
import { embed } from '#src/ops/embed.ts';
import { checkOp, type Integers } from '../check-op.ts';
import * as reference from '../reference/embed.ts';

/** What a batch brings for these tokens. */
function batchOf(
  tokens: (replica: number) => Uint32Array,
  [batch, context]: readonly [number, number],
  vocab: number,
  shared: boolean,
) {
  const sorted = (r: number): Uint32Array => {
    const t = tokens(r);
    return Uint32Array.from([...t.keys()].sort((a, b) => t[a]! - t[b]! || a - b));
  };
  const starts = (r: number): Uint32Array =>
    Uint32Array.from({ length: vocab + 1 }, (_, v) => tokens(r).filter((t) => t < v).length);
  const integers: Record<'tokens' | 'order' | 'starts', Integers> = {
    tokens: { shape: [batch, context], shared, of: tokens },
    order: { shape: [batch * context], of: sorted },
    starts: { shape: [vocab + 1], of: starts },
  };
  return integers;
}

const inputsOf = (t: Record<string, Tensor>) => ({
  tokens: t['tokens']!,
  targets: t['tokens']!,
  scored: t['tokens']!,
  order: t['order']!,
  starts: t['starts']!,
});

const bothSums: readonly Sums[] = ['alone', 'together'];

for (const { batch, context, vocab, width } of [
  { batch: 1, context: 1, vocab: 3, width: 4 },
  { batch: 2, context: 5, vocab: 9, width: 8 }, // three rows of padding
  { batch: 9, context: 8, vocab: 12, width: 4 },
])
  for (const shared of [false, true]) {
    const rows = Math.ceil(vocab / 4) * 4;
    const tokens = (r: number): Uint32Array =>
      Uint32Array.from({ length: batch * context }, (_, i) => integer(shared ? 1 : r + 1, 7, i, vocab));
    const integers = batchOf(tokens, [batch, context], vocab, shared);
    const which = `${batch}×${context} of ${vocab} symbols${shared ? ', tokens shared' : ''}`;
    for (const sums of bothSums)
      checkOp({
        name: `embed ${which}, summed ${sums}`,
        tuning: { ...plainest, sums },
        inputs: { table: [rows, width] },
        integers,
        build: (g, t) => embed(g, inputsOf(t), t['table']!),
        reference: ({ table }, r) => reference.embed(tokens(r), table!, width),
      });
    // Every batch has one reader of the position table, so its gradient is only ever overwritten.
    checkOp({
      name: `embed with positions ${which}`,
      inputs: { table: [rows, width], position: [context, width] },
      shared: ['table'],
      integers,
      build: (g, t) => embed(g, inputsOf(t), t['table']!, t['position']),
      reference: ({ table, position }, r) => reference.embed(tokens(r), table!, width, { table: position!, context }),
    });
  }

// All rows hold one token: the longest run that is added up, and empty runs before and after it.
for (const sums of bothSums)
  checkOp({
    name: `embed of a single token, repeated, summed ${sums}`,
    tuning: { ...plainest, sums },
    inputs: { table: [12, 4] },
    integers: batchOf(() => new Uint32Array(70).fill(6), [10, 7], 11, false),
    build: (g, t) => embed(g, inputsOf(t), t['table']!),
    reference: ({ table }) => reference.embed(new Uint32Array(70).fill(6), table!, 4),
  });

test('a batch that is not sorted by token cannot train', () => {
  const g = new Graph();
  const tokens = g.input('tokens', [2, 3]);
  const y = embed(g, { tokens, targets: tokens, scored: tokens }, g.parameter('table', [4, 4], 'embedding', { normal: 1 }));
  g.seed(y);
  expect(() => g.differentiate()).toThrow('sorted by token');
});
