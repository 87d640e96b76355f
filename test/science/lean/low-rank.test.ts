// A singular value decomposition, against what it is by definition, and the nearest matrix of low rank against its tail.

import { describe, expect, test } from 'vitest';
import { normal } from '#src/data/random.ts';
import { decomposed, lowRank } from '#src/science/lean/low-rank.ts';
import type { Matrix } from '#src/science/lean/matrix.ts';

const random = (rows: number, columns: number, seed = 1): Matrix => ({
  ...{ rows, columns },
  data: Float32Array.from({ length: rows * columns }, (_, i) => normal(seed, 7, i)),
});
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));

describe.each([
  ['square', random(6, 6)],
  ['tall', random(9, 4)],
  ['wide', random(4, 9)],
  ['a row', random(1, 5)],
  ['a column', random(5, 1)],
])('%s', (_, matrix) => {
  const { rows, columns, data } = matrix;
  const { values, parts } = decomposed(matrix);

  test('values descend, and their squares sum to those of the matrix', () => {
    expect([...values].sort((a, b) => b - a)).toEqual(values);
    expect(values.length).toBe(Math.min(rows, columns));
    expect(norm(values)).toBeCloseTo(norm(data), 6);
  });

  test('directions are orthogonal, left and right, and of length one on the right', () => {
    for (const [i, a] of parts.entries())
      for (const [j, b] of parts.entries()) {
        expect(dot(a.right, b.right)).toBeCloseTo(i === j ? 1 : 0, 8);
        expect(dot(a.left, b.left)).toBeCloseTo(i === j ? values[i]! ** 2 : 0, 6);
      }
  });

  test('of each rank, what is lost is the tail of the values; of full rank, nothing', () => {
    for (let rank = 1; rank <= Math.min(rows, columns); rank++) {
      const lean = lowRank(matrix, rank);
      const lost = norm(data.map((value, i) => value - lean.data[i]!));
      expect(lost).toBeCloseTo(norm(values.slice(rank)), 5);
      expect(lean.weights).toBe(rank * (rows + columns));
      expect(lean.bytes).toBe(4 * rank * (rows + columns));
    }
  });
});

test('no other matrix of that rank is nearer', () => {
  const matrix = random(5, 6, 3);
  const best = norm(matrix.data.map((value, i) => value - lowRank(matrix, 2).data[i]!));
  for (let seed = 10; seed < 40; seed++) {
    const moved = { ...matrix, data: matrix.data.map((value, i) => value + 0.3 * normal(seed, 1, i)) };
    const other = lowRank(moved, 2).data; // of rank 2, too
    expect(norm(matrix.data.map((value, i) => value - other[i]!))).toBeGreaterThan(best);
  }
});

test('a matrix of rank 2 has two values, and is found again', () => {
  const [a, b] = [random(7, 2, 5).data, random(2, 5, 6).data];
  const data = Float32Array.from({ length: 35 }, (_, i) => {
    const [row, column] = [Math.floor(i / 5), i % 5];
    return a[2 * row]! * b[column]! + a[2 * row + 1]! * b[5 + column]!;
  });
  const { values } = decomposed({ rows: 7, columns: 5, data });
  expect(values[1]).toBeGreaterThan(0.1);
  for (const value of values.slice(2)) expect(value).toBeLessThan(1e-5);
  lowRank({ rows: 7, columns: 5, data }, 2).data.forEach((value, i) => expect(value).toBeCloseTo(data[i]!, 5));
});

test('nothing stays nothing', () => {
  const { data } = lowRank({ rows: 3, columns: 4, data: new Float32Array(12) }, 2);
  expect(data.every((value) => value === 0)).toBe(true);
});
