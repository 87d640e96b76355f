// What can be said of a contrast, in numbers: which of three registers its interval allows, and why where it allows none.

import type { Contrast } from '#src/experiment/asked.ts';
import type { Interval } from '../statistics/estimates.ts';
import type { Untimed } from '../verdict/speeds.ts';

/**
 * `shown`: the interval leaves out 0. `small`: all of it lies within the margin that was stated beforehand. `close`: neither, so that
 * nothing but more seeds can tell. `identical`: 0 for every seed. `untold`: there is no interval.
 */
export type Register = 'shown' | 'small' | 'close' | 'identical' | 'untold';

/** `unpaired`: shares and trends are taken seed by seed. `noGap`: too small to be sure of. `noBetter`: the gap is none. */
export type Untold = 'few' | 'diverged' | 'incomparable' | 'unpaired' | 'noGap' | 'noBetter' | Untimed;

export interface Answer {
  readonly contrast: Contrast;
  readonly register: Register;
  readonly why?: Untold; // where it is untold
  readonly n: number; // seeds
  readonly value?: number; // the number of the contrast (src/experiment/asked.ts)
  readonly interval?: Interval; // of a higher level than 0.95 where several differences were asked
  readonly agree?: number; // seeds on the side of the value
  readonly seedsNeeded?: number; // more, to show half of it; undefined above a thousand
  readonly rival?: number; // of a best arm: the best of those it is held against
  readonly steps?: readonly number[]; // of a trend: by how much the loss changes from each arm to the next
  readonly bends?: readonly { readonly mean: number; readonly interval?: Interval }[]; // what each step brings less than the one before
  readonly guessed?: number; // the number that follows from the levels that were guessed
}

/** Without a margin nothing is too small to matter. */
export function registerOf({ low, high }: Interval, margin = 0): Register {
  if (low === 0 && high === 0) return 'identical';
  if (low > -margin && high < margin) return 'small';
  return low > 0 || high < 0 ? 'shown' : 'close';
}

export type Mark = 'true' | 'false' | 'undecided';

/** Whether a number lies between two others, or beyond one, as far as its interval tells. */
export function markOf(interval: Interval | undefined, { from = -Infinity, to = Infinity }: Range): Mark {
  if (!interval) return 'undecided';
  if (interval.low > from && interval.high < to) return 'true';
  return interval.high <= from || interval.low >= to ? 'false' : 'undecided';
}
interface Range {
  readonly from?: number;
  readonly to?: number;
}
