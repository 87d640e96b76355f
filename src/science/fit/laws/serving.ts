// Which size is cheapest when training is not all: a model of this loss that will serve so many tokens (Sardana et al. 2024, arXiv
// 2401.00448). A smaller one must train longer, and every token that it serves costs less.

import { leastBetween } from './least-between.ts';
import { computeFor, computeOf, optimumOf, type Law, type Optimum, type Size } from './law.ts';

/** Of one parameter for one token that is served: forward only. */
export const flopsServed = 2;

/** As Hoffmann et al. (2022) fitted it; with α and β in three digits, since two give another optimum (`.34`, `.28`). */
export const publishedLaw: Law = { E: 1.69, A: 406.4, alpha: 0.336, B: 410.7, beta: 0.283 };

export interface Served extends Size {
  readonly total: number; // 6·N·D + 2·N·D_served
}

export interface Serving {
  readonly best: Served;
  readonly trainedBest: Served; // the size that would be best if training were all
  readonly saved: number; // share of its total
}

const totalOf = (size: Size, served: number): number => computeOf(size) + flopsServed * size.parameters * served;

/** D(N) = (B / (l − E − A·N^−α))^(1/β), where N is large enough for this loss at all. Undefined for a loss that the law does not reach. */
export function cheapestServing(law: Law, loss: number, served: number): Serving | undefined {
  const compute = computeFor(law, loss);
  if (!Number.isFinite(compute)) return undefined;
  const sized = (parameters: number): Size => ({
    parameters,
    tokens: (law.B / (loss - law.E - law.A * parameters ** -law.alpha)) ** (1 / law.beta),
  });
  const optimum: Optimum = optimumOf(law, compute);
  const smallest = (law.A / (loss - law.E)) ** (1 / law.alpha);
  // Serving only ever asks for a smaller model than training alone.
  const log = leastBetween(Math.log(smallest), Math.log(optimum.parameters), (x) => totalOf(sized(Math.exp(x)), served));
  const best = sized(Math.exp(log));
  const total = totalOf(best, served);
  const trainedTotal = totalOf(optimum, served);
  return {
    best: { ...best, total },
    trainedBest: { parameters: optimum.parameters, tokens: optimum.tokens, total: trainedTotal },
    saved: 1 - total / trainedTotal,
  };
}
