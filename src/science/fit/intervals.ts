// 95 % intervals of what is asked of a law: its profile over the measured losses, cut where the spread of the residuals says
// (solver/profile-end.ts, solver/fit-spread.ts). No percentiles of resamples: with 12 runs and 5 numbers those cover far less than they say.

import type { Interval } from '../statistics/estimates.ts';
import { tReach } from '../statistics/student.ts';
import type { FittedLaw } from './fit-law.ts';
import type { FitPoint } from './points.ts';
import { cellsOf, seedsOf } from './points.ts';
import type { Quantity } from './solver/least-squares.ts';
import { profileEnd } from './solver/profile-end.ts';
import { spreadOf, type Spread } from './solver/fit-spread.ts';

export const level = 0.95;

export interface OpenInterval extends Interval {
  readonly open: readonly ('low' | 'high')[]; // ends at which nothing in the runs speaks against going on
}

export type IntervalOf = (quantity: Quantity) => OpenInterval;

/** Runs count by their sizes and lengths; where these are hardly more than the numbers of the law, each by itself. */
export const isByCell = (cells: number, numbers: number): boolean => cells >= numbers + 2;

export function spreadOfRuns(points: readonly FitPoint[], fitted: FittedLaw): Spread {
  const cells = cellsOf(points);
  const byCell = isByCell(new Set(cells).size, fitted.theta.length);
  const grouping = { cells: byCell ? cells : [...points.keys()], seeds: seedsOf(points) };
  return spreadOf(fitted.problem, fitted.theta, grouping);
}

export function intervalsOf(spread: Spread, fitted: FittedLaw): IntervalOf {
  return (quantity) => {
    const { model, variance, df } = spread.of(quantity);
    const rise = (variance / model) * tReach(level, df) ** 2;
    const end = (direction: 1 | -1): ReturnType<typeof profileEnd> =>
      profileEnd(spread.problem, spread.fit, quantity, { error: Math.sqrt(model), rise, direction });
    const [low, high] = [end(-1), end(1)];
    // The law that is told is the one of Huber's sum, which is not quite the middle of the interval, and stands in it.
    const told = quantity(fitted.theta, new Float64Array(fitted.theta.length));
    return {
      low: Math.min(low.value, told),
      high: Math.max(high.value, told),
      level,
      open: [...(low.open ? (['low'] as const) : []), ...(high.open ? (['high'] as const) : [])],
    };
  };
}

/** Of what was asked for by its logarithm. */
export const exponential = ({ low, high, ...rest }: OpenInterval): OpenInterval => ({
  ...rest,
  low: Math.exp(low),
  high: Math.exp(high),
});
