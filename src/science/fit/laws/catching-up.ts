// Do small models catch up? Gundlach, Lynch and Thompson (2025, arXiv 2507.07931): where L = L₀ + A·C^−α, the lead of whoever spends ever more
// over whoever spends the same every year first grows and then shrinks, because both meet the same floor. It holds for a bounded measure,
// and as long as α and the text stay what they are.

export interface Race {
  readonly alpha: number; // 0.155: ten times the compute leaves 70 % of what is above the floor
  readonly shared: number; // g: by how much a year's money buys more for all, hardware times algorithms
  readonly frontier: number; // f: by how much the leader's budget grows beside that
  readonly ratio: number; // r: the leader's compute over the other's, at the start
}

export const publishedRace: Race = { alpha: 0.155, shared: 1.4 * 2.8, frontier: 3.6, ratio: 1 };

/** How far the other is behind after so many years, in units of A·C₀^−α: what the other is above the floor at the start. */
export const gapAfter = ({ alpha, shared, frontier, ratio }: Race, years: number): number =>
  shared ** (-alpha * years) - (ratio * (shared * frontier) ** years) ** -alpha;

/** When the gap is widest: ln(k·(1 + ln f / ln g)) / (α ln f) with k = r^−α; 0 where it only shrinks. */
export function widestAfter({ alpha, shared, frontier, ratio }: Race): number {
  const start = ratio ** -alpha * (1 + Math.log(frontier) / Math.log(shared));
  return Math.max(0, Math.log(start) / (alpha * Math.log(frontier)));
}
