// Reference matrix products: C[M, N] from A and B in the three layouts that a linear layer and its gradients need.
//   nn: C = A·B    A[M, K]  B[K, N]
//   nt: C = A·Bᵀ   A[M, K]  B[N, K]
//   tn: C = Aᵀ·B   A[K, M]  B[K, N]
// Gradients of nn: dA = nt(dC, B), dB = tn(A, dC). Gradients of nt: dA = nn(dC, B), dB = tn(dC, A).

export type Layout = 'nn' | 'nt' | 'tn';

export function matmul(layout: Layout, a: Float64Array, b: Float64Array, m: number, n: number, k: number): Float64Array {
  if (a.length !== m * k || b.length !== k * n) throw new Error(`matmul ${layout}: ${m}×${n}×${k} does not fit its inputs`);
  const [ai, al] = layout === 'tn' ? [1, m] : [k, 1]; // A's steps along i and l
  const [bl, bj] = layout === 'nt' ? [1, k] : [n, 1]; // B's steps along l and j
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += a[i * ai + l * al]! * b[l * bl + j * bj]!;
      c[i * n + j] = sum;
    }
  return c;
}
