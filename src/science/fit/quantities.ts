// What is asked of a fitted law, each with its derivatives by θ = [E, a₁, e₁, a₂, e₂], so that its interval can be found. A and B, sizes and
// losses are asked for by their logarithms, along which the profile is straighter.

import { flopsPerParameterToken, optimumOf, type Size } from './laws/law.ts';
import { lawOfTheta, type FittedLaw } from './fit-law.ts';
import type { Axis } from './points.ts';
import { logLoss, type Quantity } from './solver/least-squares.ts';

type Fitted = Pick<FittedLaw, 'axes' | 'centres'>;

export const floor: Quantity = (theta, gradient) => {
  gradient.fill(0);
  gradient[0] = 1;
  return theta[0]!;
};

export const exponentOf =
  ({ axes }: Fitted, axis: Axis): Quantity =>
  (theta, gradient) => {
    const at = 2 + 2 * axes.indexOf(axis);
    gradient.fill(0);
    gradient[at] = 1;
    return theta[at]!;
  };

/** ln A = a + α · centre */
export const logScaleOf =
  ({ axes, centres }: Fitted, axis: Axis): Quantity =>
  (theta, gradient) => {
    const k = axes.indexOf(axis);
    gradient.fill(0);
    gradient[1 + 2 * k] = 1;
    gradient[2 + 2 * k] = centres[k]!;
    return theta[1 + 2 * k]! + theta[2 + 2 * k]! * centres[k]!;
  };

/** a = β / (α + β), of a law of both axes. */
export const growth: Quantity = (theta, gradient) => {
  const [alpha, beta] = [theta[2]!, theta[4]!];
  const sum = alpha + beta;
  gradient.fill(0);
  gradient[2] = -beta / sum ** 2;
  gradient[4] = alpha / sum ** 2;
  return beta / sum;
};

export const logLossAt = ({ axes, centres }: Fitted, size: Size): Quantity => {
  const point = { x: axes.map((axis, k) => Float64Array.of(Math.log(size[axis]) - centres[k]!)), y: new Float64Array(1) };
  return (theta, gradient) => logLoss(point, theta, 0, gradient);
};

/** ln N* = (ln αA − ln βB + β · ln(C/6)) / (α + β) */
export const logBestParameters =
  ({ centres }: Fitted, compute: number): Quantity =>
  (theta, gradient) => {
    const [, a, alpha, b, beta] = theta as unknown as [number, number, number, number, number];
    const pairs = Math.log(compute / flopsPerParameterToken);
    const sum = alpha + beta;
    const top = Math.log(alpha) + a + alpha * centres[0]! - Math.log(beta) - b - beta * centres[1]! + beta * pairs;
    gradient[0] = 0;
    gradient[1] = 1 / sum;
    gradient[2] = (1 / alpha + centres[0]! - top / sum) / sum;
    gradient[3] = -1 / sum;
    gradient[4] = (-1 / beta - centres[1]! + pairs - top / sum) / sum;
    return top / sum;
  };

/** ln L*: at the optimum the loss does not change with where the budget goes, so its derivatives are those at a fixed size. */
export const logBestLoss =
  ({ axes, centres }: Fitted, compute: number): Quantity =>
  (theta, gradient) =>
    logLossAt({ axes, centres }, optimumOf(lawOfTheta(theta, axes, centres), compute))(theta, gradient);
