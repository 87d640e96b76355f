// Looks into an arm with a text: checks what was asked for, and says it in tokens.

import { promptFor } from '#src/data/prompt.ts';
import type { Tokenizer } from '#src/data/tokenizer.ts';
import type { Cohort } from '#src/train/cohort.ts';
import type { Answers } from '#src/train/looker.ts';
import { message, refuse, type Message } from '#src/words/message.ts';

export interface LookRequest {
  readonly arm: number;
  readonly text: string; // its last `context` tokens are read
  readonly layer: number;
  readonly head: number;
}

/** What an arm's first seed does with a text now: where a head looks, and what each layer would already answer. */
export interface Look {
  readonly arm: number;
  readonly step: number;
  readonly tokens: readonly string[]; // T, as text
  readonly unread?: Message; // what of the text it does not know
  readonly attention: Float32Array; // [T, T]: row t says how much position t takes from each position before it
  /** Layer by layer, the embedding first and the model's own answer last; or why there is none. */
  readonly lens: readonly LensLayer[] | Message;
}

export interface LensLayer {
  readonly likeliest: readonly string[]; // T: the token that would be predicted to follow
  readonly probability: Float32Array; // T: of that token
  readonly loss: number; // mean over the text, nats per token; NaN for a text of one token
}

/** Of the arm's first run in this cohort. Refuses what cannot be. */
export async function lookAt(cohort: Cohort, { arm, text, layer, head }: LookRequest): Promise<Look> {
  const { model, members } = cohort;
  const { depth, heads, context } = model.config;
  if (!isOf(depth, layer)) throw refuse('noSuchLayer', { last: depth - 1 });
  if (!isOf(heads, head)) throw refuse('noSuchHead', { last: heads - 1 });
  const replica = members.findIndex((m) => m.arm === arm);
  const { tokenizer } = members[replica]!.source;
  const { tokens: read, unread } = promptFor(tokenizer, text);
  const tokens = read.slice(-context);
  if (tokens.length === 0) throw refuse('nothingToLookAt');
  const { step, attention, layers } = await model.look(tokens, { replica, layer, head });
  return {
    arm,
    step,
    tokens: tokens.map((token) => tokenizer.decode([token])),
    attention,
    ...(unread && { unread }),
    lens: layers?.map((answers) => lensLayer(answers, tokenizer)) ?? message('unreadableStreams'),
  };
}

const lensLayer = ({ likeliest, probability, loss }: Answers, tokenizer: Tokenizer): LensLayer => ({
  likeliest: Array.from(likeliest, (token) => tokenizer.decode([token])),
  probability,
  loss,
});

const isOf = (count: number, value: number): boolean => Number.isInteger(value) && value >= 0 && value < count;
