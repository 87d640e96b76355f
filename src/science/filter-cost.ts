// What it takes to filter a text: a small model is trained on it, and reads all of it once.

import { scorerOf } from '#src/data/altered/easiest-blocks.ts';
import { modelConfig, totalSteps, type DataSettings } from '#src/experiment/settings.ts';
import { flopsPerToken } from './counts.ts';

const forwardShare = 1 / 3;

/** Floating-point operations as an arm's are counted; `tokens`: of the text before it is filtered. */
export function filterFlops(settings: DataSettings, vocab: number, tokens: number): number {
  const scorer = scorerOf(settings);
  const trained = totalSteps(scorer) * scorer.batch * scorer.context;
  return Math.round((trained + forwardShare * tokens) * flopsPerToken(modelConfig(scorer, vocab)));
}
