// Whether an experiment can be trained: what is refused before anything is opened or allocated.

import { largestSeed, mostArms, mostPoints, mostSeeds } from '#src/experiment/limits.ts';
import { checkArm } from '#src/experiment/options.ts';
import { refuse } from '#src/words/message.ts';
import type { ToTrain } from './cohorts.ts';

export function checkExperiment({ arms, sweep }: Pick<ToTrain, 'arms' | 'sweep'>): void {
  const most = sweep ? mostPoints : mostArms;
  if (arms.length < 1 || arms.length > most) throw refuse('armCount', { most, found: arms.length });
  for (const { name, config, runs } of arms) {
    if (runs.length < 1 || runs.length > mostSeeds) throw refuse('seedCount', { most: mostSeeds, found: runs.length });
    if (runs.some(({ seed }) => !Number.isInteger(seed) || seed < 0 || seed > largestSeed))
      throw refuse('wrongSeed', { most: largestSeed });
    const [wrong] = checkArm(config);
    if (wrong) throw refuse('ofArm', { arm: name, what: wrong.what });
  }
}
