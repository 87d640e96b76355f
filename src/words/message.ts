// What is said to a person, as a code and values: written, stored and sent as such, and worded where it is shown.

import { cut, longestSentence } from './cut.ts';
import type { fits } from './english/fits.ts';
import type { merging } from './english/merging.ts';
import type { studying } from './english/studying.ts';
import { language, type Language } from './language.ts';

export type Value = string | number | boolean | Message;

/** Loosely typed, because files and other versions bring them as well. */
export interface Message {
  readonly code: string;
  readonly values: Readonly<Record<string, Value>>;
}

/** Those of a language, and those that it learns when they are wanted. */
type Sentences = Language['sentences'] & typeof fits & typeof merging & typeof studying;
export type Code = keyof Sentences;
/** What the sentence of a code is made of; a message in place of a text is worded with it. */
type Given<C extends Code> =
  Parameters<Sentences[C]> extends [infer V] ? [{ readonly [K in keyof V]: V[K] extends string ? V[K] | Message : V[K] }] : [];

export const message = <C extends Code>(code: C, ...[values]: Given<C>): Message => ({
  code,
  values: mapTexts({ ...values }, (text) => cut(text, longestSentence)), // a whole file may stand in a name of it
});

/** A message as one sentence of at most 300 characters: what it quotes is cut as far as need be. */
export function sentenceOf(said: Message): string {
  for (const most of [longestSentence, 120, 60, 30]) {
    const sentence = worded(said, most);
    if (sentence.length <= longestSentence) return sentence;
  }
  return cut(worded(said, 30), longestSentence);
}

/** One that this version does not know is told by its code. */
function worded({ code, values }: Message, most: number): string {
  const sentences = language()?.sentences;
  const said = mapTexts(values, (text) => cut(text, most));
  if (!sentences || !Object.hasOwn(sentences, code)) return `${cut(code, most)} ${JSON.stringify(said)}`;
  const given = Object.entries(said).map(([name, v]) => [name, typeof v === 'object' ? worded(v, most) : v] as const);
  return (sentences[code as keyof typeof sentences] as (values: object) => string)(Object.fromEntries(given));
}

const mapTexts = (values: Message['values'], change: (text: string) => string): Message['values'] =>
  Object.fromEntries(Object.entries(values).map(([name, v]) => [name, typeof v === 'string' ? change(v) : v] as const));

/** Thrown where something cannot be done for a reason that a person should hear. Mistakes of ours are plain errors. */
export class Refusal extends Error implements Message {
  readonly code: string;
  readonly values: Message['values'];

  constructor({ code, values }: Message, options?: ErrorOptions) {
    super(sentenceOf({ code, values }), options);
    this.name = 'Refusal';
    this.code = code;
    this.values = values;
  }
}

/** `throw refuse('textEmpty', { fewest })` */
export const refuse = <C extends Code>(code: C, ...given: Given<C>): Refusal => new Refusal(message(code, ...given));

/** What browsers call their errors, and what that means to a person. */
const known: Readonly<Record<string, 'unreadableFile' | 'noMemory' | 'storageFull'>> = {
  NotReadableError: 'unreadableFile',
  NotFoundError: 'unreadableFile',
  RangeError: 'noMemory', // an array or a text that is too long to be made
  QuotaExceededError: 'storageFull',
};

/** What an error tells a person: a refusal its message, any other a sentence of ours. Its own words are for the console. */
export function messageOf(error: unknown): Message {
  if (error instanceof Refusal) return { code: error.code, values: error.values };
  console.warn(error);
  const name = error instanceof Error ? error.name : '';
  return message(Object.hasOwn(known, name) ? known[name]! : 'unexpected');
}

/** An error's own words, where they are kept but not shown. */
export const rawWords = (error: unknown): string => (error instanceof Error ? error.message : String(error));
