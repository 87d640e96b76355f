// Small linear systems: symmetric and positive, by Cholesky's factors; only the lower triangle is read, and it is overwritten.

/** Solves S z = b in place of b, for the first `n` × `n` numbers of S. False where S is not positive within rounding. */
export function solveSymmetric(matrix: Float64Array, right: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!;
      if (i > j) matrix[i * n + j] = sum / matrix[j * n + j]!;
      else {
        if (!(sum > 1e-15 * Math.abs(matrix[i * n + i]!))) return false;
        matrix[i * n + i] = Math.sqrt(sum);
      }
    }
  }
  for (let i = 0; i < n; i++) {
    let sum = right[i]!;
    for (let k = 0; k < i; k++) sum -= matrix[i * n + k]! * right[k]!;
    right[i] = sum / matrix[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = right[i]!;
    for (let k = i + 1; k < n; k++) sum -= matrix[k * n + i]! * right[k]!;
    right[i] = sum / matrix[i * n + i]!;
  }
  return true;
}
