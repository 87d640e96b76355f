// The ratio of two means that were measured in pairs, with Fieller's interval (1954, J. R. Statist. Soc. B 16:175): all ratios r for
// which the mean of numerator − r · denominator is not distinguishable from 0. It is an interval only where the mean of the
// denominator is distinguishable from 0 at the same level; elsewhere there is no ratio to speak of, and none is given.

import { deviation, mean, type Interval } from './estimates.ts';
import { tReach } from './student.ts';

export interface RatioOfMeans {
  readonly ratio: number;
  readonly interval: Interval;
}

/** Undefined below two pairs, and where the denominator may be 0. */
export function ratioOfMeans(
  numerators: readonly number[],
  denominators: readonly number[],
  level: number,
): RatioOfMeans | undefined {
  const n = numerators.length;
  if (n < 2) return undefined;
  const [top, bottom] = [mean(numerators), mean(denominators)];
  const reach = tReach(level, n - 1) ** 2 / n;
  const products = numerators.reduce((sum, value, i) => sum + (value - top) * (denominators[i]! - bottom), 0);
  const [varied, shared, other] = [deviation(denominators) ** 2, products / (n - 1), deviation(numerators) ** 2];
  // a · r² − 2 · b · r + c ≤ 0
  const a = bottom * bottom - reach * varied;
  if (!(a > 0)) return undefined;
  const b = top * bottom - reach * shared;
  const c = top * top - reach * other;
  const half = Math.sqrt(Math.max(0, b * b - a * c));
  return { ratio: top / bottom, interval: { low: (b - half) / a, high: (b + half) / a, level } };
}
