// Smoothing of a noisy curve: the exponential moving average, without its usual pull towards zero at the start.

/**
 * s_i = Σ_j w^(i−j)·v_j / Σ_j w^(i−j) over all numbers up to i, for 0 ≤ w < 1. What is no number stays a gap and does not
 * count. Dividing by the weights so far is the correction of Kingma and Ba's Adam (2015, section 3).
 */
export function smooth(values: ArrayLike<number>, length: number, weight: number): Float64Array {
  const smoothed = new Float64Array(length);
  let sum = 0;
  let weights = 0;
  for (let i = 0; i < length; i++) {
    const value = values[i]!;
    if (Number.isFinite(value)) {
      sum = weight * sum + value;
      weights = weight * weights + 1;
      smoothed[i] = sum / weights;
    } else smoothed[i] = NaN;
  }
  return smoothed;
}
