// Trying learning rates for what is set up. The check trains like any other experiment; at its end the best rates are set up.

import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { draft, useRates } from '../setup/draft.ts';
import { active, record, state, train } from './session.ts';

/** Ends with the best rates in the set-up; stopped, with the set-up as it was. */
export async function tryRates(check: ExperimentSpec): Promise<void> {
  const before = record.get();
  if (active.get()) return;
  await train(check);
  const ended = record.get();
  if (!ended || ended === before || ended.experiment !== check.experiment || state.get().phase !== 'finished') return;
  const { bestRates, withBestRates } = await import('#src/experiment/sweep/rate-check.ts');
  useRates(withBestRates(draft.get(), bestRates(ended)));
}
