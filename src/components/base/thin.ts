// Thins a long curve for drawing: buckets along x keep their lowest and highest point, so that no spike is lost.

export interface Polyline {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly length: number;
}

export function thin(line: Polyline, limit: number): Polyline {
  if (line.length <= limit) return line;
  const buckets = Math.max(1, Math.floor((limit - 2) / 2));
  const x = new Float64Array(2 * buckets + 2);
  const y = new Float64Array(2 * buckets + 2);
  let length = 0;
  const keep = (i: number): void => {
    x[length] = line.x[i]!;
    y[length++] = line.y[i]!;
  };
  keep(0);
  const inner = line.length - 2;
  for (let b = 0; b < buckets; b++) {
    const from = 1 + Math.floor((b * inner) / buckets);
    const to = 1 + Math.floor(((b + 1) * inner) / buckets);
    if (to <= from) continue;
    let low = from;
    let high = from;
    for (let i = from + 1; i < to; i++) {
      if (line.y[i]! < line.y[low]!) low = i;
      if (line.y[i]! > line.y[high]!) high = i;
    }
    keep(Math.min(low, high));
    if (low !== high) keep(Math.max(low, high));
  }
  keep(line.length - 1);
  return { x, y, length };
}
