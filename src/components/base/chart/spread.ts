// Moves labels apart: the smallest total move that keeps their order, a gap between them, and all of them in view.

interface Cluster {
  sum: number; // of the wished positions, each shifted back by its place in the cluster
  count: number;
}

/** Returns the positions in the order of `wished`. Pools neighbours that collide, as in isotonic regression. */
export function spread(wished: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wished.map((_, i) => i).sort((a, b) => wished[a]! - wished[b]! || a - b);
  const clusters: Cluster[] = [];
  order.forEach((index, place) => {
    clusters.push({ sum: wished[index]! - place * gap, count: 1 });
    while (clusters.length > 1) {
      const last = clusters.at(-1)!;
      const before = clusters.at(-2)!;
      if (before.sum / before.count < last.sum / last.count) break;
      before.sum += last.sum;
      before.count += last.count;
      clusters.pop();
    }
  });
  // Shifted back by their place, all labels share the same allowed interval.
  const highest = Math.max(low, high - (wished.length - 1) * gap);
  const result: number[] = [];
  let place = 0;
  for (const { sum, count } of clusters) {
    const at = Math.min(highest, Math.max(low, sum / count));
    for (let i = 0; i < count; i++, place++) result[order[place]!] = at + place * gap;
  }
  return result;
}
