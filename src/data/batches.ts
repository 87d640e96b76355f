// Fills what one optimizer step reads, for all replicas of an arm: tokens, targets, and where each token occurs.

import type { Source } from './windows.ts';

/** R replicas, B windows of T tokens each, V symbols. */
export interface BatchShape {
  readonly replicas: number;
  readonly batch: number;
  readonly context: number;
  readonly vocab: number;
}

/** All row-major with the replica first. */
export interface BatchArrays {
  readonly tokens: Uint32Array; // [R, B·T]
  readonly targets: Uint32Array; // [R, B·T], `unscored` where a position does not count
  readonly order: Uint32Array; // [R, B·T] positions 0…B·T−1 sorted by their token, equal tokens in ascending position
  readonly starts: Uint32Array; // [R, V+1] token v stands at order[starts[v]] … order[starts[v+1] − 1]
  readonly scored: Uint32Array; // [R] targets that count
}

/** Replica r reads sources[r] by the draws of seeds[r]. */
export class Batches {
  readonly shape: BatchShape;
  readonly #sources: readonly Source[];
  readonly #seeds: readonly number[];

  constructor(sources: readonly Source[], seeds: readonly number[], batch: number, context: number, vocab: number) {
    if (sources.length !== seeds.length) throw new Error('Every replica needs one source and one seed.');
    if (sources.some((source) => source.vocab !== vocab || source.context !== context))
      throw new Error(`All replicas of an arm must read ${vocab} symbols in windows of ${context}.`);
    this.shape = { replicas: sources.length, batch, context, vocab };
    this.#sources = sources;
    this.#seeds = seeds;
  }

  /** Writes the batch of a step, the same for the same step whenever it is asked for. */
  fill(step: number, into: BatchArrays): void {
    const { replicas, batch, context, vocab } = this.shape;
    const rows = batch * context;
    for (let r = 0; r < replicas; r++) {
      const source = this.#sources[r]!;
      for (let row = 0; row < batch; row++)
        source.training(this.#seeds[r]!, step, row, into.tokens, into.targets, r * rows + row * context);
      into.scored[r] = batch * source.scoredPerWindow;
      sortPositions(into, r * rows, rows, r * (vocab + 1), vocab);
    }
  }
}

/** The order of the tokens of one replica, whose `rows` positions lie from `at` on. Counting sort: `starts` first holds where each token's run ends, then moves back to where it begins. */
export function sortPositions(
  { tokens, order, starts }: BatchArrays,
  at: number,
  rows: number,
  startsAt: number,
  vocab: number,
): void {
  starts.fill(0, startsAt, startsAt + vocab + 1);
  for (let i = 0; i < rows; i++) starts[startsAt + tokens[at + i]!]!++;
  for (let v = 1; v <= vocab; v++) starts[startsAt + v]! += starts[startsAt + v - 1]!;
  for (let i = rows - 1; i >= 0; i--) order[at + --starts[startsAt + tokens[at + i]!]!] = i;
}
