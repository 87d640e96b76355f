// Trying learning rates for what is set up. The check trains like any other experiment; at its end the best rates are set up.

import { computed } from '@lit-labs/signals';
import { bestRates, checkId, rateCheck } from '#src/experiment/sweep/rates.ts';
import { spec, useRates } from '../setup/draft.ts';
import { active, record, state, train } from './session.ts';

/** What would be tried; undefined if nothing would. */
export const toTry = computed(() => rateCheck(spec.get()));

/** A check trains now. */
export const isTrying = computed((): boolean => active.get() && record.get()?.experiment === checkId);

/** Ends with the best rates in the set-up; stopped, with the set-up as it was. */
export async function tryRates(): Promise<void> {
  const [check, before] = [toTry.get(), record.get()];
  if (!check || active.get()) return;
  await train(check);
  const ended = record.get();
  if (ended && ended !== before && ended.experiment === checkId && state.get().phase === 'finished') useRates(bestRates(ended));
}
