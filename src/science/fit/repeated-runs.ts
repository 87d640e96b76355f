// How much a text is worth when it is read again, from the runs that did: R_D* by a search in one dimension, with the law of the runs that
// read theirs once. Our models have more parameters than their text could use even once, which the law of sizes has seen, so the
// published discount on those counts only where it describes the runs better.

import { normal, streamOf } from '#src/data/random.ts';
import type { Interval } from '../statistics/estimates.ts';
import type { Law } from './laws/law.ts';
import { leastBetween } from './laws/least-between.ts';
import { lossOfRepeated, publishedRepeats, type Repeats } from './laws/repeated.ts';
import { level } from './intervals.ts';
import type { FitPoint } from './points.ts';
import { huberDelta } from './solver/huber.ts';

export interface RepeatedRuns {
  readonly runs: number;
  readonly repeats: Repeats; // R_N* is Infinity where no parameter is discounted
  readonly huber: number;
  readonly interval?: Interval; // of R_D*, by resampling runs and laws
}

export const [mostWorthless, mostWorth] = [0.05, 2000]; // R_D* beyond these is nothing and all

export function fitRepeats(runs: readonly FitPoint[], law: Law, drawn: readonly Law[]): RepeatedRuns {
  const [published, none] = [publishedRepeats.parameters, Infinity].map((parameters) => search(runs, law, parameters));
  const best = published!.huber < none!.huber ? published! : none!;
  const stream = streamOf('repeated runs');
  // A weight for each run, E = 1, in place of taking it once, twice or not at all: with few runs some resamples would be of one.
  const values = drawn
    .map((other, d) => {
      const weights = runs.map(
        (_, i) => (normal(1, stream, 2 * (d * runs.length + i)) ** 2 + normal(1, stream, 2 * (d * runs.length + i) + 1) ** 2) / 2,
      );
      return search(runs, other, best.repeats.parameters, weights).repeats.tokens;
    })
    .sort((a, b) => a - b);
  const cut = Math.floor(((values.length + 1) * (1 - level)) / 2);
  return {
    runs: runs.length,
    ...best,
    ...(cut >= 1 && { interval: { low: values[cut - 1]!, high: values[values.length - cut]!, level } }),
  };
}

function search(
  runs: readonly FitPoint[],
  law: Law,
  parameters: number,
  weights?: readonly number[],
): { repeats: Repeats; huber: number } {
  const sum = (tokens: number): number =>
    runs.reduce((total, run, i) => {
      const off = Math.abs(Math.log(run.loss / lossOfRepeated(law, run, run.unique ?? run.tokens, { tokens, parameters })));
      const one = off <= huberDelta ? (off * off) / 2 : huberDelta * (off - huberDelta / 2);
      return total + (weights ? weights[i]! : 1) * one;
    }, 0);
  // One valley for one run, several for many: the best of a grid, and the valley around it.
  const steps = 60;
  const at = (k: number): number => Math.log(mostWorthless) + (Math.log(mostWorth / mostWorthless) * k) / steps;
  let lowest = 0;
  for (let k = 1; k <= steps; k++) if (sum(Math.exp(at(k))) < sum(Math.exp(at(lowest)))) lowest = k;
  const tokens = Math.exp(leastBetween(at(Math.max(0, lowest - 1)), at(Math.min(steps, lowest + 1)), (x) => sum(Math.exp(x))));
  return { repeats: { tokens, parameters }, huber: sum(tokens) };
}
