// Numbers of studies in sentences.

import type { Measured } from '#src/science/studies/measured.ts';
import { formatPercent } from '#src/words/numbers.ts';

/** "94 % (91 to 97 %)" */
export const within = ({ mean, interval }: Measured): string =>
  percent(mean) + (interval ? ` (${percentages(interval.low, interval.high)})` : '');

/** A difference of shares, in hundredths: "50 (45 to 55)". */
export const byHow = ({ mean, interval }: Measured): string =>
  hundredths(mean) + (interval ? ` (${hundredths(interval.low)} to ${hundredths(interval.high)})` : '');

const hundredths = (share: number): string => String(Math.round(100 * share)).replace('-', '−');
/** Number and sign on one line. */
export const percent = (share: number): string => formatPercent(share).replace(' ', '\u00a0');
const percentages = (low: number, high: number): string => `${hundredths(low)} to ${hundredths(high)}\u00a0%`;

/** A loss, or a difference of losses: "0.31 (0.28 to 0.34)". */
export const nats = ({ mean, interval }: Measured): string =>
  signed(mean) + (interval ? ` (${signed(interval.low)} to ${signed(interval.high)})` : '');

const signed = (value: number): string => value.toFixed(Math.abs(value) < 0.1 ? 3 : 2).replace('-', '−');
