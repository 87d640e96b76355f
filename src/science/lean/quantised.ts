// Weights of a few bits: each row has a scale of four bytes, and its weights are whole multiples of it, from −(2ᵇ⁻¹ − 1) to 2ᵇ⁻¹ − 1, rounded
// to the nearest.

import type { Lean, Matrix } from './matrix.ts';

export function quantised({ data, rows, columns }: Matrix, bits: number): Lean {
  const most = 2 ** (bits - 1) - 1;
  const rounded = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    const values = data.subarray(row * columns, (row + 1) * columns);
    const scale = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / most;
    for (let i = 0; i < columns; i++) rounded[row * columns + i] = scale === 0 ? 0 : Math.round(values[i]! / scale) * scale;
  }
  return { data: rounded, weights: data.length, bytes: Math.ceil((data.length * bits) / 8) + 4 * rows };
}
