// Whether each step helps as much as the one before, seed by seed. A step is what the loss changes by from an arm to the next, below 0
// where it helps; a bend is what a step brings less than another.

import { intervalOf, mean, pairedEstimate, pValue, type Estimate, type Interval } from '../statistics/estimates.ts';
import { holm } from '../statistics/holm.ts';

export interface Trend {
  readonly steps: readonly number[];
  readonly bends: readonly { readonly mean: number; readonly interval?: Interval }[];
  readonly whole: Estimate; // the last step less the first
  readonly agree: number; // seeds on its side
}

/** Of the losses of each arm, of the same seeds in the same order. */
export function trendOf(losses: readonly (readonly number[])[], level: number): Trend {
  const steps = differences(losses);
  const bends = differences(steps).map(pairedEstimate);
  const decisions = holm(bends.map(pValue), 1 - level);
  const each = steps.at(-1)!.map((last, seed) => last - steps[0]![seed]!);
  const whole = pairedEstimate(each);
  return {
    steps: steps.map(mean),
    bends: bends.map((bend, i) => {
      const interval = intervalOf(bend, decisions[i]!.level);
      return { mean: bend.mean, ...(interval && { interval }) };
    }),
    whole,
    agree: each.filter((value) => Math.sign(value) === Math.sign(whole.mean)).length,
  };
}

const differences = (rows: readonly (readonly number[])[]): number[][] =>
  rows.slice(1).map((row, i) => row.map((value, seed) => value - rows[i]![seed]!));
