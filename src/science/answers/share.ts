// How much of a gap is won back: of what `to` gives over `from`, the part that `by` gives, seed by seed.

import { intervalOf, pairedEstimate } from '../statistics/estimates.ts';
import { ratioOfMeans, type RatioOfMeans } from '../statistics/ratio-of-means.ts';

/** Losses of the same seeds in the same order. No share unless the gap itself is shown. */
export function shareOf(
  from: readonly number[],
  to: readonly number[],
  by: readonly number[],
  level: number,
): RatioOfMeans | 'few' | 'noGap' | 'noBetter' {
  const gaps = from.map((loss, i) => loss - to[i]!);
  const interval = intervalOf(pairedEstimate(gaps), level);
  if (!interval) return 'few';
  if (interval.high <= 0) return 'noBetter';
  if (interval.low <= 0) return 'noGap';
  const won = from.map((loss, i) => loss - by[i]!);
  return ratioOfMeans(won, gaps, level) ?? 'noGap';
}
