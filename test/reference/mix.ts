// Reference mix of two tensors with learned scalars: y = α·x + β·z, all of one shape.
//   pair: (α, β) = (p0, p1)      first-layer shortcut
//   gate: (1, p0)                U-net skip, ReZero
//   blend: (1 − p0, p0)          value residual, value embeddings
// Backward: dx = α·dy, dz = β·dy, dα = ⟨dy, x⟩, dβ = ⟨dy, z⟩, carried to p by the form.

export type MixForm = 'pair' | 'gate' | 'blend';

export function mix(form: MixForm, x: Float64Array, z: Float64Array, p: Float64Array): Float64Array {
  const [alpha, beta] = weights(form, p);
  return x.map((v, i) => alpha * v + beta * z[i]!);
}

export function mixBackward(
  form: MixForm,
  x: Float64Array,
  z: Float64Array,
  p: Float64Array,
  dy: Float64Array,
): { readonly dx: Float64Array; readonly dz: Float64Array; readonly dp: Float64Array } {
  const [alpha, beta] = weights(form, p);
  const dalpha = dy.reduce((sum, g, i) => sum + g * x[i]!, 0);
  const dbeta = dy.reduce((sum, g, i) => sum + g * z[i]!, 0);
  const dp = { pair: [dalpha, dbeta], gate: [dbeta], blend: [dbeta - dalpha] }[form];
  return { dx: dy.map((g) => alpha * g), dz: dy.map((g) => beta * g), dp: Float64Array.from(dp) };
}

function weights(form: MixForm, p: Float64Array): readonly [number, number] {
  if (form === 'pair') return [p[0]!, p[1]!];
  return form === 'gate' ? [1, p[0]!] : [1 - p[0]!, p[0]!];
}
