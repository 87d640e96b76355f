// What is left of a matrix: by definition.

import { describe, expect, test } from 'vitest';
import { normal } from '#src/data/random.ts';
import { decomposed, lowRank } from '#src/science/lean/low-rank.ts';
import type { Matrix } from '#src/science/lean/matrix.ts';
import { pruned } from '#src/science/lean/pruned.ts';
import { quantised } from '#src/science/lean/quantised.ts';

const matrix = (rows: number, columns: number, seed = 1): Matrix => ({
  rows,
  columns,
  data: Float32Array.from({ length: rows * columns }, (_, i) => normal(seed, 2, i)),
});
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.sqrt(Array.from(a).reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0));

describe.each([
  [8, 12],
  [12, 8],
  [7, 7],
])('%i × %i', (rows, columns) => {
  const m = matrix(rows, columns);
  test.each([1, 2, 5])('the error at rank %i is the tail of the singular values', (rank) => {
    const { values } = decomposed(m);
    const { data, bytes } = lowRank(m, rank);
    expect(distance(data, m.data)).toBeCloseTo(Math.hypot(...values.slice(rank)), 5);
    expect(bytes).toBe(4 * rank * (rows + columns));
  });

  test('all ranks together are the matrix, and singular values descend to their norm', () => {
    const { values } = decomposed(m);
    expect(distance(lowRank(m, Math.min(rows, columns)).data, m.data)).toBeLessThan(1e-5);
    expect(values.toSorted((a, b) => b - a)).toEqual(values);
    expect(Math.hypot(...values)).toBeCloseTo(distance(m.data, new Float32Array(m.data.length)), 5);
  });

  test('a matrix of rank one is found exactly', () => {
    const data = Float32Array.from(m.data, (_, i) => m.data[Math.floor(i / columns)]! * m.data[i % columns]!);
    expect(distance(lowRank({ rows, columns, data }, 1).data, data)).toBeLessThan(1e-5);
  });
});

describe('pruning', () => {
  const m = matrix(6, 10);
  test.each([0, 0.25, 0.5, 0.95, 1])('takes exactly a share of %f, the smallest', (share) => {
    const { data, bytes } = pruned(m, share);
    const zeros = data.filter((value) => value === 0).length;
    expect(zeros).toBe(Math.round(60 * share));
    const kept = Math.min(...Array.from(data, Math.abs).filter((value) => value > 0));
    const gone = Math.max(0, ...Array.from(m.data).flatMap((value, i) => (data[i] === 0 ? [Math.abs(value)] : [])));
    expect(gone).toBeLessThanOrEqual(kept);
    data.forEach((value, i) => expect(value === 0 || value === m.data[i]).toBe(true));
    expect(bytes).toBe(4 * (60 - zeros) + 8);
  });

  test('again, like before, keeps the same places', () => {
    const before = pruned(m, 0.5).data;
    const moved = Float32Array.from(m.data, (value, i) => (before[i] === 0 ? 100 : value + 0.01));
    const again = pruned({ ...m, data: moved }, 0.5, before).data;
    again.forEach((value, i) => expect(value === 0).toBe(before[i] === 0));
  });
});

describe('few bits', () => {
  const m = matrix(5, 40);
  test.each([8, 4, 3, 2])('%i of them: multiples of a scale for each row, the nearest ones', (bits) => {
    const { data, bytes } = quantised(m, bits);
    const most = 2 ** (bits - 1) - 1;
    for (let row = 0; row < 5; row++) {
      const [values, rounded] = [m.data, data].map((of) => of.subarray(40 * row, 40 * (row + 1))) as [Float32Array, Float32Array];
      const scale = Math.max(...values.map(Math.abs)) / most;
      expect(new Set(Array.from(rounded, (value) => Math.round(value / scale))).size).toBeLessThanOrEqual(2 * most + 1);
      rounded.forEach((value, i) => {
        expect(Math.abs(value / scale - Math.round(value / scale))).toBeLessThan(1e-4);
        expect(Math.abs(value - values[i]!)).toBeLessThanOrEqual(scale * 0.5001);
      });
    }
    expect(bytes).toBe((5 * 40 * bits) / 8 + 4 * 5);
  });

  test('of nothing are nothing', () => {
    expect(quantised({ rows: 2, columns: 3, data: new Float32Array(6) }, 4).data).toEqual(new Float32Array(6));
  });
});
