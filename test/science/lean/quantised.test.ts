// Weights of a few bits lie on the grid of their row, at the nearest place.

import { describe, expect, test } from 'vitest';
import { normal } from '#src/data/random.ts';
import { quantised } from '#src/science/lean/quantised.ts';

const [rows, columns] = [6, 20];
const data = Float32Array.from({ length: rows * columns }, (_, i) => 10 ** (Math.floor(i / columns) - 3) * normal(1, 3, i));
const matrix = { rows, columns, data };

describe.each([8, 4, 3, 2])('%d bits', (bits) => {
  const lean = quantised(matrix, bits);
  const most = 2 ** (bits - 1) - 1;
  const rowOf = (values: Float32Array, row: number): number[] => [...values.subarray(row * columns, (row + 1) * columns)];
  const stepOf = (row: number): number => Math.max(...rowOf(data, row).map(Math.abs)) / most;

  test('values are whole multiples of the scale of their row, no more than the bits can say', () => {
    for (let row = 0; row < rows; row++) {
      const multiples = rowOf(lean.data, row).map((value) => value / stepOf(row));
      for (const multiple of multiples) {
        expect(Math.abs(multiple - Math.round(multiple))).toBeLessThan(1e-5);
        expect(Math.abs(Math.round(multiple))).toBeLessThanOrEqual(most);
      }
      expect(new Set(rowOf(lean.data, row)).size).toBeLessThanOrEqual(2 * most + 1);
      expect(Math.max(...multiples.map(Math.abs))).toBeCloseTo(most, 4);
    }
  });

  test('no value is moved by more than half a step', () => {
    for (let row = 0; row < rows; row++)
      rowOf(data, row).forEach((value, i) =>
        expect(Math.abs(rowOf(lean.data, row)[i]! - value)).toBeLessThanOrEqual(stepOf(row) * 0.50001),
      );
  });

  test('what is on the grid stays, and bytes are those of the bits and of a scale for each row', () => {
    const again = quantised({ ...matrix, data: lean.data }, bits);
    again.data.forEach((value, i) => expect(Math.abs(value - lean.data[i]!)).toBeLessThanOrEqual(1e-6 * Math.abs(value)));
    expect(lean.bytes).toBe((rows * columns * bits) / 8 + 4 * rows);
    expect(lean.weights).toBe(rows * columns);
  });
});

test('a row of zeros stays one', () => {
  expect([...quantised({ rows: 1, columns: 3, data: new Float32Array(3) }, 2).data]).toEqual([0, 0, 0]);
});
