// The runs that train together in a cohort: its replicas.

import type { Source } from '#src/data/source.ts';
import { matrixRate, type ArmConfig } from '#src/experiment/settings.ts';
import type { Fields } from '#src/gpu/struct.ts';

/** A run inside a cohort, one of its replicas: whose it is, and what makes it different from the others. */
export interface Member {
  readonly arm: number;
  readonly run: number; // within its arm
  readonly seed: number;
  readonly config: ArmConfig;
  readonly source: Source;
}

/** A member as the Replica of shaders/lib/replica.wgsl. */
export const replicaOf = ({ seed, config: c }: Member): Fields => ({
  seed,
  dropout: c.dropout,
  decay: c.weightDecay,
  matrix_rate: matrixRate(c),
  embedding_rate: c.learningRate,
  head_rate: c.learningRate,
  scalar_rate: c.scalarRate,
});
