// A difference between two arms, estimated from a few seeds: its mean, its interval, its size, and how many seeds would tell.
// All of it is Student's t; below three seeds there is no interval, because two numbers say nothing about their spread.

import { fewestSeeds } from '#src/experiment/limits.ts';
import { chiSquareQuantile } from './chi-square.ts';
import { tQuantile, tReach, twoSided } from './student.ts';

export interface Estimate {
  readonly n: number; // seeds; of the smaller arm where they are not paired
  readonly mean: number;
  readonly deviation: number; // of the paired differences; not paired: of the seeds of one arm, √((s²a + s²b) / 2)
  readonly error: number; // standard error of the mean
  readonly df: number; // degrees of freedom
  readonly groups: 1 | 2; // one sample of paired differences, or one sample for each arm
}

export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number; // 0.95: the share of such intervals that hold the true value
}

/** NaN of nothing. Taken from the first value on, so that equal values have exactly themselves as their mean. */
export function mean(values: readonly number[]): number {
  const first = values[0] ?? NaN;
  return first + values.reduce((sum, v) => sum + (v - first), 0) / values.length;
}

/** Sample standard deviation, NaN below two values. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return NaN;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, v) => sum + (v - centre) * (v - centre), 0) / (values.length - 1));
}

export function pairedEstimate(differences: readonly number[]): Estimate {
  const n = differences.length;
  const spread = deviation(differences);
  return { n, mean: mean(differences), deviation: spread, error: spread / Math.sqrt(n), df: n - 1, groups: 1 };
}

/** The same estimate, to which something else adds an error of its own; degrees of freedom after Satterthwaite (1946). */
export function withError(estimate: Estimate, error: number, df: number): Estimate {
  const [own, other] = [estimate.error ** 2, error ** 2];
  if (other === 0) return estimate;
  const sum = own + other;
  return { ...estimate, error: Math.sqrt(sum), df: (sum * sum) / ((own * own) / estimate.df + (other * other) / df) };
}

/** The skewness of a sample, m₃ / m₂^1.5; 0 without spread. */
export function skewness(values: readonly number[]): number {
  const centre = mean(values);
  const moment = (power: number): number => values.reduce((sum, v) => sum + (v - centre) ** power, 0) / values.length;
  const variance = moment(2);
  return variance > 1e-24 * centre * centre ? moment(3) / variance ** 1.5 : 0;
}

/** Two independent samples of unequal spread; degrees of freedom after Welch (1947) and Satterthwaite (1946). */
export function welchEstimate(arm: readonly number[], baseline: readonly number[]): Estimate {
  const [a, b] = [arm, baseline].map((values) => {
    const spread = deviation(values);
    return { variance: spread * spread, share: (spread * spread) / values.length, df: values.length - 1 };
  }) as [Sample, Sample];
  const sum = a.share + b.share;
  return {
    n: Math.min(arm.length, baseline.length),
    mean: mean(arm) - mean(baseline),
    deviation: Math.sqrt((a.variance + b.variance) / 2),
    error: Math.sqrt(sum),
    df: sum === 0 ? a.df + b.df : (sum * sum) / ((a.share * a.share) / a.df + (b.share * b.share) / b.df),
    groups: 2,
  };
}
interface Sample {
  readonly variance: number;
  readonly share: number; // of the variance of the difference
  readonly df: number;
}

/** The t interval. Undefined below three seeds. */
export function intervalOf({ n, mean, error, df }: Estimate, level: number): Interval | undefined {
  if (n < fewestSeeds) return undefined;
  const reach = error === 0 ? 0 : tReach(level, df) * error;
  return { low: mean - reach, high: mean + reach, level };
}

/** Two-sided, of no difference. Without any spread it is certain: 1 if the mean is 0, else 0. */
export function pValue({ n, mean, error, df }: Estimate): number | undefined {
  if (n < fewestSeeds) return undefined;
  if (error === 0) return mean === 0 ? 1 : 0;
  return twoSided(mean / error, df);
}

/**
 * The mean in standard deviations: Cohen's d_z of paired differences, d of two groups. A few seeds exaggerate it, which
 * the factor 1 − 3 / (4·df − 1) corrects (Hedges 1981, J. Educ. Stat. 6:107, his approximation). Undefined without spread.
 */
export function effectSize({ n, mean, deviation, groups }: Estimate): number | undefined {
  if (n < fewestSeeds) return undefined;
  if (deviation === 0) return mean === 0 ? 0 : undefined;
  return (mean / deviation) * (1 - 3 / (4 * spreadFreedom(n, groups) - 1));
}

/** Degrees of freedom of `deviation`. Not Welch's, which are of the error: they fall as one arm spreads more than the other. */
const spreadFreedom = (n: number, groups: number): number => groups * (n - 1);

const power = 0.8;
const mostSeeds = 1000;

/**
 * How many more seeds would resolve half the difference seen, if its spread is as seen: the fewest with
 * n ≥ (t(1 − α/2) + t(power))² · groups · s² / δ², δ half the mean, less those there are.
 * Undefined where that is more than a thousand, or the mean is 0.
 */
export function seedsNeeded({ n, mean, deviation, groups }: Estimate, alpha: number): number | undefined {
  if (n < 2 || mean === 0) return undefined;
  const ratio = (2 * deviation) / mean;
  const enough = (seeds: number): boolean => {
    const df = spreadFreedom(seeds, groups);
    const t = tQuantile(1 - alpha / 2, df) + tQuantile(power, df);
    return seeds >= t * t * groups * ratio * ratio;
  };
  if (enough(Math.max(n, fewestSeeds))) return Math.max(0, fewestSeeds - n);
  let [few, many] = [n, n + mostSeeds];
  if (!enough(many)) return undefined;
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    if (enough(middle)) many = middle;
    else few = middle;
  }
  return many - n;
}

export interface SeedsRange {
  readonly few: number;
  readonly many?: number; // undefined above a thousand
}

/**
 * How far the number of `seedsNeeded` is known: a few seeds say little about their spread, whose interval (χ² of a variance) gives
 * one of the seeds that half the mean seen would take. Undefined below three seeds, where the mean is 0, or where all of it lies
 * above a thousand.
 */
export function seedsRange(estimate: Estimate, alpha: number, level: number): SeedsRange | undefined {
  const { n, mean, deviation, groups } = estimate;
  if (n < fewestSeeds || mean === 0) return undefined;
  const df = spreadFreedom(n, groups);
  const at = (p: number): number | undefined =>
    seedsNeeded({ ...estimate, deviation: deviation * Math.sqrt(df / chiSquareQuantile(p, df)) }, alpha);
  const [few, many] = [at((1 + level) / 2), at((1 - level) / 2)];
  return few === undefined ? undefined : { few, ...(many !== undefined && { many }) };
}
