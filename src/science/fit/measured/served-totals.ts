// Which of the sizes that were trained costs least in all at equal loss: 6·N·D up to that loss and 2·N for each token that is served. The
// training is read along each size's own lengths, seed by seed, and never beyond them: no law is needed for it.

import { intervalOf, mean, pairedEstimate, type Interval } from '../../statistics/estimates.ts';
import { computeOf, flopsPerParameterToken, type Size } from '../laws/law.ts';
import { flopsServed } from '../laws/serving.ts';
import { frontierOf, logComputeFor, type Reached } from './frontier.ts';

export interface MeasuredEnd extends Size {
  readonly loss: number;
  readonly seed: number | string;
}

export interface SizeTotal extends Size {
  readonly training: number; // FLOP
  readonly serving: number;
  readonly total: number;
}

export interface ServedTotals {
  readonly loss: number;
  readonly sizes: readonly SizeTotal[]; // ascending
  readonly short: readonly number[]; // parameters of those that did not get there,
  readonly past: readonly number[]; // and of those that were past it when they were first measured
  readonly seeds: number;
  /** How many times as much the second costs as the cheapest, seed by seed; none where only one size got there. */
  readonly lead?: { readonly second: SizeTotal; readonly times: number; readonly interval?: Interval };
}

interface Trained {
  readonly parameters: number;
  readonly frontiers: readonly Reached[][]; // of each seed
  readonly low: number; // reached by all seeds
  readonly high: number;
}

const level = 0.95;

/** At the lowest loss that the smallest size reached with every seed, where another did, too; else at that of the most sizes. */
export function servedTotals(ends: readonly MeasuredEnd[], served: number): ServedTotals | undefined {
  const { trained, seeds } = trainedSizes(ends);
  const loss = lossOf(trained);
  if (loss === undefined) return undefined;
  const at = trained.filter((size) => hasLoss(size, loss));
  const logs = at.map(({ frontiers }) => frontiers.map((frontier) => logComputeFor(frontier, loss)!));
  const sizes = at.map(({ parameters }, i): SizeTotal => {
    const training = Math.exp(mean(logs[i]!));
    const serving = flopsServed * parameters * served;
    return { parameters, tokens: training / (flopsPerParameterToken * parameters), training, serving, total: training + serving };
  });
  const [cheapest, second] = [...sizes.keys()].sort((a, b) => sizes[a]!.total - sizes[b]!.total) as [number, number?];
  return {
    loss,
    sizes,
    short: trained.filter(({ low }) => low > loss).map(({ parameters }) => parameters),
    past: trained.filter(({ high }) => high < loss).map(({ parameters }) => parameters),
    seeds: seeds.length,
    ...(second !== undefined && { lead: leadOf(sizes[second]!, logs[second]!, sizes[cheapest]!, logs[cheapest]!) }),
  };
}

function leadOf(second: SizeTotal, of: readonly number[], cheapest: SizeTotal, than: readonly number[]) {
  const each = of.map((log, seed) => Math.log((Math.exp(log) + second.serving) / (Math.exp(than[seed]!) + cheapest.serving)));
  const estimate = pairedEstimate(each);
  const interval = intervalOf(estimate, level);
  return {
    second,
    times: Math.exp(estimate.mean),
    ...(interval && { interval: { ...interval, low: Math.exp(interval.low), high: Math.exp(interval.high) } }),
  };
}

/** By size, with the seeds that all sizes have. */
function trainedSizes(ends: readonly MeasuredEnd[]): { trained: Trained[]; seeds: (number | string)[] } {
  const parameters = [...new Set(ends.map((end) => end.parameters))].sort((a, b) => a - b);
  const has = (size: number, seed: number | string): boolean => ends.some((end) => end.parameters === size && end.seed === seed);
  const seeds = [...new Set(ends.map(({ seed }) => seed))].filter((seed) => parameters.every((size) => has(size, seed)));
  if (seeds.length === 0) return { trained: [], seeds };
  const trained = parameters.map((size): Trained => {
    const frontiers = seeds.map((seed) =>
      frontierOf(
        ends
          .filter((end) => end.parameters === size && end.seed === seed)
          .map((end) => ({ compute: computeOf(end), loss: end.loss })),
      ),
    );
    return {
      parameters: size,
      frontiers,
      low: Math.max(...frontiers.map((frontier) => frontier.at(-1)!.loss)),
      high: Math.min(...frontiers.map((frontier) => frontier[0]!.loss)),
    };
  });
  return { trained, seeds };
}

const hasLoss = ({ low, high }: Trained, loss: number): boolean => low <= loss && loss <= high;

function lossOf(trained: readonly Trained[]): number | undefined {
  const known = trained.map(({ low }) => trained.filter((size) => hasLoss(size, low)).length);
  const most = Math.max(0, ...known);
  if (most < 2) return undefined;
  return trained[known[0]! > 1 ? 0 : known.indexOf(most)]!.low;
}
