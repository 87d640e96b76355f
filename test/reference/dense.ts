// Reference weighted sum over depth: y = Σ_j α_j·x_j, n inputs of one shape (DenseFormer, arXiv 2402.02622).
// Backward: dx_j = α_j·dy, dα_j = ⟨dy, x_j⟩.

export function dense(xs: readonly Float64Array[], alpha: Float64Array): Float64Array {
  if (xs.length !== alpha.length) throw new Error(`dense: ${xs.length} inputs but ${alpha.length} weights`);
  const y = new Float64Array(xs[0]!.length);
  xs.forEach((x, j) => x.forEach((v, i) => (y[i]! += alpha[j]! * v)));
  return y;
}

export function denseBackward(
  xs: readonly Float64Array[],
  alpha: Float64Array,
  dy: Float64Array,
): { readonly dxs: Float64Array[]; readonly dalpha: Float64Array } {
  return {
    dxs: xs.map((_, j) => dy.map((g) => alpha[j]! * g)),
    dalpha: Float64Array.from(xs, (x) => dy.reduce((sum, g, i) => sum + g * x[i]!, 0)),
  };
}
