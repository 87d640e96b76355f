// A law as a straight one around a fit: residuals, the rows of its derivatives J, JᵀJ, and products with its inverse.

import { logLoss, type Problem, type Theta } from './least-squares.ts';

/** A run that its own fit follows entirely says nothing of the noise. */
export const mostLeverage = 0.98;
/** Of ln L: losses have rounding. */
export const leastNoise = 1e-9;

export const residualsOf = (problem: Problem, theta: Theta): Float64Array => {
  const row = theta.slice();
  return problem.y.map((y, i) => y - logLoss(problem, theta, i, row));
};

export const jacobian = (problem: Problem, theta: Theta): Float64Array[] =>
  Array.from(problem.y, (_, i) => {
    const row = theta.slice();
    logLoss(problem, theta, i, row);
    return row;
  });

/** JᵀJ, kept just away from what cannot be inverted. */
export function normalOf(rows: readonly Float64Array[], p: number): Float64Array {
  const matrix = new Float64Array(p * p);
  for (const row of rows) for (let a = 0; a < p; a++) for (let b = 0; b < p; b++) matrix[a * p + b]! += row[a]! * row[b]!;
  let largest = 0;
  for (let a = 0; a < p; a++) largest = Math.max(largest, matrix[a * p + a]!);
  for (let a = 0; a < p; a++) matrix[a * p + a]! += 1e-9 * matrix[a * p + a]! + 1e-12 * largest;
  return matrix;
}

/** xᵀ M y */
export function form(matrix: Float64Array, x: Float64Array, y: Float64Array): number {
  const p = x.length;
  let sum = 0;
  for (let a = 0; a < p; a++) for (let b = 0; b < p; b++) sum += x[a]! * matrix[a * p + b]! * y[b]!;
  return sum;
}
