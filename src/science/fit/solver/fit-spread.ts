// How well a fit knows a number, whatever the noise: the variance of its linear part from the residuals themselves, not from one noise for
// all (CR2: each run's residual over √(1 − leverage); Bell and McCaffrey 2002, Surv. Methodol. 28:169), and the degrees of freedom
// that this variance has (Imbens and Kolesár 2016, Rev. Econ. Stat. 98:701). Runs of one size and length that differ in their seed
// share what the law has wrong there, so they count as one; a seed shares its batches over all sizes, and gets a variance of its own
// (docs/decisions/0022-fits.md).

import { inverseOf } from './huber.ts';
import { leastSquares, type Fit, type Problem, type Quantity, type Theta } from './least-squares.ts';
import { form, jacobian, leastNoise, mostLeverage, normalOf, residualsOf } from './linearised.ts';
import { noiseTrend } from './noise-trend.ts';

/** Which runs belong together. */
export interface Grouping {
  readonly cells: readonly number[]; // of each run: its size and length, 0, 1, …
  readonly seeds: readonly number[]; // of each run; −1 where its seed is not known
}

export interface Spread {
  readonly problem: Problem; // what was measured, but no further from the law than `clip` standard deviations
  readonly fit: Fit; // of it
  readonly grouping: Grouping;
  readonly residuals: Float64Array;
  readonly leverages: Float64Array; // of each cell
  readonly seedVariance: number; // what runs of one seed share
  /** The variance of a quantity; `model` is what it would be if all runs had a noise of 1. */
  readonly of: (quantity: Quantity) => { readonly model: number; readonly variance: number; readonly df: number };
}

const clip = 1.345; // Huber's: 95 % as precise as least squares where the noise is normal

/** Where one run decides nearly alone, the formula says two and less, and intervals would hold the truth always. */
const fewestFreedom = 3;

export function spreadOf(measured: Problem, start: Theta, grouping: Grouping): Spread {
  const { cells, seeds } = grouping;
  const { fit, problem, trend } = robust(measured, start);
  const p = fit.theta.length;
  const n = problem.y.length;
  // In units of each run's own noise, so that what follows is about runs that are alike.
  const units = problem.weights!.map(Math.sqrt);
  const rows = jacobian(problem, fit.theta).map((row, i) => row.map((v) => v * units[i]!));
  const inverse = inverseOf(normalOf(rows, p), p);
  const raw = residualsOf(problem, fit.theta);
  const residuals = raw.map((r, i) => r * units[i]!);
  const count = Math.max(...cells) + 1;
  const sizes = new Float64Array(count);
  const leverages = new Float64Array(count);
  const first = new Int32Array(count);
  for (let i = n - 1; i >= 0; i--) {
    const cell = cells[i]!;
    first[cell] = i; // the rows of a cell are equal
    sizes[cell]!++;
    leverages[cell]! += Math.min(1, form(inverse, rows[i]!, rows[i]!));
  }
  for (let c = 0; c < count; c++) leverages[c] = Math.min(mostLeverage, leverages[c]!);
  const ofSeeds = seedEffect(raw, cells, seeds);

  return {
    problem,
    fit,
    grouping,
    residuals: raw,
    leverages,
    seedVariance: ofSeeds.variance,
    of(quantity) {
      const gradient = new Float64Array(p);
      quantity(fit.theta, gradient);
      const model = form(inverse, gradient, gradient);
      // What a residual adds to the quantity, and the sum over each cell.
      const pull = Float64Array.from(rows, (row) => form(inverse, gradient, row));
      const sums = new Float64Array(count);
      const bySeed = new Map<number, number>();
      for (let i = 0; i < n; i++) {
        sums[cells[i]!]! += pull[i]! * residuals[i]!;
        bySeed.set(seeds[i]!, (bySeed.get(seeds[i]!) ?? 0) + pull[i]! * units[i]!);
      }
      let variance = 0;
      // Tr G and Tr G² of G = f fᵀ ∘ (I − H), over cells; H has rank p, so neither needs all pairs.
      let [trace, square] = [0, 0];
      const inner = new Float64Array(p * p);
      for (let c = 0; c < count; c++) {
        const rest = 1 - leverages[c]!;
        variance += sums[c]! ** 2 / rest;
        const row = rows[first[c]!]!;
        const weight = (pull[first[c]!]! ** 2 * sizes[c]!) / rest;
        trace += weight * rest;
        square += weight * weight * (1 - 2 * leverages[c]!);
        for (let a = 0; a < p; a++) for (let b = 0; b < p; b++) inner[a * p + b]! += weight * sizes[c]! * row[a]! * row[b]!;
      }
      square += traceOfSquare(inverse, inner, p);
      // The numbers of the noise were fitted to the same runs.
      variance = Math.max(variance / (1 - trend / count), model * leastNoise ** 2);
      const df = Math.max(fewestFreedom, (trace * trace) / square);
      const shared = ofSeeds.variance * [...bySeed.values()].reduce((sum, v) => sum + v * v, 0);
      const sum = variance + shared;
      return { model, variance: sum, df: shared > 0 ? sum ** 2 / (variance ** 2 / df + shared ** 2 / ofSeeds.df) : df };
    },
  };
}

