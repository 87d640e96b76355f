// Approach 2 of Hoffmann et al. (2022): for each budget a parabola of the loss over ln N, and the sizes at their lowest points over the
// budgets. It is for the picture: it is biased where the sizes reach far, lie to one side, or α is not β, even without noise
// (arXiv 2603.22339), so the number is the joint fit's.

import { message, type Message } from '#src/words/message.ts';
import { computeOf, type Size } from '../laws/law.ts';
import { fewestValues } from '../points.ts';
import { solveSymmetric } from '../solver/linear.ts';

export interface Parabola {
  readonly compute: number;
  readonly coefficients: readonly [number, number, number]; // of 1, x, x² with x = ln N − centre
  readonly centre: number;
  readonly parameters: number; // N at its lowest point
  readonly loss: number;
}

export interface IsoFlops {
  readonly parabolas: readonly Parabola[];
  readonly a?: number; // of N* ∝ Cᵃ through their lowest points, from two on
  readonly refusals: readonly Message[];
}

/** Budgets are one where they differ by less: whole steps and whole batches do not hit a budget exactly. */
const alike = 0.05;

export function isoFlops(points: readonly (Size & { readonly loss: number })[]): IsoFlops {
  const sorted = [...points].sort((a, b) => computeOf(a) - computeOf(b));
  const budgets: (typeof sorted)[] = [];
  for (const point of sorted) {
    const open = budgets.at(-1);
    if (open && computeOf(point) <= computeOf(open[0]!) * (1 + alike)) open.push(point);
    else budgets.push([point]);
  }
  const parabolas: Parabola[] = [];
  const refusals: Message[] = [];
  for (const budget of budgets) {
    const compute = Math.exp(budget.reduce((sum, p) => sum + Math.log(computeOf(p)), 0) / budget.length);
    const sizes = new Set(budget.map((p) => p.parameters)).size;
    if (sizes < fewestValues) {
      refusals.push(message('fitFewAtBudget', { budget: compute, sizes }));
      continue;
    }
    const parabola = parabolaOf(budget, compute);
    if (parabola) parabolas.push(parabola);
    else refusals.push(message('fitNoBend', { budget: compute }));
  }
  const a = slope(parabolas);
  return { parabolas, ...(a !== undefined && { a }), refusals };
}

/** Undefined where it bends down, or is lowest outside of the sizes that were trained. */
function parabolaOf(points: readonly (Size & { readonly loss: number })[], compute: number): Parabola | undefined {
  const logs = points.map((p) => Math.log(p.parameters));
  const centre = logs.reduce((sum, v) => sum + v, 0) / logs.length;
  const matrix = new Float64Array(9);
  const q = new Float64Array(3);
  points.forEach(({ loss }, i) => {
    const x = logs[i]! - centre;
    for (let a = 0; a < 3; a++) {
      q[a]! += x ** a * loss;
      for (let b = 0; b <= a; b++) matrix[a * 3 + b]! += x ** (a + b);
    }
  });
  if (!solveSymmetric(matrix, q, 3)) return undefined;
  const [q0, q1, q2] = q as unknown as [number, number, number];
  const lowest = -q1 / (2 * q2);
  const inside = lowest + centre > Math.min(...logs) && lowest + centre < Math.max(...logs);
  if (!(q2 > 0) || !inside) return undefined;
  return {
    compute,
    coefficients: [q0, q1, q2],
    centre,
    parameters: Math.exp(lowest + centre),
    loss: q0 - (q1 * q1) / (4 * q2),
  };
}

function slope(parabolas: readonly Parabola[]): number | undefined {
  if (parabolas.length < 2) return undefined;
  const x = parabolas.map(({ compute }) => Math.log(compute));
  const y = parabolas.map(({ parameters }) => Math.log(parameters));
  const [mx, my] = [x, y].map((values) => values.reduce((sum, v) => sum + v, 0) / values.length) as [number, number];
  return x.reduce((sum, v, i) => sum + (v - mx) * (y[i]! - my), 0) / x.reduce((sum, v) => sum + (v - mx) ** 2, 0);
}
