// The seed that the visitor looks at, in all charts alike: what happened once, beside what happens on average.

import { computed, signal } from '@lit-labs/signals';
import { seedsOfAll } from '#src/experiment/arms.ts';
import { isCrowded } from '#src/experiment/thinned.ts';
import { record } from './session.ts';

const chosen = signal<number | undefined>(undefined);

/** Those that can be stepped through: every arm was trained with them. None of an only one. */
const seeds = computed((): readonly number[] => {
  const shown = record.get();
  const all = shown && !isCrowded(shown) ? seedsOfAll(shown) : [];
  return all.length > 1 ? all : [];
});

/** Undefined while all are looked at together. */
export const oneSeed = computed((): number | undefined => {
  const seed = chosen.get();
  return seed !== undefined && seeds.get().includes(seed) ? seed : undefined;
});

/** What a press leads to: each seed in turn, then all together again. */
export function stepSeed(): void {
  const all = seeds.get();
  const seed = oneSeed.get();
  chosen.set(seed === undefined ? all[0] : all[all.indexOf(seed) + 1]);
}

export const areSteppable = computed((): boolean => seeds.get().length > 0);
