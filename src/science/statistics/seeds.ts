// What a few seeds say together at one point of a curve: found thousands of times per chart, so it allocates little and looks
// the reach of the t interval up.

import { fewestSeeds } from '#src/experiment/limits.ts';
import { tReach } from './student.ts';

export interface Seeds {
  readonly mean: number;
  readonly median: number;
  readonly half: number; // half the width of the 95 % t interval of the mean; NaN below `fewestSeeds`
}

/** Of the first n values, which are in ascending order. */
export function seedsAt(sorted: ArrayLike<number>, n: number): Seeds {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += sorted[i]!;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (sorted[i]! - mean) ** 2;
  return {
    mean,
    median: (sorted[(n - 1) >> 1]! + sorted[n >> 1]!) / 2,
    half: n < fewestSeeds ? NaN : reach(n) * Math.sqrt(squares / (n - 1) / n),
  };
}

/** By the number of seeds; found once, because it takes a search. */
const reaches: number[] = [];
const reach = (n: number): number => (reaches[n] ??= tReach(0.95, n - 1));
