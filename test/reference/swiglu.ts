// Reference SwiGLU (Shazeer 2020, arXiv 2002.05202): y = silu(gate)·value with silu(g) = g·σ(g).
// x [rows, 2·hidden] holds the gate columns, then the value columns; y [rows, hidden].
// Backward: dgate = dy·value·σ(g)·(1 + g·(1 − σ(g))), dvalue = dy·silu(g).

export function swiglu(x: Float64Array, rows: number, hidden: number): Float64Array {
  const y = new Float64Array(rows * hidden);
  for (let row = 0; row < rows; row++)
    for (let c = 0; c < hidden; c++) {
      const gate = x[row * 2 * hidden + c]!;
      const value = x[row * 2 * hidden + hidden + c]!;
      y[row * hidden + c] = gate * sigmoid(gate) * value;
    }
  return y;
}

export function swigluBackward(x: Float64Array, dy: Float64Array, rows: number, hidden: number): Float64Array {
  const dx = new Float64Array(rows * 2 * hidden);
  for (let row = 0; row < rows; row++)
    for (let c = 0; c < hidden; c++) {
      const at = row * 2 * hidden + c;
      const gate = x[at]!;
      const value = x[at + hidden]!;
      const s = sigmoid(gate);
      const g = dy[row * hidden + c]!;
      dx[at] = g * value * s * (1 + gate * (1 - s));
      dx[at + hidden] = g * gate * s;
    }
  return dx;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
