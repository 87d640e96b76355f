// Student's t distribution: its tails and its quantiles, in float64.

/** P(|T| ≥ |t|), the p-value of a two-sided test, with `df` > 0 degrees of freedom, not necessarily whole. Precise also where it is tiny. */
export function twoSided(t: number, df: number): number {
  if (Number.isNaN(t)) return NaN;
  return t === 0 ? 1 : incompleteBeta(df / (df + t * t), df / 2, 0.5);
}

/**
 * The t interval: half its width in standard errors, so that mean ± tReach · error holds the true mean with probability `level`.
 * Of verdicts (`intervalOf` in estimates.ts) and of the bands of charts (`seedsAt` in seeds.ts).
 */
export const tReach = (level: number, df: number): number => tQuantile((1 + level) / 2, df);

/** The t below which a share `p` of the distribution lies, 0 < p < 1. */
export function tQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1 && df > 0)) return NaN;
  if (p === 0.5) return 0;
  if (p < 0.5) return -tQuantile(1 - p, df);
  const tail = 2 * (1 - p);
  let [low, high] = [0, Infinity];
  let t = 1;
  for (let i = 0; i < 200; i++) {
    const there = twoSided(t, df);
    if (there > tail) low = t;
    else high = t;
    // Newton's step where the tail is drawn on logarithmic axes, on which a heavy one is nearly straight; halving where it leads out.
    const next = t * Math.exp((Math.log(there / tail) * there) / (2 * t * density(t, df)));
    const inside = next > low && next < high ? next : high < Infinity ? (low + high) / 2 : 2 * t;
    if (Math.abs(inside - t) <= 2 * Number.EPSILON * t) return inside;
    t = inside;
  }
  return t;
}

const density = (t: number, df: number): number =>
  Math.exp(logGamma((df + 1) / 2) - logGamma(df / 2) - ((df + 1) / 2) * Math.log1p((t * t) / df)) / Math.sqrt(df * Math.PI);

/** The regularised incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22, Lentz's method). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges quickly on this side of the mean only.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  const tiny = 1e-300;
  const safe = (v: number): number => (Math.abs(v) < tiny ? tiny : v);
  let c = 1;
  let d = 1 / safe(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / safe(1 + even * d);
    c = safe(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / safe(1 + odd * d);
    c = safe(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return front * fraction;
}

/** ln Γ(x) for x > 0: Stirling's series after a shift to x ≥ 10 (DLMF 5.11.1). */
export function logGamma(x: number): number {
  let shift = 0;
  let y = x;
  for (; y < 10; y++) shift += Math.log(y);
  const z = 1 / (y * y);
  const series = (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z * (1 / 1188 - (z * 691) / 360360))))) / y;
  return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
