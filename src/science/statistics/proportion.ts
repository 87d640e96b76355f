// Shares of right answers and their differences. Wilson's score interval (1927) stays between 0 and 1 and holds what it says where nearly
// all or nearly none are right; the difference of two shares of the same questions is Newcombe's (1998, Statistics in Medicine 17:2635,
// method 10), and whether it is real McNemar's exact test.

import type { Interval } from './estimates.ts';
import { logGamma, tQuantile } from './student.ts';

/** The normal quantile, as that of t with so many degrees of freedom that it makes no difference. */
const z = (level: number): number => tQuantile((1 + level) / 2, 1e9);

export function wilson(right: number, n: number, level = 0.95): Interval {
  if (n === 0) return { low: 0, high: 1, level };
  const [p, q] = [right / n, z(level) ** 2 / n];
  const middle = (p + q / 2) / (1 + q);
  const reach = Math.sqrt(q * (p * (1 - p) + q / 4)) / (1 + q);
  return { low: right === 0 ? 0 : middle - reach, high: right === n ? 1 : middle + reach, level };
}

/** The same questions answered twice, counted: by both, by one alone, by neither. */
export interface Pairs {
  readonly both: number;
  readonly first: number;
  readonly second: number;
  readonly neither: number;
}

export function pairsOf(first: readonly boolean[], second: readonly boolean[]): Pairs {
  const count = (a: boolean, b: boolean): number => first.filter((right, i) => right === a && second[i] === b).length;
  return { both: count(true, true), first: count(true, false), second: count(false, true), neither: count(false, false) };
}

/** Share of the first less that of the second. */
export function shareDifference(
  { both, first, second, neither }: Pairs,
  level = 0.95,
): { readonly mean: number; readonly interval: Interval } {
  const n = both + first + second + neither;
  const [p1, p2] = [(both + first) / n, (both + second) / n];
  const [w1, w2] = [wilson(both + first, n, level), wilson(both + second, n, level)];
  const product = (both + first) * (second + neither) * (both + second) * (first + neither);
  const cross = both * neither - first * second;
  const phi = product === 0 ? 0 : (cross > 0 ? Math.max(cross - n / 2, 0) : cross) / Math.sqrt(product);
  const reach = (a: number, b: number): number => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  const mean = p1 - p2;
  return {
    mean,
    interval: { low: mean - reach(p1 - w1.low, w2.high - p2), high: mean + reach(w1.high - p1, p2 - w2.low), level },
  };
}

/** Two-sided p of McNemar's exact test: among the questions that one alone answers, is either likelier to? 1 where there are none. */
export function mcnemar({ first, second }: Pairs): number {
  const n = first + second;
  const logChoose = (k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  let tail = 0;
  for (let k = 0; k <= Math.min(first, second); k++) tail += Math.exp(logChoose(k) - n * Math.LN2);
  return Math.min(1, 2 * tail);
}
