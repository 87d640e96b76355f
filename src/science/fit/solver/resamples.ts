// Laws that might as well have been found: the same runs with their noise drawn anew, and fitted again (wild bootstrap by cluster: Cameron,
// Gelbach and Miller 2008, Rev. Econ. Stat. 90:414). A run keeps the size of its own residual, over √(1 − leverage), and draws its sign,
// with all runs of its size and length; a seed draws what its runs share; and the noise as a whole is larger or smaller, as Student's t
// has it. They show what an interval means, and carry its doubt into what is fitted behind the law.

import { integer, normal, streamOf } from '#src/data/random.ts';
import { leastSquares, type Theta } from './least-squares.ts';
import type { Spread } from './fit-spread.ts';

const seed = 1986; // any would do; it is fixed so that a fit can be computed again
const stream = streamOf('laws');

export function resamples({ problem, fit, residuals, leverages, seedVariance, grouping }: Spread, count: number): Theta[] {
  const { cells, seeds } = grouping;
  const df = Math.max(1, leverages.length - fit.theta.length);
  const of = (draw: number, name: string): number => streamOf(`${draw} ${name}`) ^ stream;
  return Array.from({ length: count }, (_, draw) => {
    const [signs, sharedBy, sizes] = [of(draw, 'signs'), of(draw, 'seeds'), of(draw, 'sizes')];
    let squares = 0; // χ² with df degrees of freedom
    for (let k = 0; k < df; k++) squares += normal(seed, sizes, k) ** 2;
    const scale = Math.sqrt(df / squares);
    const y = problem.y.map((v, i) => {
      const cell = cells[i]!;
      const own = (residuals[i]! / Math.sqrt(1 - leverages[cell]!)) * (integer(seed, signs, cell, 2) === 0 ? 1 : -1);
      const shared = seeds[i]! < 0 ? 0 : Math.sqrt(seedVariance) * normal(seed, sharedBy, seeds[i]!);
      return v - residuals[i]! + scale * (own + shared);
    });
    return leastSquares({ ...problem, y }, fit.theta, undefined, 20).theta;
  });
}
