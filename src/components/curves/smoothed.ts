// Smoothed curves, kept for as long as neither the curve nor the weight changes.

import { smooth } from '#src/science/statistics/smooth.ts';

const kept = new WeakMap<Float64Array, { readonly key: string; readonly values: Float64Array }>();

export function smoothed(values: Float64Array, length: number, version: number, weight: number): Float64Array {
  const key = `${version} ${length} ${weight}`;
  const before = kept.get(values);
  if (before?.key === key) return before.values;
  const after = smooth(values, length, weight);
  kept.set(values, { key, values: after });
  return after;
}
