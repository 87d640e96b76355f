// What is trained: two small models on random tokens. Peers train the same shapes.

import { characterTokenizer } from '#src/data/tokenizer.ts';
import { integer } from '#src/data/random.ts';
import { textSource } from '#src/data/text-source.ts';
import type { Source } from '#src/data/windows.ts';
import { baseArm, learningRateFor, type ArmConfig } from '#src/model/config.ts';

export interface Workload {
  readonly name: string;
  readonly batch: number;
  readonly context: number;
  readonly width: number;
  readonly depth: number;
  readonly heads: number;
  readonly vocab: number;
}

export const workloads: readonly Workload[] = [
  { name: 'tiny', batch: 4, context: 32, width: 64, depth: 2, heads: 2, vocab: 64 },
  { name: 'small', batch: 16, context: 64, width: 128, depth: 4, heads: 4, vocab: 64 },
];

/** The residual arm of the base recipe, in this size, without an end. */
export function armOf({ batch, context, width, depth, heads }: Workload): ArmConfig {
  const steps = 1_000_000;
  return { ...baseArm, batch, context, width, depth, heads, steps, learningRate: learningRateFor(width) };
}

const trainingTokens = 1 << 16;
const symbols = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Random tokens, read the way a text is read: what the batch maker costs is part of a step. */
export function randomSource({ vocab, context }: Workload): Source {
  const random = (length: number, stream: number): Uint16Array =>
    Uint16Array.from({ length }, (_, i) => integer(0, stream, i, vocab));
  return textSource(
    {
      name: 'random tokens',
      licence: '',
      characters: trainingTokens,
      tokenizer: characterTokenizer(symbols.slice(0, vocab)),
      training: random(trainingTokens, 0),
      heldOut: random(2 * context, 1),
      prompt: symbols[0]!,
      references: () => [],
    },
    { ...baseArm, context },
  );
}
