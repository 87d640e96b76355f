// Reference sums over weights w, their gradients g and what a step changed: Σg², Σw², Σ(w − w₀)², Σw; and the mean square of x.

export function sumWeights(w: Float64Array, before: Float64Array, g: Float64Array): Float64Array {
  const sum = (of: (i: number) => number): number => w.reduce((total, _, i) => total + of(i), 0);
  return Float64Array.of(
    sum((i) => g[i]! ** 2),
    sum((i) => w[i]! ** 2),
    sum((i) => (w[i]! - before[i]!) ** 2),
    sum((i) => w[i]!),
  );
}

export const meanSquare = (x: Float64Array): number => x.reduce((sum, v) => sum + v * v, 0) / x.length;
