// How a budget is best divided between size and length, by the joint fit: told where the answer lies among the sizes that were trained.
// A parabola through one budget's losses shows the same in a picture (measured/iso-flop.ts), and is biased (arXiv 2603.22339).

import { message, type Message } from '#src/words/message.ts';
import type { Interval } from '../statistics/estimates.ts';
import { beyondRefusals, mostBeyond } from './bands.ts';
import type { FittedLaw } from './fit-law.ts';
import { exponential, type IntervalOf, type OpenInterval } from './intervals.ts';
import { flopsPerParameterToken, optimumOf, type Size } from './laws/law.ts';
import { axes, largestCompute, timesBeyond, valuesOf } from './points.ts';
import { logBestLoss, logBestParameters } from './quantities.ts';

export interface BudgetAnswer {
  readonly compute: number;
  readonly parameters?: number; // N*
  readonly tokens?: number; // D*
  readonly loss?: number; // L*
  readonly intervals: { readonly parameters?: Interval; readonly tokens?: Interval; readonly loss?: Interval };
}

export function bestFor(
  points: readonly Size[],
  fitted: FittedLaw,
  intervalOf: IntervalOf,
  compute: number,
  open: boolean, // an exponent is not known
): { answer: BudgetAnswer; refusals: Message[] } {
  const { alpha, beta } = fitted.law;
  if (open || !(alpha > 0 && beta > 0)) return { answer: { compute, intervals: {} }, refusals: [message('fitNoOptimum')] };
  const { parameters, tokens, loss } = optimumOf(fitted.law, compute);
  const beyond = Math.max(timesBeyond(points, { parameters, tokens }), compute / largestCompute(points));
  const edges = axes.flatMap((axis): Message[] => {
    const values = valuesOf(points, axis);
    const best = { parameters, tokens }[axis];
    const [low, high] = [values[0]!, values.at(-1)!];
    return best > low && best < high ? [] : [message('fitOptimumAtEdge', { axis, best, edge: best <= low ? low : high })];
  });
  const far = !(beyond <= mostBeyond);
  // That it lies at an edge says that it lies beyond, unless it lies so far beyond that there is no range either.
  const refusals = far || edges.length === 0 ? beyondRefusals([beyond > 1 + 1e-9 ? beyond : 1]) : edges.slice(0, 1);
  if (far) return { answer: { compute, intervals: {} }, refusals };
  const size = exponential(intervalOf(logBestParameters(fitted, compute)));
  const intervals = {
    parameters: size,
    tokens: tokensOf(size, compute),
    loss: exponential(intervalOf(logBestLoss(fitted, compute))),
  };
  return { answer: { compute, ...(refusals.length === 0 && { parameters, tokens, loss }), intervals }, refusals };
}

/** D* = C / 6N*: the largest length belongs to the smallest size. */
const tokensOf = ({ low, high, open, level }: OpenInterval, compute: number): OpenInterval => ({
  low: compute / flopsPerParameterToken / high,
  high: compute / flopsPerParameterToken / low,
  level,
  open: open.map((end) => (end === 'low' ? 'high' : 'low')),
});
