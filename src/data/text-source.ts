// Windows of a running text: training windows start anywhere in the training part, held-out windows follow each other
// within their passage.

import type { FloorLine } from '#src/experiment/record.ts';
import type { DataSettings as Settings } from '#src/experiment/settings.ts';
import { refuse } from '#src/words/message.ts';
import type { augmentation } from './altered/augmentation.ts';
import type { alteredText } from './altered/blocks.ts';
import type { filteredText, KeptBlocks } from './altered/easiest-blocks.ts';
import { curvePassages, cutIntoPassages, longestPassage, spreadOrder } from './held-out.ts';
import { integer, streamOf } from './random.ts';
import { uniqueBlocks, withNoise } from './split.ts';
import type { Tokenizer } from './tokenizer.ts';
import { unscored, type HeldOut, type Source } from './windows.ts';

export interface Alterations {
  readonly alteredText: typeof alteredText;
  readonly augmentation: typeof augmentation;
  readonly filteredText: typeof filteredText;
  readonly kept?: KeptBlocks | undefined; // by the filter; without it, all
}

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
  /** On the tokens of these passages of the held-out part. */
  floors(passages: readonly Passage[]): FloorLine[];
}

/** Places in the held-out part, from the first to before the last, whose tokens are foretold. */
export type Passage = readonly [from: number, to: number];

const windowStart = streamOf('window');

/** `alter`: what is loaded where a setting asks for it (source.ts). */
export function textSource(text: RunningText, settings: Settings, alter?: Alterations): Source {
  const { context } = settings;
  const { name, checksum, licence, characters, tokenizer, prompt, entropy } = text;
  const { heldOut, firstScored = 0 } = text;
  if (heldOut.length - 1 < context) throw refuse('tooLittleHeldOut', { name, tokens: heldOut.length, context });
  if (firstScored >= context) throw refuse('contextTooShort', { name, fewest: firstScored + 1 });
  const whole = trainingPart(text, settings);
  const altered = alter?.alteredText(whole, settings) ?? whole;
  const training = alter?.kept ? alter.filteredText(altered, alter.kept) : altered;
  if (training.length <= context) throw refuse('tooLittleKept', { name, tokens: training.length, context });
  const augment = alter?.augmentation(training, settings, name, tokenizer);
  return {
    name,
    licence,
    characters,
    tokenizer,
    prompt,
    context,
    vocab: tokenizer.vocab,
    scoredPerWindow: context - firstScored,
    trainingTokens: training.length,
    trainingText: training,
    // One draw per window, a share of the way through: replicas with less text read from corresponding places.
    training(seed, step, row, tokens, targets, offset) {
      const start = integer(seed, (windowStart + step) >>> 0, row, training.length - context);
      for (let t = 0; t < context; t++) {
        tokens[offset + t] = training[start + t]!;
        targets[offset + t] = training[start + t + 1]!;
      }
      augment?.(seed, step, row, tokens, targets, offset);
      targets.fill(unscored, offset, offset + firstScored);
    },
    heldOut: heldOutPart(text, settings),
    floors: () => text.floors(passagesOf(text, curvePassages)),
    ...(checksum !== undefined && { checksum }),
    ...(entropy === undefined ? {} : { entropy }),
  };
}

/** Where the first token of a passage stands that counts, and how long passages are. */
function cutOf({ heldOut, firstScored = 0 }: RunningText): { readonly first: number; passages: number; length: number } {
  const first = firstScored + 1;
  return { first, ...cutIntoPassages(heldOut.length - first, longestPassage) };
}

/** The tokens that count of the first `most` passages, in the order of the text. */
function passagesOf(text: RunningText, most: number): Passage[] {
  const { first, passages, length } = cutOf(text);
  const chosen = spreadOrder(passages).slice(0, most).sort();
  return Array.from(chosen, (passage): Passage => [first + passage * length, first + (passage + 1) * length]);
}

/** Every token of a passage counts once, whatever the context: windows overlap by the tokens that do not count in each. */
function heldOutPart(text: RunningText, { source, context }: Settings): HeldOut {
  const { heldOut, firstScored = 0, checksum } = text;
  const { first, passages, length } = cutOf(text);
  const stride = context - firstScored;
  const order = spreadOrder(passages);
  return {
    text: checksum?.slice(0, 16) ?? source,
    passages,
    scored: length,
    windows: Math.ceil(length / stride),
    write(place, window, tokens, targets, offset) {
      const from = first + order[place]! * length + window * stride - firstScored;
      const end = first + (order[place]! + 1) * length;
      for (let t = 0; t < context; t++) {
        const target = from + t;
        tokens[offset + t] = heldOut[target - 1] ?? 0; // beyond the text is beyond the passage
        targets[offset + t] = t < firstScored || target >= end ? unscored : heldOut[target]!;
      }
    },
  };
}

/** The noisy text, or some of it; the amount is in characters also where tokens are bytes. */
function trainingPart({ training, heldOut, characters }: RunningText, settings: Settings): Uint16Array {
  const { uniqueText, textFrom, noise, context } = settings;
  const all = withNoise(training, noise);
  if (uniqueText === 0) return all;
  const tokensPerCharacter = (training.length + heldOut.length) / characters;
  const amount = Math.min(all.length, Math.round(uniqueText * tokensPerCharacter));
  if (amount <= context) throw refuse('uniqueTextTooShort', { context, characters: uniqueText });
  return textFrom === 'beginning' ? all.subarray(0, amount) : uniqueBlocks(all, amount);
}
