// Reference LayerScale (Touvron et al. 2021, arXiv 2103.17239): y = x ⊙ scale, x [rows, width], scale [width].
// Backward: dx = dy ⊙ scale, dscale[c] = Σ_rows dy·x.

export function layerScale(x: Float64Array, scale: Float64Array): Float64Array {
  return x.map((v, i) => v * scale[i % scale.length]!);
}

export function layerScaleBackward(
  x: Float64Array,
  scale: Float64Array,
  dy: Float64Array,
): { readonly dx: Float64Array; readonly dscale: Float64Array } {
  const dscale = new Float64Array(scale.length);
  dy.forEach((g, i) => (dscale[i % scale.length]! += g * x[i]!));
  return { dx: dy.map((g, i) => g * scale[i % scale.length]!), dscale };
}
