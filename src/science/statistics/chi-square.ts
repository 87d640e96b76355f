// The χ² distribution: the quantiles that an interval of a variance needs, in float64.

import { logGamma } from './student.ts';

/** The x below which a share `p` of the distribution lies, 0 < p < 1, for `df` > 0. */
export function chiSquareQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1 && df > 0)) return NaN;
  let high = df + 2;
  while (below(high, df) < p) high *= 2;
  let low = 0;
  // The share grows steadily, so halving finds it, down to neighbouring floats.
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (below(middle, df) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(X ≤ x): the regularised incomplete gamma function P(df / 2, x / 2), by its series (DLMF 8.11.4), whose terms are all positive. */
function below(x: number, df: number): number {
  if (x <= 0) return 0;
  const [a, z] = [df / 2, x / 2];
  let term = 1 / a;
  let sum = term;
  for (let k = 1; term > sum * 1e-17; k++) sum += term *= z / (a + k);
  return Math.min(1, sum * Math.exp(a * Math.log(z) - z - logGamma(a)));
}
