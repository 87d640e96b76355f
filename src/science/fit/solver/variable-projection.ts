// Where a fit begins: for given exponents E, A and B are linear, so only exponents are searched for (variable projection, Golub and
// Pereyra 1973, SIAM J. Numer. Anal. 10:413). Weights 1 / L² make squares of the loss those of its logarithm.

import { steepest, type Problem, type Theta } from './least-squares.ts';
import { solveSymmetric } from './linear.ts';

/** Exponents that are tried: closer together where they are small, as the curve then changes most. */
const grid = Float64Array.from({ length: 26 }, (_, i) => 0.02 * (steepest / 1.6 / 0.02) ** (i / 25));

export interface Start {
  readonly theta: Theta;
  readonly squares: number;
}

/** The best of the grid, and the best of each of its quarters: several starts in different valleys. Best first. */
export function startsOf(problem: Problem): Start[] {
  const n = problem.y.length;
  const terms = problem.x.length;
  const loss = Float64Array.from(problem.y, (y) => Math.exp(y));
  // Columns x^−e / L of every exponent, once.
  const columns = problem.x.map((x) => Array.from(grid, (e) => Float64Array.from(x, (v, i) => Math.exp(-e * v) / loss[i]!)));
  const constant = Float64Array.from(loss, (l) => 1 / l);
  const best = new Map<number, Start>();
  const half = grid.length / 2;
  const seconds = terms > 1 ? grid.length : 1;
  for (let i = 0; i < grid.length; i++)
    for (let j = 0; j < seconds; j++) {
      const used = terms > 1 ? [constant, columns[0]![i]!, columns[1]![j]!] : [constant, columns[0]![i]!];
      const { coefficients, squares } = nonNegative(used, n);
      const quarter = (i < half ? 0 : 1) + (terms > 1 && j >= half ? 2 : 0);
      if (squares >= (best.get(quarter)?.squares ?? Infinity)) continue;
      const theta = new Float64Array(1 + 2 * terms);
      theta[0] = coefficients[0]!;
      for (let k = 0; k < terms; k++) {
        theta[1 + 2 * k] = Math.log(Math.max(1e-12, coefficients[1 + k]!));
        theta[2 + 2 * k] = grid[k === 0 ? i : j]!;
      }
      best.set(quarter, { theta, squares });
    }
  return [...best.values()].sort((a, b) => a.squares - b.squares);
}

const subsets: Readonly<Record<number, readonly (readonly number[])[]>> = {
  2: [[0, 1], [1], [0]],
  3: [[0, 1, 2], [1, 2], [0, 1], [0, 2], [1], [2], [0]],
};

/** min |1 − Σ cₖ columnₖ|² with c ≥ 0, over every set of columns that are not 0: there are at most seven. */
function nonNegative(columns: readonly Float64Array[], n: number): { coefficients: Float64Array; squares: number } {
  const p = columns.length;
  const products = new Float64Array(p * p);
  const sums = new Float64Array(p);
  for (let a = 0; a < p; a++) {
    const one = columns[a]!;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += one[i]!;
    sums[a] = sum;
    for (let b = 0; b <= a; b++) {
      const other = columns[b]!;
      let product = 0;
      for (let i = 0; i < n; i++) product += one[i]! * other[i]!;
      products[a * p + b] = products[b * p + a] = product;
    }
  }
  let [coefficients, squares] = [new Float64Array(p), n];
  const matrix = new Float64Array(p * p);
  const right = new Float64Array(p);
  for (const subset of subsets[p]!) {
    const m = subset.length;
    for (let a = 0; a < m; a++) {
      right[a] = sums[subset[a]!]!;
      for (let b = 0; b <= a; b++) matrix[a * m + b] = products[subset[a]! * p + subset[b]!]!;
    }
    if (!solveSymmetric(matrix, right, m)) continue;
    let rest = n;
    let fits = true;
    for (let a = 0; a < m; a++) {
      rest -= right[a]! * sums[subset[a]!]!;
      if (right[a]! < 0) fits = false;
    }
    if (!fits || rest >= squares) continue;
    coefficients = new Float64Array(p);
    for (let a = 0; a < m; a++) coefficients[subset[a]!] = right[a]!;
    squares = rest;
    if (m === p) break;
  }
  return { coefficients, squares };
}
