// How often at least one of k attempts is right, found without bias from n ≥ k of them (Chen et al. 2021, arXiv 2107.03374):
//   pass@k = 1 − C(n − c, k) / C(n, k), with c right: the share of all choices of k among the n that hold a right one.
// Its interval is over questions, since attempts at one question share its difficulty.

import { bootstrapMean } from '../statistics/bootstrap.ts';
import { intervalOf, mean, pairedEstimate, type Interval } from '../statistics/estimates.ts';

/** Of one question. NaN for k above n. */
export function passAtK(attempts: number, right: number, k: number): number {
  if (k > attempts) return NaN;
  if (attempts - right < k) return 1;
  let none = 1;
  for (let i = attempts - right + 1; i <= attempts; i++) none *= 1 - k / i;
  return 1 - none;
}

export interface PassRate {
  readonly k: number;
  readonly rate: number; // mean over questions
  readonly interval: Interval | undefined; // over questions; undefined below three
}

const level = 0.95;

/** `right`: of each question, how many of `attempts` were. */
export function passRate(attempts: number, right: readonly number[], k: number): PassRate {
  const rates = right.map((count) => passAtK(attempts, count, k));
  const within = (interval: Interval | undefined): Interval | undefined =>
    interval && { ...interval, low: Math.max(0, interval.low), high: Math.min(1, interval.high) };
  const fewest = 8; // below, the bootstrap has too little to draw from (decision 10)
  const found = rates.length < fewest ? intervalOf(pairedEstimate(rates), level) : bootstrapMean(rates, level);
  return { k, rate: mean(rates), interval: within(found) };
}
