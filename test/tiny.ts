// The smallest experiments of the tests: one arm, experiments of its kind, their text, and one model.

import { integer } from '#src/data/random.ts';
import { baseArm, modelConfig, type ArmConfig, type ModelConfig } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';

/** Short, so that opening it and counting its letters takes no time. */
const letters = (length: number): string =>
  Array.from({ length }, (_, i) => 'abcdefghijkl'[Math.min(integer(1, 1, i, 12), integer(1, 2, i, 12))]).join('');
export const text = letters(3000);
/** With enough held out to decide by one part and measure on another. */
export const longText = letters(40_000);

/** On that text: whoever opens it hands the text over as `small`. */
export const tiny: ArmConfig = {
  ...baseArm,
  source: 'own:small',
  depth: 1,
  width: 8,
  heads: 1,
  context: 8,
  batch: 2,
  steps: 24,
  warmup: 3,
  learningRate: 1e-2,
};

export const specOf = (seeds: number, ...changes: Partial<ArmConfig>[]): ExperimentSpec => ({
  experiment: 'own',
  title: 'Own',
  question: '',
  size: 'own',
  seeds: Array.from({ length: seeds }, (_, s) => s),
  arms: changes.map((change, i) => ({ name: `arm ${i}`, config: { ...tiny, ...change } })),
});

/** Three blocks, so that there is a first, a middle and a last; 11 and 5 fill no tile. */
export const tinyModel: ModelConfig = { ...modelConfig(tiny, 11), depth: 3, heads: 2, context: 5 };
