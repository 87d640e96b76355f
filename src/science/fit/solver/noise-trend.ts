// How the noise of a run changes with its size and its length: small models and short runs are often the noisier ones, or the quieter.
// Runs that count by their own noise know a law better, and know better how well they know it.

import { inverseOf } from './huber.ts';
import type { Problem, Theta } from './least-squares.ts';
import { solveSymmetric } from './linear.ts';
import { form, jacobian, leastNoise, mostLeverage, normalOf, residualsOf } from './linearised.ts';

export interface NoiseTrend {
  readonly weights: Float64Array; // 1 / variance of each run
  readonly fitted: number; // numbers of the trend, as far as it was not drawn back
}

/** The variance of ln χ² with one degree of freedom, π²/2. */
const spreadOfLogSquare = Math.PI ** 2 / 2;
/** By how much the logarithm of the noise usually changes from one end of an axis to the other, as a standard deviation. */
const usualChange = 0.5;

/** 1 / variance as ln σ² = c + Σ cₖ xₖ (Harvey 1976, Econometrica 44:461), drawn towards one noise for all as far as few runs do not say. */
export function noiseTrend(problem: Problem, theta: Theta): NoiseTrend {
  const rows = jacobian(problem, theta);
  const inverse = inverseOf(normalOf(rows, theta.length), theta.length);
  const residuals = residualsOf(problem, theta);
  const n = rows.length;
  const logs = Float64Array.from(rows, (row, i) =>
    Math.log(Math.max(leastNoise ** 2, residuals[i]! ** 2 / Math.max(1 - mostLeverage, 1 - form(inverse, row, row)))),
  );
  // A logarithm of a square near 0 says more of chance than of noise.
  const typical = logs.slice().sort()[n >> 1]!;
  const y = logs.map((v) => Math.max(v, typical - 4));
  const middle = y.reduce((sum, v) => sum + v, 0) / n;
  const m = problem.x.length;
  const matrix = new Float64Array(m * m);
  const slopes = new Float64Array(m);
  let fitted = 0;
  for (let a = 0; a < m; a++) {
    const x = problem.x[a]!;
    for (let i = 0; i < n; i++) slopes[a]! += x[i]! * (y[i]! - middle);
    for (let b = 0; b <= a; b++) for (let i = 0; i < n; i++) matrix[a * m + b]! += x[i]! * problem.x[b]![i]!;
    const range = Math.max(...x) - Math.min(...x);
    const told = matrix[a * m + a]!;
    matrix[a * m + a]! += (spreadOfLogSquare / (2 * usualChange) ** 2) * range ** 2;
    fitted += told / matrix[a * m + a]!;
  }
  solveSymmetric(matrix, slopes, m);
  return {
    weights: Float64Array.from(y, (_, i) => Math.exp(-slopes.reduce((sum, c, k) => sum + c * problem.x[k]![i]!, 0))),
    fitted,
  };
}
