// Numbers of studies in sentences.

import type { Measured } from '#src/science/studies/measured.ts';
import { formatPercent } from '#src/words/numbers.ts';

/** "94 % (91 to 97 %)" */
export const within = ({ mean, interval }: Measured): string =>
  formatPercent(mean) + (interval ? ` (${percentages(interval.low, interval.high)})` : '');

/** A difference of shares, in hundredths: "50 (45 to 55)". */
export const byHow = ({ mean, interval }: Measured): string =>
  hundredths(mean) + (interval ? ` (${hundredths(interval.low)} to ${hundredths(interval.high)})` : '');

const hundredths = (share: number): string => String(Math.round(100 * share)).replace('-', '−');
const percentages = (low: number, high: number): string => `${hundredths(low)} to ${hundredths(high)} %`;
