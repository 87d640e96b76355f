// What a training step is, so that the time that one took tells what another will take.

import { shapeOf } from '#src/experiment/options.ts';
import { modelConfig, type ArmConfig } from '#src/experiment/settings.ts';
import { flopsPerToken } from './counts.ts';

export interface Step {
  readonly shape: string; // of the arm, with how many replicas
  readonly flops: number; // of all replicas
  readonly depth: number;
}

export interface StepTime extends Step {
  readonly milliseconds: number;
}

/** The vocabulary is known only when the text is read; letters, digits and signs come to about this. */
const usualVocab = { character: 80, byte: 256 };

/** A step of an arm with so many replicas; not how many there are, nor of which text. */
export function stepOf(arm: ArmConfig, replicas: number): Step {
  const vocab = usualVocab[arm.tokenizer];
  const { batch, context, depth } = arm;
  const one: ArmConfig = { ...arm, budget: 'steps', steps: 1, warmup: 0, source: '' };
  return {
    shape: `${replicas} × ${shapeOf(one, vocab)}`,
    flops: replicas * batch * context * flopsPerToken(modelConfig(arm, vocab)),
    depth,
  };
}
