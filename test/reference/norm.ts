// Reference RMSNorm without gain: y = x / r with r = sqrt(mean(x²) + 1e-6), one mean per row of x[rows, width].
// Backward: dx = (dy − y·mean(dy·y)) / r.

export const epsilon = 1e-6;

export function norm(x: Float64Array, rows: number, width: number): Float64Array {
  const y = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const r = root(x, row, width);
    for (let c = 0; c < width; c++) y[row * width + c] = x[row * width + c]! / r;
  }
  return y;
}

export function normBackward(x: Float64Array, dy: Float64Array, rows: number, width: number): Float64Array {
  const y = norm(x, rows, width);
  const dx = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const r = root(x, row, width);
    let mean = 0;
    for (let c = 0; c < width; c++) mean += (dy[row * width + c]! * y[row * width + c]!) / width;
    for (let c = 0; c < width; c++) dx[row * width + c] = (dy[row * width + c]! - y[row * width + c]! * mean) / r;
  }
  return dx;
}

function root(x: Float64Array, row: number, width: number): number {
  let mean = 0;
  for (let c = 0; c < width; c++) mean += x[row * width + c]! ** 2 / width;
  return Math.sqrt(mean + epsilon);
}
