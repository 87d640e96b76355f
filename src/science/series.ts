// One curve that grows in place: a typed array of steps and one of losses.

/** Points in ascending order of step; only the first `length` places count. */
export interface Series {
  steps: Float64Array;
  losses: Float64Array;
  length: number;
  version: number; // counts the changes
}

export const newSeries = (capacity = 64): Series => ({
  steps: new Float64Array(capacity),
  losses: new Float64Array(capacity),
  length: 0,
  version: 0,
});

/** Adds points; what is not beyond the last step replaces the end of the curve (a run resumed from a checkpoint). */
export function append(series: Series, steps: ArrayLike<number>, losses: ArrayLike<number>): void {
  const first = steps[0];
  if (first === undefined) return;
  const cut = firstFrom(series, first);
  const length = cut + steps.length;
  if (length > series.steps.length) {
    const capacity = Math.max(length, 2 * series.steps.length);
    series.steps = grown(series.steps, capacity);
    series.losses = grown(series.losses, capacity);
  }
  series.steps.set(steps, cut);
  series.losses.set(losses, cut);
  series.length = length;
  series.version++;
}

export function grown(old: Float64Array, capacity: number): Float64Array {
  const next = new Float64Array(capacity);
  next.set(old);
  return next;
}

/** Place of the first point at or after a step; the length when there is none. */
export function firstFrom({ steps, length }: Series, step: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function lastPoint({ steps, losses, length }: Series): { readonly step: number; readonly loss: number } | undefined {
  return length ? { step: steps[length - 1]!, loss: losses[length - 1]! } : undefined;
}
