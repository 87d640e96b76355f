// What is trained: small models on tokens drawn as often as a text has its letters. Peers train the same shapes.

import { integer } from '../src/data/random.ts';
import { textSource } from '../src/data/text-source.ts';
import { characterTokenizer } from '../src/data/tokenizer.ts';
import type { Source } from '../src/data/windows.ts';
import { baseArm, learningRateFor, type ArmConfig } from '../src/experiment/settings.ts';

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
  { name: 'nano', batch: 8, context: 32, width: 32, depth: 8, heads: 2, vocab: 80 },
  { name: 'standard', batch: 16, context: 64, width: 64, depth: 8, heads: 4, vocab: 80 },
  { name: 'small', batch: 16, context: 64, width: 128, depth: 4, heads: 4, vocab: 64 },
  { name: 'baby', batch: 8, context: 64, width: 192, depth: 6, heads: 6, vocab: 96 },
  { name: 'nanogpt-baby', batch: 64, context: 256, width: 384, depth: 6, heads: 6, vocab: 96 },
];

/** Those measured when none is named: all on a GPU; on a CPU that plays one, only what ends within minutes. */
export function suited(software: boolean, withPeers: boolean): readonly Workload[] {
  if (!software) return workloads;
  return workloads.filter(({ name }) => name === 'tiny' || name === 'small' || (withPeers && name === 'baby'));
}

/** One run of this model is work enough for any GPU, and eight at once would not fit into most. */
export const runsAlone = ({ name }: Workload): boolean => name === 'nanogpt-baby';

/** The residual arm of the base recipe, in this size, without an end. */
export function armOf({ batch, context, width, depth, heads }: Workload): ArmConfig {
  const steps = 1_000_000;
  return { ...baseArm, batch, context, width, depth, heads, steps, learningRate: learningRateFor(width) };
}

const trainingTokens = 1 << 16;
/** As many different characters as a vocabulary has, from the letter A on. */
const alphabet = (vocab: number): string => String.fromCodePoint(...Array.from({ length: vocab }, (_, i) => 65 + i));

/**
 * How often the characters of the novel occur, in ten thousand, the commonest first. What embedding costs depends on it: the rows of a
 * table learn from as many places as their token has, and a space has one in six.
 */
const frequencies = [
  1597, 961, 710, 624, 567, 535, 515, 514, 510, 425, 348, 311, 220, 187, 180, 178, 173, 168, 166, 159, 137, 135, 128, 70, 66, 62,
  35, 26, 22, 21,
];

/** Tokens without order, as often as in a text, read the way a text is read: what the batch maker costs is part of a step. */
export function randomSource({ vocab, context }: Workload): Source {
  const common = frequencies.flatMap((times, token) => Array<number>(times).fill(token));
  const rare = (place: number): number => frequencies.length + (place % (vocab - frequencies.length));
  const random = (length: number, stream: number): Uint16Array =>
    Uint16Array.from({ length }, (_, i) => {
      const place = integer(0, stream, i, 10_000);
      return common[place] ?? rare(place);
    });
  return textSource(
    {
      name: 'random tokens',
      licence: '',
      characters: trainingTokens,
      tokenizer: characterTokenizer(alphabet(vocab)),
      training: random(trainingTokens, 0),
      heldOut: random(2 * context, 1),
      prompt: 'A',
      floors: () => [],
    },
    { ...baseArm, context },
  );
}
