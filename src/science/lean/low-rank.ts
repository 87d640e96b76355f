// The nearest matrix of low rank (Eckart and Young 1936), by a singular value decomposition: one-sided Jacobi (Hestenes 1958), which turns pairs
// of columns until all are orthogonal. It takes two factors in place of the matrix.

import type { Lean, Matrix } from './matrix.ts';

interface Decomposition {
  readonly values: readonly number[]; // descending
  /** Of each value: the column that it scales, times it, and the direction that it reads. */
  readonly parts: readonly { readonly left: Float64Array; readonly right: Float64Array }[];
}

const sweeps = 60;
const enough = 1e-12;

/** A = Σ left · rightᵀ, as many as the shorter side is long: pairs of the shorter side are turned, as those are fewer. */
export function decomposed({ data, rows, columns }: Matrix): Decomposition {
  if (columns <= rows) return ofColumns({ data, rows, columns });
  const transposed = data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!);
  const { values, parts } = ofColumns({ data: transposed, rows: columns, columns: rows });
  const swapped = parts.map(({ left, right }, i) => {
    const value = values[i]!;
    return { left: right.map((v) => v * value), right: value > 0 ? left.map((v) => v / value) : left };
  });
  return { values, parts: swapped };
}

function ofColumns({ data, rows, columns }: Matrix): Decomposition {
  const u = Array.from({ length: columns }, (_, j) => Float64Array.from({ length: rows }, (_, i) => data[i * columns + j]!));
  const v = Array.from({ length: columns }, (_, j) => Float64Array.from({ length: columns }, (_, i) => (i === j ? 1 : 0)));
  for (let sweep = 0, turned = true; turned && sweep < sweeps; sweep++) {
    turned = false;
    for (let p = 0; p < columns; p++)
      for (let q = p + 1; q < columns; q++) {
        const [a, b, c] = [dot(u[p]!, u[p]!), dot(u[q]!, u[q]!), dot(u[p]!, u[q]!)];
        if (Math.abs(c) <= enough * Math.sqrt(a * b)) continue;
        turned = true;
        const zeta = (b - a) / (2 * c);
        const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const cosine = 1 / Math.hypot(1, t);
        turn(u[p]!, u[q]!, cosine, cosine * t);
        turn(v[p]!, v[q]!, cosine, cosine * t);
      }
  }
  const order = u.map((left, j) => ({ left, right: v[j]!, value: Math.sqrt(dot(left, left)) }));
  order.sort((a, b) => b.value - a.value);
  return { values: order.map(({ value }) => value), parts: order };
}

export function lowRank(matrix: Matrix, rank: number): Lean {
  const { rows, columns } = matrix;
  const sum = new Float64Array(rows * columns);
  for (const { left, right } of decomposed(matrix).parts.slice(0, rank))
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) sum[i * columns + j]! += left[i]! * right[j]!;
  const weights = rank * (rows + columns);
  return { data: Float32Array.from(sum), weights, bytes: 4 * weights };
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

function turn(x: Float64Array, y: Float64Array, cosine: number, sine: number): void {
  for (let i = 0; i < x.length; i++) {
    const [a, b] = [x[i]!, y[i]!];
    x[i] = cosine * a - sine * b;
    y[i] = sine * a + cosine * b;
  }
}
