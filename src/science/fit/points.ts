// What a fit is made of: a point for each run, that is for each size, length and seed; which of them the law is about, and which axis varies.

import { message, refuse, type Message } from '#src/words/message.ts';
import { computeOf, type Size } from './laws/law.ts';

export interface FitPoint extends Size {
  readonly loss: number; // at the end of its own schedule; the best one where text is repeated
  readonly seed?: number | string;
  readonly unique?: number; // different tokens; as many as were seen where it is not said
  readonly otherParameters?: number; // under the other definition: with the embedding, or without
  readonly learningRate?: number;
  readonly diverged?: boolean;
  readonly cutShort?: boolean; // its learning rate had not come down: a point on the way of a longer run
}

export const axes = ['parameters', 'tokens'] as const;
export type Axis = (typeof axes)[number];

/** Below these a law is no more than a curve through its points: local slopes are all that is told. */
export const fewestRuns = 9;
export const fewestValues = 3;
export const mostPoints = 10_000;
/** More times than this the same text is another matter: see laws/repeated.ts. */
export const mostEpochs = 1.5;

export const epochsOf = ({ tokens, unique }: FitPoint): number => (unique === undefined ? 1 : tokens / unique);

export interface Sorted {
  readonly fitted: readonly number[]; // indices of points, in an order that does not depend on theirs
  readonly repeated: readonly number[]; // those that saw their text too often for the law of sizes alone
  readonly left: readonly Message[]; // why the others are not in it
}

/** Throws a sentence for what is no measurement. `guess` is the loss of whoever knows only how often each token comes. */
export function sortPoints(points: readonly FitPoint[], guess = Infinity): Sorted {
  if (points.length > mostPoints) throw refuse('fitTooManyRuns', { runs: points.length, most: mostPoints });
  points.forEach((point, at) => {
    for (const name of ['parameters', 'tokens', 'loss', 'unique', 'otherParameters'] as const) {
      const value = point[name];
      if (value !== undefined && !(value > 0 && Number.isFinite(value)) && !(name === 'loss' && point.diverged))
        throw refuse('fitPointNotPositive', { point: at + 1, size: name, text: String(value) });
    }
  });
  const order = [...points.keys()].sort((a, b) => compare(points[a]!, points[b]!));
  const takeOut = (which: (point: FitPoint) => boolean): number[] => {
    const out = kept.filter((i) => which(points[i]!));
    kept = kept.filter((i) => !which(points[i]!));
    return out;
  };
  let kept = order;
  const diverged = takeOut((p) => p.diverged === true);
  const cutShort = takeOut((p) => p.cutShort === true);
  const guessing = takeOut((p) => p.loss >= guess);
  const repeated = takeOut((p) => epochsOf(p) > mostEpochs);
  return {
    fitted: kept,
    repeated,
    left: [
      ...(diverged.length > 0 ? [message('fitDiverged', { runs: diverged.length })] : []),
      ...(cutShort.length > 0 ? [message('fitCutShort', { runs: cutShort.length })] : []),
      ...(guessing.length > 0 ? [message('fitOnlyGuesses', { runs: guessing.length, guess })] : []),
      ...(repeated.length > 0 ? [message('fitRepeated', { runs: repeated.length, most: mostEpochs })] : []),
    ],
  };
}

/** By size, then loss, then seed: the same points in another order are the same fit, to the last digit. */
const compare = (a: FitPoint, b: FitPoint): number =>
  a.parameters - b.parameters ||
  a.tokens - b.tokens ||
  a.loss - b.loss ||
  (String(a.seed) < String(b.seed) ? -1 : Number(String(a.seed) > String(b.seed)));

export const valuesOf = (points: readonly Size[], axis: Axis): number[] =>
  [...new Set(points.map((p) => p[axis]))].sort((a, b) => a - b);

/** The axes along which these points differ. */
export const varying = (points: readonly Size[]): Axis[] => axes.filter((axis) => valuesOf(points, axis).length > 1);

export const largestCompute = (points: readonly Size[]): number => Math.max(...points.map(computeOf));

/** How many times further than what was measured a size lies, along the axis where it is furthest; 1 within. */
export function timesBeyond(points: readonly Size[], size: Size): number {
  return Math.max(
    1,
    ...axes.map((axis) => {
      const values = points.map((p) => p[axis]);
      // Rounding does not lead outside.
      const times = Math.max(size[axis] / Math.max(...values), Math.min(...values) / size[axis]);
      return times < 1 + 1e-9 ? 1 : times;
    }),
  );
}

/** Runs of one size and length, 0, 1, … */
export const cellsOf = (points: readonly Size[]): number[] =>
  numbered(points.map(({ parameters, tokens }) => `${parameters} ${tokens}`));

/** −1 for a run that does not say its seed. */
export function seedsOf(points: readonly FitPoint[]): number[] {
  const known = numbered(points.map(({ seed }) => String(seed)));
  return points.map(({ seed }, i) => (seed === undefined ? -1 : known[i]!));
}

function numbered(names: readonly string[]): number[] {
  const numbers = new Map<string, number>();
  return names.map((name) => {
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name)!;
  });
}
