// The fit itself: from points to a law and its Huber sum, from several starts that should all end in the same place.

import type { Law } from './laws/law.ts';
import type { Axis, FitPoint } from './points.ts';
import { huberDelta, huberFit, type HuberFit } from './solver/huber.ts';
import { leastSquares, steepest, type Problem, type Theta } from './solver/least-squares.ts';
import { startsOf } from './solver/variable-projection.ts';

export interface FittedLaw {
  readonly axes: readonly Axis[];
  readonly problem: Problem;
  readonly centres: readonly number[]; // of the logarithms of each axis
  readonly theta: Theta;
  readonly law: Law;
  readonly huber: number; // Σ Huber of ln L
  readonly starts: Starts;
}

export interface Starts {
  readonly tried: number;
  readonly agree: number; // that ended at this law
  readonly rival?: Law; // nearly as good, and another law
}

/** A rival's sum is at most so much higher, and an exponent of it lies so far off. */
const nearlyAsGood = 1.05;
const another = 0.02;

export function fitLaw(points: readonly FitPoint[], axes: readonly Axis[]): FittedLaw {
  const centres = axes.map((axis) => points.reduce((sum, p) => sum + Math.log(p[axis]), 0) / points.length);
  const problem: Problem = {
    x: axes.map((axis, k) => Float64Array.from(points, (p) => Math.log(p[axis]) - centres[k]!)),
    y: Float64Array.from(points, (p) => Math.log(p.loss)),
  };
  const begun = startsOf(problem);
  const smoothed = huberFit(problem, leastSquares(problem, begun[0]!.theta).theta);
  // The others go straight for the sum, so that they may end in another valley if there is one.
  const fits = [smoothed, ...begun.map(({ theta }) => huberFit(problem, theta, [huberDelta]))].filter(({ theta }) =>
    isLaw(theta),
  );
  const best = fits.length > 0 ? fits.reduce((a, b) => (b.huber < a.huber ? b : a)) : bounded(problem, begun[0]!.theta);
  const same = fits.filter((fit) => fit.huber <= best.huber * (1 + 1e-6) + 1e-18);
  const rival = fits.find(
    (fit) => fit.huber <= best.huber * nearlyAsGood && exponents(fit).some((e, k) => Math.abs(e - exponents(best)[k]!) > another),
  );
  const lawOf = (fit: HuberFit): Law => lawOfTheta(fit.theta, axes, centres);
  return {
    axes,
    problem,
    centres,
    theta: best.theta,
    law: lawOf(best),
    huber: best.huber,
    starts: { tried: fits.length, agree: same.length, ...(rival && { rival: lawOf(rival) }) },
  };
}

/** From a law that is near: what leaving a run out does. */
export function refit(problem: Problem, near: Theta): Theta {
  const { theta } = huberFit(problem, near);
  return isLaw(theta) ? theta : bounded(problem, near).theta;
}

const exponents = ({ theta }: HuberFit): number[] => [...theta].filter((_, j) => j > 0 && j % 2 === 0);
const isLaw = (theta: Theta): boolean => exponents({ theta, huber: 0 }).every((e) => e > 0 && e < steepest);

/** Where the loss does not fall, or falls at once, Huber's sum has no minimum among laws: least squares at its bound stands for it. */
function bounded(problem: Problem, start: Theta): HuberFit {
  const { theta } = leastSquares(problem, start);
  return { theta, huber: huberFit(problem, theta, []).huber };
}

export function lawOfTheta(theta: Theta, axes: readonly Axis[], centres: readonly number[]): Law {
  const term = (axis: Axis): readonly [scale: number, exponent: number] => {
    const k = axes.indexOf(axis);
    if (k < 0) return [0, 0];
    const exponent = theta[2 + 2 * k]!;
    return [Math.exp(theta[1 + 2 * k]! + exponent * centres[k]!), exponent];
  };
  const [[A, alpha], [B, beta]] = [term('parameters'), term('tokens')];
  return { E: theta[0]!, A, alpha, B, beta };
}
