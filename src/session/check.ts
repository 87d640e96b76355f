// Whether an experiment can be trained: what is refused before anything is opened or allocated.

import { largestSeed, mostArms, mostSeeds } from '#src/experiment/limits.ts';
import { checkArm } from '#src/experiment/options.ts';
import { refuse } from '#src/words/message.ts';
import type { ArmToTrain } from './cohorts.ts';

export function checkExperiment(arms: readonly ArmToTrain[]): void {
  if (arms.length < 1 || arms.length > mostArms) throw refuse('armCount', { most: mostArms, found: arms.length });
  for (const { name, config, runs } of arms) {
    if (runs.length < 1 || runs.length > mostSeeds) throw refuse('seedCount', { most: mostSeeds, found: runs.length });
    if (runs.some(({ seed }) => !Number.isInteger(seed) || seed < 0 || seed > largestSeed))
      throw refuse('wrongSeed', { most: largestSeed });
    const [wrong] = checkArm(config);
    if (wrong) throw refuse('ofArm', { arm: name, what: wrong.what });
  }
}
