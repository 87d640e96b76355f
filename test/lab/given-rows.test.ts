// Rows of tokens in a batch: each in its place, what is left over unscored, and the tokens' positions in order.

import { expect, test } from 'vitest';
import { uniform } from '#src/data/random.ts';
import { unscored } from '#src/data/windows.ts';
import { baseArm, modelConfig } from '#src/experiment/settings.ts';
import { ofRows, type Row } from '#src/lab/given-rows.ts';
import { padded } from '#src/model/model.ts';

const vocab = 5;
const [context, batch, replicas] = [4, 3, 2];
const config = modelConfig({ ...baseArm, context }, vocab);
const columns = padded(vocab);
const size = batch * context;

/** Inputs of a plan, full of what an earlier step left. */
function filled(rows: readonly (readonly Row[])[]) {
  const left = (count: number): Uint32Array<ArrayBuffer> => new Uint32Array(count).fill(77);
  const inputs = {
    ...{ tokens: left(replicas * size), targets: left(replicas * size), order: left(replicas * size) },
    ...{ starts: left(replicas * (vocab + 1)), scored: left(replicas) },
  };
  const real = {
    weights: new Float32Array(replicas * size).fill(9),
    shares: new Float32Array(replicas * size * columns).fill(9),
  };
  ofRows(config, batch, rows)(0, inputs, real);
  return { ...inputs, ...real };
}

const sharesOf = (seed: number, tokens: number): Float32Array =>
  Float32Array.from({ length: tokens * vocab }, (_, i) => uniform(seed, 3, i));
const rows: readonly (readonly Row[])[] = [
  [
    { tokens: [1, 2, 3, 4], targets: [2, 3, 4, 0], weights: [1, -2, 0, 0.5], shares: sharesOf(1, 4) },
    { tokens: [4, 4], targets: [unscored, 1], weights: [3, 4], shares: sharesOf(2, 2) }, // shorter than the context
  ],
  [{ tokens: [2, 2, 1], targets: [2, unscored, unscored], weights: [5, 6, 7], shares: sharesOf(3, 3) }],
];

test('each row lies in its place, and what is left is not learned', () => {
  const { tokens, targets, weights, scored } = filled(rows);
  expect([...tokens]).toEqual([1, 2, 3, 4, 4, 4, 0, 0, 0, 0, 0, 0, 2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const u = unscored;
  expect([...targets]).toEqual([2, 3, 4, 0, u, 1, u, u, u, u, u, u, 2, u, u, u, u, u, u, u, u, u, u, u]);
  expect([...weights]).toEqual([1, -2, 0, 0.5, 3, 4, 0, 0, 0, 0, 0, 0, 5, 6, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect([...scored]).toEqual([5, 1]);
});

test('shares stand beside their tokens, with nothing in padding columns and where no row is', () => {
  const { shares } = filled(rows);
  const expected = new Float32Array(replicas * size * columns);
  for (const [r, of] of rows.entries())
    for (const [i, row] of of.entries())
      for (let t = 0; t < row.targets.length; t++)
        for (let v = 0; v < vocab; v++) expected[(r * size + i * context + t) * columns + v] = row.shares![t * vocab + v]!;
  expect(shares).toEqual(expected);
});

test('positions are sorted by their tokens, those of each replica by themselves', () => {
  const { tokens, order, starts } = filled(rows);
  for (let r = 0; r < replicas; r++) {
    const mine = tokens.subarray(r * size, (r + 1) * size);
    const sorted = Array.from(mine.keys()).sort((a, b) => mine[a]! - mine[b]! || a - b);
    expect([...order.subarray(r * size, (r + 1) * size)]).toEqual(sorted);
    const counts = Array.from({ length: vocab + 1 }, (_, v) => mine.filter((token) => token < v).length);
    expect([...starts.subarray(r * (vocab + 1), (r + 1) * (vocab + 1))]).toEqual(counts);
  }
});

test('where nothing counts, the mean is over one: 0, and not 0/0', () => {
  expect([...filled([[], [{ tokens: [1], targets: [unscored] }]]).scored]).toEqual([1, 1]);
});

test('rows that no batch holds are refused', () => {
  const row: Row = { tokens: [1], targets: [1] };
  expect(() => filled([[row, row, row, row], []])).toThrow('4 rows are more than a batch of 3.');
});
