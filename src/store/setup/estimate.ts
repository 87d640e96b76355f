// How long an experiment will take on this machine, before it is run: an estimate, and labelled as one.

import { modelConfig, totalSteps, type ArmConfig } from '#src/experiment/settings.ts';
import { flopsPerToken } from '#src/science/counts.ts';

// Training reaches about this share of the speed of its largest matrix product, which is what was measured.
const share = 0.4;
// Tiny models wait for launches: about this many per block and step, at this many seconds each.
const launchesPerBlock = 30;
const secondsPerLaunch = 20e-6;
// The vocabulary is known only when the text is read; letters, digits and signs come to about this.
const usualVocab = { character: 80, byte: 256 };

export function estimateSeconds(arms: readonly ArmConfig[], seeds: number, speed: number): number {
  let seconds = 0;
  for (const arm of arms) {
    const tokens = totalSteps(arm) * arm.batch * arm.context;
    const flops = tokens * seeds * flopsPerToken(modelConfig(arm, usualVocab[arm.tokenizer]));
    const compute = flops / (share * speed * 1e9);
    // All seeds of an arm train in the same launches.
    const launches = totalSteps(arm) * (arm.depth + 1) * launchesPerBlock * secondsPerLaunch;
    seconds += Math.max(compute, launches);
  }
  return seconds;
}
