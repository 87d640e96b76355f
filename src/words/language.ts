// The language of this thread. A thread that never speaks to anyone, as the worker, has none.

import type { english } from './english/english.ts';

export type Language = typeof english;

let spoken: Language | undefined;

export function speak(language: Language): void {
  spoken = language;
}

/** Sentences that few visitors need, when they are needed: `learn((await import('…/fits.ts')).fits)`. */
export const learn = (sentences: object): void => speak({ ...words(), sentences: { ...words().sentences, ...sentences } });

export const language = (): Language | undefined => spoken;

/** What options, groups and lines are called. */
export function words(): Language {
  if (!spoken) throw new Error('No language is spoken here: call speak() first.');
  return spoken;
}

interface OptionWords {
  readonly label: string;
  readonly help: string; // one plain sentence
  readonly unit?: string; // what a number counts, in the plural
  readonly choices?: Readonly<Record<string, string>>;
}

/** What a setting of an arm is called. */
export const optionWords = (option: string): OptionWords => (words().options as Readonly<Record<string, OptionWords>>)[option]!;
