// The runs of a record as points of compute alone, C = 6·N·D, for the law along one line of budgets: L = E + A·C^−α. A fit of one axis
// is that of tokens at a size of ⅙, where 6·N·D tokens are C; its β is α here, and its B is A.

import { computeOf } from '../fit/laws/law.ts';
import { epochsOf, type FitPoint } from '../fit/points.ts';

const parameters = 1 / 6;

export const computePoints = (points: readonly FitPoint[]): FitPoint[] =>
  points.map((point) => {
    const compute = computeOf(point);
    const { loss, seed, diverged } = point;
    return {
      parameters,
      tokens: compute,
      unique: compute / epochsOf(point), // text that was read too often is left out, as it is of the law of sizes
      loss,
      ...(seed !== undefined && { seed }),
      ...(diverged && { diverged }),
    };
  });
