// What tests say of a replica that AdamW trains, and the Replica of the shaders that has it.

import type { Fields } from '#src/gpu/struct.ts';

/** Peak rates by group, and decay. */
export interface Rates {
  readonly decay: number;
  readonly matrix: number;
  readonly embedding: number;
  readonly head: number;
  readonly scalar: number;
}

export const replicaOf = ({ decay, matrix, embedding, head, scalar }: Rates): Fields => ({
  seed: 0,
  dropout: 0,
  decay,
  matrix_rate: matrix,
  embedding_rate: embedding,
  head_rate: head,
  scalar_rate: scalar,
});
