// What an idea is worth in compute: how many times more the baseline needs for the same loss, read off what both measured, never beyond it.
// Seed by seed, as seeds share their start and their batches: the mean of the logarithms, with Student's interval, from eight seeds on
// the studentised bootstrap (docs/decisions/0010-verdict.md).

import { fewestSeeds } from '#src/experiment/limits.ts';
import { message, type Message } from '#src/words/message.ts';
import { bootstrapMean } from '../../statistics/bootstrap.ts';
import { intervalOf, mean, pairedEstimate, type Interval } from '../../statistics/estimates.ts';
import { frontierOf, logComputeFor, type Reached } from './frontier.ts';

export interface SeededPoint extends Reached {
  readonly seed: number | string;
}

export interface Gain {
  readonly loss?: number; // at which it is read
  readonly gain?: number; // 1.3: worth 1.3 times the compute
  readonly interval?: Interval;
  readonly compute?: { readonly baseline: number; readonly variant: number }; // of each at that loss: means of the logarithms
  readonly seeds: number;
  readonly refusals: readonly Message[];
}

const level = 0.95;
const fewestToResample = 8;

/** At the lowest loss that all seeds of both reached, or at another that they did. */
export function computeGain(baseline: readonly SeededPoint[], variant: readonly SeededPoint[], wanted?: number): Gain {
  const names = (points: readonly SeededPoint[]): Set<number | string> => new Set(points.map(({ seed }) => seed));
  const others = names(variant);
  const seeds = [...names(baseline)].filter((seed) => others.has(seed));
  const of = (points: readonly SeededPoint[]): Reached[][] =>
    seeds.map((seed) => frontierOf(points.filter((p) => p.seed === seed)));
  const [base, varied] = [of(baseline), of(variant)];
  const frontiers = [...base, ...varied];
  const low = Math.max(...frontiers.map((f) => f.at(-1)!.loss));
  const high = Math.min(...frontiers.map((f) => f[0]!.loss));
  if (seeds.length === 0 || !(low <= high)) return { seeds: seeds.length, refusals: [message('fitNoCommonLoss')] };
  const loss = wanted ?? low;
  if (!(loss >= low && loss <= high))
    return { loss, seeds: seeds.length, refusals: [message('fitBeyondCommon', { loss, low, high })] };
  const [baselineLogs, variantLogs] = [base, varied].map((of) => of.map((frontier) => logComputeFor(frontier, loss)!)) as [
    number[],
    number[],
  ];
  const logs = baselineLogs.map((log, k) => log - variantLogs[k]!);
  const estimate = pairedEstimate(logs);
  const interval = logs.length < fewestToResample ? intervalOf(estimate, level) : bootstrapMean(logs, level);
  return {
    loss,
    gain: Math.exp(estimate.mean),
    compute: { baseline: Math.exp(mean(baselineLogs)), variant: Math.exp(mean(variantLogs)) },
    ...(interval && { interval: { ...interval, low: Math.exp(interval.low), high: Math.exp(interval.high) } }),
    seeds: seeds.length,
    refusals: interval ? [] : [message('fitFewSeeds', { seeds: seeds.length, fewest: fewestSeeds })],
  };
}
