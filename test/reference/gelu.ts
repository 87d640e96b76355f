// Reference GELU, tanh form (Hendrycks and Gimpel 2016), per element: y = ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))).

const slope = Math.sqrt(2 / Math.PI);
const cubic = 0.044715;

export function gelu(x: Float64Array): Float64Array {
  return x.map((v) => 0.5 * v * (1 + Math.tanh(slope * (v + cubic * v ** 3))));
}

export function geluBackward(x: Float64Array, dy: Float64Array): Float64Array {
  return x.map((v, i) => {
    const t = Math.tanh(slope * (v + cubic * v ** 3));
    return dy[i]! * (0.5 * (1 + t) + 0.5 * v * (1 - t * t) * slope * (1 + 3 * cubic * v * v));
  });
}
