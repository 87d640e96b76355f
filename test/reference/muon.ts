// Reference Muon (Jordan 2024, https://kellerjordan.github.io/posts/muon), weights stored as [in, out]:
//   g ← scale·g; m ← β·m + (1 − β)·g; u = β·m + (1 − β)·g, β = 0.95; X = u / ‖u‖, transposed if it is taller than wide
//   five times: A = X·Xᵀ, X ← 3.4445·X + (−4.775·A + 2.0315·A²)·X
//   w ← w·(1 − rate·decay) − rate·sqrt(max(1, out / in))·X, transposed back
// Several matrices may lie side by side in a parameter: each is orthogonal for itself.

import type { Trained } from './clip-adamw.ts';
import { columns as take } from './columns.ts';
import { matmul } from './matmul.ts';

const beta = 0.95;
const [a, b, c] = [3.4445, -4.775, 2.0315] as const;

export interface Shaped {
  readonly shape: readonly number[]; // [in, out] of all together
  readonly abreast: number;
}

/** One step, of a gradient that is scaled by the clip; `mean` is the momentum. */
export function muon(
  p: Pick<Trained, 'value' | 'gradient' | 'mean'>,
  { shape, abreast }: Shaped,
  { rate, decay, scale }: { readonly rate: number; readonly decay: number; readonly scale: number },
): void {
  const [rows, all] = shape as [number, number];
  const out = all / abreast;
  const u = p.gradient.map((gradient, i) => {
    const g = (1 - beta) * scale * gradient;
    const mean = beta * p.mean[i]! + g;
    p.mean[i] = mean;
    return beta * mean + g;
  });
  for (let first = 0; first < all; first += out) {
    const x = orthogonal(take(u, all, first, first + out), rows, out);
    x.forEach((v, i) => {
      const at = Math.floor(i / out) * all + first + (i % out);
      p.value[at] = p.value[at]! * (1 - rate * decay) - rate * Math.sqrt(Math.max(1, out / rows)) * v;
    });
  }
}

/** u: [rows, columns] → the same singular vectors, with singular values near 1. */
export function orthogonal(u: Float64Array, rows: number, columns: number): Float64Array {
  if (rows > columns) return transposed(orthogonal(transposed(u, rows, columns), columns, rows), columns, rows);
  const norm = Math.hypot(...u);
  let x = norm > 0 ? u.map((v) => v / norm) : u;
  for (let i = 0; i < 5; i++) {
    const gram = matmul('nt', x, x, rows, rows, columns);
    const square = matmul('nn', gram, gram, rows, rows, rows);
    const factor = gram.map((v, j) => b * v + c * square[j]!);
    const change = matmul('nn', factor, x, rows, columns, rows);
    x = x.map((v, j) => a * v + change[j]!);
  }
  return x;
}

const transposed = (x: Float64Array, rows: number, columns: number): Float64Array =>
  x.map((_, i) => x[(i % rows) * columns + Math.floor(i / rows)]!);
