// What is fitted: Σ Huber_δ(ln L − ln law), a sum and not a mean, with δ = 10⁻³ (Hoffmann et al. 2022, arXiv 2203.15556, appendix D.2), so
// that a few bad runs do not decide. Found by quasi-Newton steps (BFGS) while δ comes down to what it is, as it has corners for a small one.

import { logLoss, steepest, type Problem, type Theta } from './least-squares.ts';
import { solveSymmetric } from './linear.ts';

export const huberDelta = 1e-3;

export interface HuberFit {
  readonly theta: Theta;
  readonly huber: number; // the sum
}

const faintestFloor = -25; // of ln E: less is no floor

/** Everything by its logarithm, so that nothing becomes negative: φ = [ln E, a₁, e₁, …]. */
function objective(problem: Problem, phi: Float64Array, delta: number, gradient: Float64Array | undefined, row: Theta): number {
  const theta = row.slice();
  theta.set(phi);
  theta[0] = Math.exp(phi[0]!);
  gradient?.fill(0);
  let sum = 0;
  for (let i = 0; i < problem.y.length; i++) {
    const residual = problem.y[i]! - logLoss(problem, theta, i, row);
    const size = Math.abs(residual);
    sum += size <= delta ? (residual * residual) / 2 : delta * (size - delta / 2);
    if (!gradient) continue;
    const clipped = Math.max(-delta, Math.min(delta, residual));
    gradient[0]! -= clipped * row[0]! * theta[0];
    for (let j = 1; j < row.length; j++) gradient[j]! -= clipped * row[j]!;
  }
  return sum;
}

export const huberSum = (problem: Problem, theta: Theta, delta = huberDelta): number =>
  objective(problem, logarithmic(theta), delta, undefined, theta.slice());

function logarithmic(theta: Theta): Float64Array {
  const phi = theta.slice();
  phi[0] = Math.max(faintestFloor, Math.log(theta[0]!));
  return phi;
}

/** The minimum near a start. An exponent may leave (0, `steepest`): who reads it decides what that means. */
export function huberFit(problem: Problem, start: Theta, deltas: readonly number[] = [0.03, 0.005, huberDelta]): HuberFit {
  let phi = logarithmic(start);
  for (const delta of deltas) phi = descend(problem, phi, delta);
  const theta = phi.slice();
  theta[0] = phi[0]! <= faintestFloor + 1 ? 0 : Math.exp(phi[0]!);
  return { theta, huber: huberSum(problem, theta) };
}

function descend(problem: Problem, start: Float64Array, delta: number): Float64Array {
  const p = start.length;
  const row = new Float64Array(p);
  let phi = start.slice();
  let gradient = new Float64Array(p);
  let next = new Float64Array(p);
  let nextGradient = new Float64Array(p);
  const direction = new Float64Array(p);
  const change = new Float64Array(p);
  let value = objective(problem, phi, delta, gradient, row);
  let inverse = curvature(problem, phi, delta);
  let fresh = true;
  for (let round = 0; round < 400; round++) {
    let slope = 0;
    for (let a = 0; a < p; a++) {
      let sum = 0;
      for (let b = 0; b < p; b++) sum -= inverse[a * p + b]! * gradient[b]!;
      direction[a] = sum;
    }
    for (let a = 0; a < p; a++) slope += direction[a]! * gradient[a]!;
    if (!(slope < 0) || -slope < 1e-13 * value) {
      if (fresh) break;
      inverse = curvature(problem, phi, delta);
      fresh = true;
      continue;
    }
    let step = 1;
    let found = Infinity;
    for (; step > 1e-9; step /= 2) {
      for (let a = 0; a < p; a++) next[a] = phi[a]! + step * direction[a]!;
      next[0] = Math.max(faintestFloor, next[0]!);
      if (next.some((v, j) => j > 0 && j % 2 === 0 && Math.abs(v) > 2 * steepest)) continue;
      found = objective(problem, next, delta, nextGradient, row);
      if (found <= value + 1e-4 * step * slope) break;
    }
    if (!(found <= value + 1e-4 * step * slope)) {
      if (fresh) break;
      inverse = curvature(problem, phi, delta);
      fresh = true;
      continue;
    }
    let product = 0;
    for (let a = 0; a < p; a++) {
      change[a] = next[a]! - phi[a]!;
      gradient[a] = nextGradient[a]! - gradient[a]!; // of the gradients
      product += change[a]! * gradient[a]!;
    }
    if (product > 1e-300) update(inverse, change, gradient, product, p);
    fresh = false;
    [phi, next] = [next, phi];
    [gradient, nextGradient] = [nextGradient, gradient];
    value = found;
  }
  return phi;
}

/** BFGS: H ← (I − s yᵀ/sᵀy) H (I − y sᵀ/sᵀy) + s sᵀ/sᵀy. */
function update(inverse: Float64Array, s: Float64Array, y: Float64Array, product: number, p: number): void {
  const hy = new Float64Array(p);
  let yhy = 0;
  for (let a = 0; a < p; a++) {
    for (let b = 0; b < p; b++) hy[a]! += inverse[a * p + b]! * y[b]!;
    yhy += y[a]! * hy[a]!;
  }
  const scale = (1 + yhy / product) / product;
  for (let a = 0; a < p; a++)
    for (let b = 0; b < p; b++) inverse[a * p + b]! += scale * s[a]! * s[b]! - (hy[a]! * s[b]! + s[a]! * hy[b]!) / product;
}

/** (Jᵀ W J)⁻¹ with the weights min(1, δ / |r|) of reweighted squares: the scale of each direction, to begin with. */
function curvature(problem: Problem, phi: Float64Array, delta: number): Float64Array {
  const p = phi.length;
  const theta = phi.slice();
  theta[0] = Math.exp(phi[0]!);
  const row = new Float64Array(p);
  const matrix = new Float64Array(p * p);
  for (let i = 0; i < problem.y.length; i++) {
    const residual = Math.abs(problem.y[i]! - logLoss(problem, theta, i, row));
    row[0]! *= theta[0];
    const weight = residual > delta ? delta / residual : 1;
    for (let a = 0; a < p; a++) for (let b = 0; b <= a; b++) matrix[a * p + b]! += weight * row[a]! * row[b]!;
  }
  let largest = 0;
  for (let a = 0; a < p; a++) largest = Math.max(largest, matrix[a * p + a]!);
  for (let a = 0; a < p; a++) matrix[a * p + a]! += 1e-9 * largest;
  return inverseOf(matrix, p);
}

/** The inverse of a symmetric positive matrix of which only the lower triangle is read. */
export function inverseOf(matrix: Float64Array, p: number): Float64Array {
  const inverse = new Float64Array(p * p);
  for (let a = 0; a < p; a++) {
    const unit = new Float64Array(p);
    unit[a] = 1;
    solveSymmetric(matrix.slice(), unit, p);
    inverse.set(unit, a * p);
  }
  return inverse;
}
