// Whether an arm ends better than each of several others, seed by seed: its loss less that of the best of them.

import { intervalOf, pairedEstimate, type Estimate, type Interval } from '../statistics/estimates.ts';

export interface Best {
  readonly rival: number; // which of the others it is furthest behind, or least ahead of
  readonly lead: Estimate; // of that one
  /**
   * Whoever is below each of them with 95 % is below the best of them with as much (Berger 1982, Technometrics 24:295). That it is above
   * one of them could be chance with each: that end is Bonferroni's.
   */
  readonly interval?: Interval;
  readonly each: readonly number[]; // by seed
}

/** Losses of the same seeds in the same order. */
export function bestOf(own: readonly number[], others: readonly (readonly number[])[], level: number): Best {
  const estimates = others.map((other) => pairedEstimate(own.map((loss, seed) => loss - other[seed]!)));
  const rival = estimates.reduce((most, { mean }, i) => (mean > estimates[most]!.mean ? i : most), 0);
  const ends = (at: number, end: 'low' | 'high'): number =>
    Math.max(...estimates.map((estimate) => intervalOf(estimate, at)?.[end] ?? NaN));
  const low = ends(1 - (1 - level) / others.length, 'low');
  const high = ends(level, 'high');
  return {
    rival,
    lead: estimates[rival]!,
    ...(Number.isFinite(low) && Number.isFinite(high) && { interval: { low, high, level } }),
    each: own.map((loss, seed) => loss - Math.min(...others.map((other) => other[seed]!))),
  };
}
