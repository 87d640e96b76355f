// What <rate-tuning> works with, given to it, since it is loaded later: had it asked for them itself, the page would come in more pieces.

import { draft, forgetRates, setRateRule, spec, useRates } from '../setup/draft.ts';
import { reasonNotToStart } from '../setup/readiness.ts';
import { active, done, record, reset, state, train } from './session.ts';

export const ratesHere = {
  draft,
  spec,
  useRates,
  forgetRates,
  setRateRule,
  reasonNotToStart,
  active,
  done,
  record,
  reset,
  state,
  train,
};
