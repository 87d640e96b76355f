// Least squares of ln L for L = E + Σ exp(aₖ − eₖ xₖ): Levenberg and Marquardt's method within bounds, and along a profile.
// θ = [E, a₁, e₁, a₂, e₂]; x are centred logarithms of sizes, so that exp(a) is what a term adds to the loss in the middle of the runs.

import { solveSymmetric } from './linear.ts';

export interface Problem {
  readonly x: readonly Float64Array[]; // of each term
  readonly y: Float64Array; // ln L
  readonly weights?: Float64Array; // of the squares; without them all count alike
}

export type Theta = Float64Array;

/** Steeper than any law that was ever published; a fit that ends there knows no exponent. */
export const steepest = 4;
/** A term of less than e⁻³⁰ adds nothing. */
const faintest = -30;

const lowest = (j: number): number => (j > 0 && j % 2 === 1 ? faintest : 0);
const highest = (j: number): number => (j > 0 && j % 2 === 0 ? steepest : Infinity);

/** What a law says of something else: its number at θ, and into `gradient` its derivatives. */
export type Quantity = (theta: Theta, gradient: Float64Array) => number;

/** The term w (target − q(θ))² beside the squares. Where their sum is least, so are the squares for the q that was reached. */
export interface Pull {
  readonly quantity: Quantity;
  readonly target: number;
  readonly weight: number;
}

/** ln of the law at point i, and its derivatives. */
export function logLoss({ x }: Problem, theta: Theta, i: number, gradient: Float64Array): number {
  let loss = theta[0]!;
  for (let k = 0; k < x.length; k++) {
    const term = Math.exp(theta[1 + 2 * k]! - theta[2 + 2 * k]! * x[k]![i]!);
    loss += term;
    gradient[1 + 2 * k] = term;
    gradient[2 + 2 * k] = -term * x[k]![i]!;
  }
  gradient[0] = 1;
  for (let j = 0; j < theta.length; j++) gradient[j]! /= loss;
  return Math.log(loss);
}

export interface Fit {
  readonly theta: Theta;
  readonly squares: number; // of the residuals, without the pull
}

/** From a start to the nearest minimum. */
export function leastSquares(problem: Problem, start: Theta, pull?: Pull, most = 60): Fit {
  const p = start.length;
  const n = problem.y.length;
  const gradient = new Float64Array(p);
  const normal = new Float64Array(p * p);
  const right = new Float64Array(p);
  const damped = new Float64Array(p * p);
  const step = new Float64Array(p);
  let theta = start.slice();
  for (let j = 0; j < p; j++) theta[j] = Math.min(highest(j), Math.max(lowest(j), theta[j]!));
  let next = theta.slice();

  const add = (row: Float64Array, residual: number, weight: number): void => {
    for (let j = 0; j < p; j++) {
      right[j]! += weight * row[j]! * residual;
      for (let l = 0; l <= j; l++) normal[j * p + l]! += weight * row[j]! * row[l]!;
    }
  };
  const measure = (at: Theta, full: boolean): { squares: number; all: number } => {
    let squares = 0;
    if (full) {
      normal.fill(0);
      right.fill(0);
    }
    for (let i = 0; i < n; i++) {
      const residual = problem.y[i]! - logLoss(problem, at, i, gradient);
      const weight = problem.weights ? problem.weights[i]! : 1;
      squares += weight * residual * residual;
      if (full) add(gradient, residual, weight);
    }
    if (!pull) return { squares, all: squares };
    gradient.fill(0);
    const off = pull.target - pull.quantity(at, gradient);
    if (full) add(gradient, off, pull.weight);
    return { squares, all: squares + pull.weight * off * off };
  };

  let { squares, all } = measure(theta, true);
  let damping = 1e-4;
  for (let round = 0; round < most; round++) {
    const free: number[] = [];
    for (let j = 0; j < p; j++)
      if (!((theta[j]! <= lowest(j) && right[j]! < 0) || (theta[j]! >= highest(j) && right[j]! > 0))) free.push(j);
    let better = false;
    let before = all;
    while (damping < 1e10) {
      for (let a = 0; a < free.length; a++) {
        const j = free[a]!;
        for (let b = 0; b <= a; b++) damped[a * free.length + b] = normal[j * p + free[b]!]!;
        damped[a * free.length + a] = normal[j * p + j]! * (1 + damping) + 1e-300;
        step[a] = right[j]!;
      }
      if (solveSymmetric(damped, step, free.length)) {
        next.set(theta);
        for (let a = 0; a < free.length; a++) {
          const j = free[a]!;
          next[j] = Math.min(highest(j), Math.max(lowest(j), theta[j]! + step[a]!));
        }
        const found = measure(next, false);
        if (found.all <= all) {
          before = all;
          [theta, next] = [next, theta];
          ({ squares, all } = found);
          better = true;
          damping = Math.max(1e-12, damping / 10);
          break;
        }
      }
      damping = Math.max(1e-6, damping * 8);
    }
    if (!better || before - all <= 1e-11 * before) break;
    measure(theta, true);
  }
  return { theta: theta.slice(), squares };
}
