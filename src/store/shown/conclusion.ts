// The verdict on what is shown: computed from its record, and only from seeds that have finished.

import { computed } from '@lit-labs/signals';
import { allDiverged } from '#src/experiment/arms.ts';
import { verdictOf, type Verdict } from '#src/science/verdict/verdict.ts';
import { record } from './session.ts';

/** Undefined while there is nothing to be said of a seed, or where there is nothing to compare. */
export const verdict = computed((): Verdict | undefined => {
  const shown = record.get();
  if (!shown || shown.arms.length < 2) return undefined;
  const finished = shown.arms.some((arm) => arm.runs.some((r) => r.status === 'finished'));
  return finished || shown.arms.every(allDiverged) ? verdictOf(shown) : undefined;
});