/**
 * Huber's estimate with the scale of the residuals, and the data from which weighted least squares would find the same. Where the noise
 * changes with size or length, each run counts by its own.
 */
function robust(measured: Problem, start: Theta): { fit: Fit; problem: Problem; trend: number } {
  const { fit } = clipped(measured, start);
  const { weights, fitted } = noiseTrend(measured, fit.theta);
  const weighted = { ...measured, weights };
  const { fit: last, limit } = clipped(weighted, fit.theta);
  const residuals = residualsOf(measured, last.theta);
  const limits = weights.map((w) => limit / Math.sqrt(w));
  const inside = residuals.filter((r, i) => Math.abs(r) <= limits[i]!).length / residuals.length;
  const y = measured.y.map((v, i) => v - residuals[i]! + Math.max(-limits[i]!, Math.min(limits[i]!, residuals[i]!)) / inside);
  const problem = { ...weighted, y };
  return { problem, fit: leastSquares(problem, last.theta), trend: fitted };
}

/** By squares that are reweighted until nothing changes; `limit` is in units of a run of weight 1. */
function clipped(problem: Problem, start: Theta): { fit: Fit; limit: number } {
  const n = problem.y.length;
  const own = problem.weights ?? new Float64Array(n).fill(1);
  let fit = leastSquares(problem, start);
  let limit = Infinity;
  for (let round = 0; round < 20; round++) {
    const sizes = residualsOf(problem, fit.theta).map((r, i) => Math.abs(r) * Math.sqrt(own[i]!));
    // p of them are as small as p parameters can make them.
    const kept = sizes
      .slice()
      .sort()
      .subarray(Math.min(start.length, n - 1));
    const middle = (kept[(kept.length - 1) >> 1]! + kept[kept.length >> 1]!) / 2;
    limit = clip * Math.max(leastNoise, middle / 0.6745);
    const before = fit.theta;
    fit = leastSquares({ ...problem, weights: own.map((w, i) => w * Math.min(1, limit / sizes[i]!)) }, fit.theta);
    if (fit.theta.every((v, j) => Math.abs(v - before[j]!) <= 1e-6 * (1 + Math.abs(v)))) break;
  }
  return { fit, limit };
}

/** The variance that runs of one seed share, by how far seeds lie apart where several trained the same; 0 where it does not show. */
function seedEffect(
  residuals: Float64Array,
  cells: readonly number[],
  seeds: readonly number[],
): { variance: number; df: number } {
  const members = new Map<number, number[]>();
  cells.forEach((cell, i) => members.set(cell, [...(members.get(cell) ?? []), i]));
  const bySeed = new Map<number, number[]>();
  let within = 0;
  let count = 0;
  let places = 0;
  for (const runs of members.values()) {
    if (runs.length < 2 || runs.some((i) => seeds[i]! < 0)) continue;
    const mean = runs.reduce((sum, i) => sum + residuals[i]!, 0) / runs.length;
    places++;
    for (const i of runs) {
      const off = residuals[i]! - mean;
      within += off * off;
      count++;
      bySeed.set(seeds[i]!, [...(bySeed.get(seeds[i]!) ?? []), off]);
    }
  }
  const df = bySeed.size - 1;
  const rest = count - places - df;
  if (df < 1 || rest < 1) return { variance: 0, df: 1 };
  let between = 0;
  for (const offs of bySeed.values()) between += offs.reduce((sum, v) => sum + v, 0) ** 2 / offs.length;
  const noise = (within - between) / rest;
  return { variance: Math.max(0, (between / df - noise) / (count / bySeed.size)), df };
}

/** Tr (M S)² = Σ f²g² H² over all pairs of cells, with S = Σ f² j jᵀ and H = jᵀ M j. */
function traceOfSquare(matrix: Float64Array, inner: Float64Array, p: number): number {
  const product = new Float64Array(p * p);
  for (let a = 0; a < p; a++)
    for (let b = 0; b < p; b++) for (let k = 0; k < p; k++) product[a * p + b]! += matrix[a * p + k]! * inner[k * p + b]!;
  let sum = 0;
  for (let a = 0; a < p; a++) for (let b = 0; b < p; b++) sum += product[a * p + b]! * product[b * p + a]!;
  return sum;
}
