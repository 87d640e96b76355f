// Windows of a running text: training windows start anywhere in the training part, held-out windows follow each other.

import type { FloorLine } from '#src/experiment/record.ts';
import type { DataConfig } from '#src/experiment/settings.ts';
import { refuse } from '#src/words/message.ts';
import { integer, streamOf } from './random.ts';
import { uniqueBlocks, withNoise } from './split.ts';
import type { Tokenizer } from './tokenizer.ts';
import { unscored, type Source } from './windows.ts';

export type Settings = DataConfig & { readonly context: number };

export interface RunningText {
  readonly name: string;
  readonly checksum?: string;
  readonly licence: string;
  readonly characters: number;
  readonly tokenizer: Tokenizer;
  readonly training: Uint16Array;
  readonly heldOut: Uint16Array;
  readonly prompt: string;
  readonly firstScored?: number; // positions of a window before this one do not count
  readonly entropy?: number;
  floors(): FloorLine[];
}

const windowStart = streamOf('window');

export function textSource(text: RunningText, settings: Settings): Source {
  const { context } = settings;
  const { name, checksum, licence, characters, tokenizer, prompt, entropy } = text;
  const { heldOut, firstScored = 0 } = text;
  const validationWindows = Math.floor((heldOut.length - 1) / context);
  if (validationWindows < 1) throw refuse('tooLittleHeldOut', { name, tokens: heldOut.length, context });
  if (firstScored >= context) throw refuse('contextTooShort', { name, fewest: firstScored + 1 });
  const training = trainingPart(text, settings);

  const write = (ids: Uint16Array, start: number, tokens: Uint32Array, targets: Uint32Array, offset: number): void => {
    for (let t = 0; t < context; t++) {
      tokens[offset + t] = ids[start + t]!;
      targets[offset + t] = t < firstScored ? unscored : ids[start + t + 1]!;
    }
  };
  return {
    name,
    licence,
    characters,
    tokenizer,
    prompt,
    context,
    validationWindows,
    vocab: tokenizer.vocab,
    scoredPerWindow: context - firstScored,
    trainingTokens: training.length,
    // One draw per window, a share of the way through: replicas with less text read from corresponding places.
    training(seed, step, row, tokens, targets, offset) {
      const start = integer(seed, (windowStart + step) >>> 0, row, training.length - context);
      write(training, start, tokens, targets, offset);
    },
    validation: (index, tokens, targets, offset) => write(heldOut, index * context, tokens, targets, offset),
    floors: () => text.floors(),
    ...(checksum !== undefined && { checksum }),
    ...(entropy === undefined ? {} : { entropy }),
  };
}

/** The training part with its noise and its amount; the amount is in characters also where tokens are bytes. */
function trainingPart(text: RunningText, { uniqueText, noise, context }: Settings): Uint16Array {
  const all = withNoise(text.training, noise);
  if (uniqueText === 0) return all;
  const tokensPerCharacter = (text.training.length + text.heldOut.length) / text.characters;
  const amount = Math.min(all.length, Math.round(uniqueText * tokensPerCharacter));
  if (amount <= context) throw refuse('uniqueTextTooShort', { context, characters: uniqueText });
  return uniqueBlocks(all, amount);
}
