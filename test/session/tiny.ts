// The smallest experiments that sessions are tested with.

import { integer } from '#src/data/random.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';

/** Short, so that opening it and counting its letters takes no time. */
export const text = Array.from(
  { length: 3000 },
  (_, i) => 'abcdefghijkl'[Math.min(integer(1, 1, i, 12), integer(1, 2, i, 12))],
).join('');

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

/** Two shapes, so two cohorts that take turns. */
export const twoShapes = specOf(2, {}, { width: 12, firstLayer: true });
