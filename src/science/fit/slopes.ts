// What a few runs say without a law: by which power the loss fell over just these sizes, d ln L / d ln N and d ln L / d ln D.

import { axes as all, type Axis, type FitPoint } from './points.ts';
import { solveSymmetric } from './solver/linear.ts';

/** By least squares of the logarithms. Of an axis with one value, or two that always change together, there is none. */
export function slopesOf(points: readonly FitPoint[]): Partial<Record<Axis, number>> {
  const y = points.map((p) => Math.log(p.loss));
  const columns = all
    .map((axis) => ({ axis, x: centred(points.map((p) => Math.log(p[axis]))) }))
    .filter(({ x }) => x.some((v) => Math.abs(v) > 1e-9));
  const m = columns.length;
  const matrix = new Float64Array(m * m);
  const right = Float64Array.from(columns, ({ x }) => product(x, y));
  for (let a = 0; a < m; a++) for (let b = 0; b <= a; b++) matrix[a * m + b] = product(columns[a]!.x, columns[b]!.x);
  const together = m === 2 && matrix[2]! ** 2 > (1 - 1e-9) * matrix[0]! * matrix[3]!;
  if (together || !solveSymmetric(matrix, right, m)) return {};
  return Object.fromEntries(columns.map(({ axis }, k) => [axis, right[k]!]));
}

function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return values.map((v) => v - mean);
}

const product = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, v, i) => sum + v * y[i]!, 0);
