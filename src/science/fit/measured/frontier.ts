// The lowest loss that was reached for each compute, over runs that ended their own schedule: a point on the way of a longer run still has a
// high learning rate, and would lie too high. (Approach 1 of Hoffmann et al. 2022; branches that come down from one constant trunk are
// such runs.) No law is needed for it, and it says nothing beyond its ends.

export interface Reached {
  readonly compute: number;
  readonly loss: number;
}

/** Ascending in compute, falling in loss: what nothing cheaper was as good as. */
export function frontierOf<P extends Reached>(points: readonly P[]): P[] {
  const frontier: P[] = [];
  for (const point of [...points].sort((a, b) => a.compute - b.compute || a.loss - b.loss))
    if (point.loss < (frontier.at(-1)?.loss ?? Infinity)) frontier.push(point);
  return frontier;
}

/** ln of the compute at which a frontier reaches a loss, on straight lines over the loss. Undefined beyond its ends. */
export function logComputeFor(frontier: readonly Reached[], loss: number): number | undefined {
  const after = frontier.findIndex((point) => point.loss <= loss);
  if (after < 0) return undefined;
  const right = frontier[after]!;
  if (right.loss === loss) return Math.log(right.compute);
  const left = frontier[after - 1];
  if (!left) return undefined;
  const share = (left.loss - loss) / (left.loss - right.loss);
  return (1 - share) * Math.log(left.compute) + share * Math.log(right.compute);
}
