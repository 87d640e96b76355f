// An interval of a mean that assumes no normal distribution: the studentised bootstrap, with the same draws every time.
// Each resample is measured in its own standard errors, which keeps its promise at eight seeds, where percentiles of the
// resampled means, corrected or not, are too narrow (docs/decisions/0010-verdict.md). Efron and Tibshirani 1993, chapter 12.

import { integer, streamOf } from '#src/data/random.ts';
import { intervalOf, pairedEstimate, type Interval } from './estimates.ts';

const seed = 1979; // any would do; it is fixed so that a verdict can be computed again
const stream = streamOf('bootstrap');
const usualResamples = 10_000;

export function bootstrapMean(values: readonly number[], level: number, resamples = usualResamples): Interval | undefined {
  const estimate = pairedEstimate(values);
  const student = intervalOf(estimate, level);
  if (!student || estimate.error === 0) return student;
  const { n, mean: centre, error } = estimate;
  const sample = new Float64Array(n);
  const scores = Float64Array.from({ length: resamples }, (_, r) => {
    for (let i = 0; i < n; i++) sample[i] = values[integer(seed, stream, r * n + i, n)]!;
    return score(sample, centre);
  }).sort();
  const cut = Math.floor(((resamples + 1) * (1 - level)) / 2); // of the scores, at either end
  const low = centre - scores[resamples - cut]! * error;
  const high = centre - scores[cut - 1]! * error;
  // Where most values are equal, so are whole resamples, and their scores are infinite.
  return Number.isFinite(low) && Number.isFinite(high) ? { low, high, level } : student;
}

/** How many of its own standard errors the mean of a sample lies above `centre`; infinite if all of it is equal. */
function score(sample: Float64Array, centre: number): number {
  const [n, first] = [sample.length, sample[0]!];
  let [sum, squares] = [0, 0];
  for (const value of sample) sum += value - first;
  const mean = first + sum / n;
  for (const value of sample) squares += (value - mean) * (value - mean);
  return mean === centre ? 0 : (mean - centre) / Math.sqrt(squares / (n - 1) / n);
}
