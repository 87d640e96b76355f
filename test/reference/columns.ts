// Reference column slice: y[rows, to − from] = x[rows, width] columns from..to; it parts q, k and v of one product.
// Backward: dx is dy in those columns and 0 elsewhere.

export function columns(x: Float64Array, width: number, from: number, to: number): Float64Array {
  return x.filter((_, i) => i % width >= from && i % width < to);
}

export function columnsBackward(dy: Float64Array, width: number, from: number, to: number): Float64Array {
  const dx = new Float64Array((dy.length / (to - from)) * width);
  dy.forEach((g, i) => (dx[Math.floor(i / (to - from)) * width + from + (i % (to - from))] = g));
  return dx;
}
