// How long an experiment will take on this machine, before it is run: an estimate, and labelled as one. It goes by steps that were
// timed here; of what was not, by the nearest that was.

import { totalSteps, type ArmConfig } from '#src/experiment/settings.ts';
import { stepOf, type Step, type StepTime } from '#src/science/step-cost.ts';

// Evaluations, samples and saves, as a share of training: src/science/budget.ts allows a tenth for the first.
const beside = 0.1;
// How times of different steps compare: tiny ones wait for launches, about this many per block at this many seconds each; large
// ones reach about this share of the speed of a matrix product.
const launchesPerBlock = 30;
const secondsPerLaunch = 20e-6;
const share = 0.4;

/** Undefined where nothing was timed. `speed` is in GFLOP/s. */
export function estimateSeconds(
  arms: readonly ArmConfig[],
  seeds: number,
  speed: number,
  times: readonly StepTime[],
): number | undefined {
  if (times.length === 0) return undefined;
  const by = new Map(times.map((time) => [time.shape, time.milliseconds]));
  const guess = ({ flops, depth }: Step): number =>
    Math.max((flops / (share * speed)) * 1e-6, (depth + 1) * launchesPerBlock * secondsPerLaunch * 1e3);
  const distance = (a: Step, b: Step): number => Math.abs(Math.log(a.flops / b.flops)) + Math.abs(Math.log(a.depth / b.depth));
  let seconds = 0;
  for (const [arm, replicas] of together(arms, seeds)) {
    const step = stepOf(arm, replicas);
    const nearest = times.reduce((best, time) => (distance(time, step) < distance(best, step) ? time : best));
    const milliseconds = by.get(step.shape) ?? nearest.milliseconds * (guess(step) / guess(nearest));
    seconds += (totalSteps(arm) * milliseconds * (1 + beside)) / 1000;
  }
  return seconds;
}

/** Arms whose steps and lengths are alike train in one plan: one of them, and how many replicas there are. */
function together(arms: readonly ArmConfig[], seeds: number): (readonly [ArmConfig, number])[] {
  const plans = new Map<string, readonly [ArmConfig, number]>();
  for (const arm of arms) {
    const key = JSON.stringify([stepOf(arm, 1).shape, totalSteps(arm), arm.source]);
    plans.set(key, [arm, (plans.get(key)?.[1] ?? 0) + seeds]);
  }
  return [...plans.values()];
}
