// Whether one of two scales better: whether its lead in ln L grows with size, over sizes that both were trained at. From one size, or two,
// that cannot be said, however large the lead.

import { message, type Message } from '#src/words/message.ts';
import { mean, type Interval } from '../../statistics/estimates.ts';
import { tReach } from '../../statistics/student.ts';
import type { Reached } from './frontier.ts';
import { fewestValues } from '../points.ts';

export interface ScalesBetter {
  readonly sizes: number;
  readonly perFactor?: number; // by how much the lead, a difference of ln L, changes with each e-fold of compute; above 0 the variant gains
  readonly interval?: Interval;
  readonly refusals: readonly Message[];
}

const level = 0.95;

/** A straight line through the mean lead at each size, with Student's interval of its slope. */
export function scalesBetter(baseline: readonly Reached[], variant: readonly Reached[]): ScalesBetter {
  const lossAt = (points: readonly Reached[], compute: number): number =>
    mean(points.filter((p) => p.compute === compute).map(({ loss }) => Math.log(loss)));
  const both = [...new Set(baseline.map(({ compute }) => compute))].filter((compute) =>
    variant.some((p) => p.compute === compute),
  );
  const sizes = both.length;
  if (sizes < fewestValues) return { sizes, refusals: [message('fitOneSize', { sizes })] };
  const x = both.map(Math.log);
  const y = both.map((compute) => lossAt(baseline, compute) - lossAt(variant, compute));
  const [middle, offset] = [mean(x), mean(y)];
  const spread = x.reduce((sum, v) => sum + (v - middle) ** 2, 0);
  const slope = x.reduce((sum, v, i) => sum + (v - middle) * (y[i]! - offset), 0) / spread;
  const rest = y.reduce((sum, v, i) => sum + (v - offset - slope * (x[i]! - middle)) ** 2, 0);
  const reach = tReach(level, sizes - 2) * Math.sqrt(rest / (sizes - 2) / spread);
  return { sizes, perFactor: slope, interval: { low: slope - reach, high: slope + reach, level }, refusals: [] };
}
