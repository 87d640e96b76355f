// Trains a small model on a text and asks for its loss on every block of it (docs/decisions/0028-filtered-text.md).

import { blocksOf, scoredIn, scorerOf } from '#src/data/altered/easiest-blocks.ts';
import type { Source } from '#src/data/source.ts';
import type { DataSettings } from '#src/experiment/settings.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import { planCohort } from '#src/train/cohort-plan.ts';
import { Cohort } from '#src/train/cohort.ts';
import { piecesOfStep, stepsPerBurst } from '#src/train/pace.ts';

/** What the small model found, and what that took. */
export interface Scores {
  readonly losses: readonly number[]; // per token of each block; NaN where no token counts
  readonly seconds: number;
}

/** The one seed of what filters: every seed of an arm reads the same text. */
const seed = 0;
const blocksAtOnce = 64;

/** `source`: what `scorerOf(settings)` reads. Rejects with the reason of `signal` between two bursts; nothing is left on the GPU. */
export async function scoresOf(kernels: Kernels, settings: DataSettings, source: Source, signal?: AbortSignal): Promise<Scores> {
  const blocks = blocksOf(source);
  const config = scorerOf(settings);
  const member = { arm: 0, run: 0, seed, config, source: { ...source, heldOut: blocks } };
  const { limits } = kernels.device;
  const plan = planCohort('filter', [member], limits, kernels.tuning, { windows: blocks.windows });
  const cohort = await Cohort.compile(kernels, plan);
  try {
    const began = performance.now();
    let msPerStep = 0;
    while (cohort.step < cohort.steps) {
      signal?.throwIfAborted();
      const submitted = performance.now();
      const { length } = await cohort.train(stepsPerBurst(msPerStep), piecesOfStep(msPerStep));
      msPerStep = (performance.now() - submitted) / length;
    }
    const scored = scoredIn(source, blocks);
    const losses: number[] = [];
    for (let from = 0; from < blocks.passages; from += blocksAtOnce) {
      signal?.throwIfAborted();
      const of = [from, Math.min(from + blocksAtOnce, blocks.passages)] as const;
      const sums = await cohort.model.lossesOfEach(of, piecesOfStep(msPerStep));
      for (const [i, sum] of sums.entries()) losses.push(sum[0]! / scored[from + i]!);
    }
    return { losses, seconds: (performance.now() - began) / 1000 };
  } finally {
    await cohort.destroy();
  }
}
