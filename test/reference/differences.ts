// Central differences: the gradient of ⟨dOutput, f(inputs)⟩ by (f(x + eps) − f(x − eps)) / 2eps, one element at a time.
// It checks derivatives written by hand, at a cost of two evaluations of f per element.

export function centralDifferences(
  f: (inputs: readonly Float64Array[]) => Float64Array,
  inputs: readonly Float64Array[],
  dOutput: Float64Array,
  eps = 1e-5,
): Float64Array[] {
  const changed = inputs.map((input) => input.slice());
  const objective = () => f(changed).reduce((sum, y, i) => sum + dOutput[i]! * y, 0);
  return changed.map((input) =>
    input.slice().map((original, i) => {
      input[i] = original + eps;
      const above = objective();
      input[i] = original - eps;
      const below = objective();
      input[i] = original;
      return (above - below) / (2 * eps);
    }),
  );
}
