// What a law says of sizes that were not trained: the loss with its band among those that were, the band alone a little beyond them,
// nothing further out.

import { message, type Message } from '#src/words/message.ts';
import type { Interval } from '../statistics/estimates.ts';
import type { FittedLaw } from './fit-law.ts';
import { exponential, type IntervalOf } from './intervals.ts';
import { lossAt, type Size } from './laws/law.ts';
import { timesBeyond } from './points.ts';
import { logLossAt } from './quantities.ts';

/** So many times further than what was trained, and a law is no longer told. */
export const mostBeyond = 4;

export interface Band extends Size {
  readonly beyond: number; // times, 1 within
  readonly loss?: number;
  readonly interval?: Interval; // of what the law is there, without the noise of one more run
  readonly refusal?: Message; // why no more is told there
}

export function bandsOf(
  points: readonly Size[],
  fitted: FittedLaw,
  intervalOf: IntervalOf,
  at: readonly Size[],
): { bands: Band[]; refusals: Message[] } {
  const bands = at.map(({ parameters, tokens }): Band => {
    // A law of one axis says the same everywhere along the other.
    const size = { parameters, tokens };
    const beyond = timesBeyond(
      points.map((p) => onAxes(fitted, p)),
      onAxes(fitted, size),
    );
    const [refusal] = beyondRefusals([beyond]);
    if (!(beyond <= mostBeyond)) return { ...size, beyond, refusal: refusal! };
    const interval = exponential(intervalOf(logLossAt(fitted, size)));
    return refusal ? { ...size, beyond, interval, refusal } : { ...size, beyond, loss: lossAt(fitted.law, size), interval };
  });
  return { bands, refusals: beyondRefusals(bands.map(({ beyond }) => beyond)) };
}

const onAxes = ({ axes }: FittedLaw, size: Size): Size => ({
  parameters: axes.includes('parameters') ? size.parameters : 1,
  tokens: axes.includes('tokens') ? size.tokens : 1,
});

/** One sentence for all that is refused, and one for all of which only a band is told. */
export function beyondRefusals(times: readonly number[]): Message[] {
  const far = Math.max(...times.filter((t) => !(t <= mostBeyond)));
  const near = Math.max(...times.filter((t) => t > 1 && t <= mostBeyond));
  return [
    ...(far > 0 ? [message('fitBeyond', { times: far, most: mostBeyond })] : []),
    ...(near > 0 ? [message('fitBandOnly', { times: near })] : []),
  ];
}
