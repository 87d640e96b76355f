// What the trainer reads: windows of tokens with the token that follows each, for training and for the held-out test.

import type { FloorLine } from '#src/experiment/record.ts';
import type { Task } from './tasks/task.ts';
import type { Tokenizer } from './tokenizer.ts';

/** The target of a position that does not count; the loss kernel skips it. */
export const unscored = 0xffffffff;

/** The held-out part of a source, as windows of its context. */
export interface HeldOut {
  /** Equal where the same tokens are held out of the same text: its checksum, or the name of what was made up. */
  readonly text: string;
  readonly passages: number;
  readonly scored: number; // tokens of a passage that count; windows of any context score the same ones
  readonly windows: number; // of this context, that cover a passage
  /** Writes window `window` of the passage at `place` in the fixed order. */
  write(place: number, window: number, tokens: Uint32Array, targets: Uint32Array, offset: number): void;
}

/** Those of a task, in the shuffled order that parts training from what is held out. */
export interface Questions {
  /** A pure function of (seed, draw). */
  training(seed: number, draw: number): string;
  /** The first so many that nobody trains on, or all there are. */
  heldOut(count: number): string[];
}

export interface Source {
  readonly name: string;
  readonly checksum?: string; // of a text, see checksumOf
  readonly licence: string;
  readonly characters: number; // of the whole text; 0 where examples are made up without end
  readonly tokenizer: Tokenizer;
  readonly vocab: number;
  readonly context: number;
  /** Targets that count, the same number in every training window. */
  readonly scoredPerWindow: number;
  /** Distinct tokens to train on, after `uniqueText`. */
  readonly trainingTokens: number;
  /** Those tokens, of a running text. */
  readonly trainingText?: Uint16Array;
  /** Writes `context` tokens and targets at `offset`. A pure function of (seed, step, row). */
  training(seed: number, step: number, row: number, tokens: Uint32Array, targets: Uint32Array, offset: number): void;
  readonly heldOut: HeldOut;
  /** A natural start for samples. */
  readonly prompt: string;
  /**
   * ln V, counting models, the floor, on the very tokens of a curve's points. Computed anew at each call, a fraction of a
   * second for a novel: keep the result.
   */
  floors(): FloorLine[];
  /** Exactly known entropy per token, for the Markov source. */
  readonly entropy?: number;
  /** Checks answers, for the tasks. */
  readonly task?: Task;
  readonly questions?: Questions;
}
