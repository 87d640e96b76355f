// What is changed in a training window each time it is read, so that little text does not look the same twice. Only what is read is
// changed: every position is still asked for the character that follows it in the text (docs/data.md). A pure function of (seed, step, row).

import { span } from '#src/experiment/limits.ts';
import type { DataSettings } from '#src/experiment/settings.ts';
import { refuse } from '#src/words/message.ts';
import { integer, streamOf, uniform } from '../random.ts';
import type { Tokenizer } from '../tokenizer.ts';

/** Changes the window at `offset`, which has the targets of all its positions. */
type Augment = (seed: number, step: number, row: number, tokens: Uint32Array, targets: Uint32Array, offset: number) => void;

const [cases, drops, instead, shuffles, order] = ['cases', 'dropped characters', 'instead', 'shuffled spans', 'spans'].map(
  streamOf,
) as [number, number, number, number, number];

/** `ids`: the training part, from which characters are drawn in place of others. Undefined where nothing is changed. */
export function augmentation(ids: Uint16Array, settings: DataSettings, name: string, tokenizer: Tokenizer): Augment | undefined {
  const { randomCase, characterDropout, spanShuffle, context } = settings;
  if (!(randomCase || characterDropout || spanShuffle)) return undefined;
  const other = otherCases(tokenizer);
  if (randomCase && other.every((id, i) => id === i)) throw refuse('noOtherCase', { name });
  return (seed, step, row, tokens, targets, offset) => {
    const draws = (stream: number, index: number, share: number): boolean => uniform(seed, (stream + step) >>> 0, index) < share;
    if (draws(shuffles, row, spanShuffle))
      for (let i = Math.floor(context / span) - 1; i > 0; i--) {
        const j = integer(seed, (order + step) >>> 0, row * context + i, i + 1);
        for (const array of [tokens, targets]) swap(array, offset + span * i, offset + span * j);
      }
    for (let t = 0; t < context; t++) {
      const [at, draw] = [offset + t, row * context + t];
      if (draws(cases, draw, randomCase)) tokens[at] = other[tokens[at]!]!;
      if (draws(drops, draw, characterDropout)) tokens[at] = ids[integer(seed, (instead + step) >>> 0, draw, ids.length)]!;
    }
  };
}

/** Two spans. */
function swap(array: Uint32Array, a: number, b: number): void {
  const kept = array.slice(a, a + span);
  array.copyWithin(a, b, b + span);
  array.set(kept, b);
}

/** Of each token the same letter in the other case, or itself where there is none among the tokens. */
function otherCases({ vocab, encode, decode }: Tokenizer): Uint16Array {
  return Uint16Array.from({ length: vocab }, (_, id) => {
    const letter = decode([id]);
    const upper = letter.toUpperCase();
    const other = upper === letter ? letter.toLowerCase() : upper;
    const found = encode(other);
    return found.length === 1 && decode(found) === other ? found[0]! : id;
  });
}
