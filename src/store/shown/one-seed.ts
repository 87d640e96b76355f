// The seed that the visitor looks at, in all charts alike: what happened once, beside what happens on average.

import { computed, signal } from '@lit-labs/signals';
import { seedsOfAll } from '#src/experiment/arms.ts';
import { isCrowded } from '#src/experiment/thinned.ts';
import { record } from './session.ts';

const chosen = signal<number | undefined>(undefined);

const none: readonly number[] = [];

/** Every arm was trained with them. None of an only one. */
export const seedsToChoose = computed((): readonly number[] => {
  const shown = record.get();
  const all = shown && !isCrowded(shown) ? seedsOfAll(shown) : none;
  return all.length > 1 ? all : none;
});

/** Undefined while all are looked at together. */
export const oneSeed = computed((): number | undefined => {
  const seed = chosen.get();
  return seed !== undefined && seedsToChoose.get().includes(seed) ? seed : undefined;
});

export const chooseSeed = (seed: number | undefined): void => chosen.set(seed);
