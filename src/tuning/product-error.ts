// Whether a linear layer and its gradients are right on a device.

import type { Kernels } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { Graph } from '#src/graph/graph.ts';
import { initialValues } from '#src/graph/initial.ts';
import { Plan } from '#src/graph/plan.ts';
import { Weights } from '#src/graph/weights.ts';
import { matmul } from '#src/ops/matmul.ts';

/** The largest error of y = x·w, dx and dw against float64, as a share of the largest value. Sizes that fill no tile. */
export async function productError(kernels: Kernels): Promise<number> {
  const { device, tuning } = kernels;
  const [rows, inner, outer] = [37, 20, 28];
  const g = new Graph(tuning);
  const x = g.parameter('x', [rows, inner], 'matrix', { normal: 1 });
  const w = g.parameter('w', [inner, outer], 'matrix', { normal: 1 });
  const y = matmul(g, x, w);
  const dy = g.seed(y);
  g.differentiate();
  const weights = new Weights(device, g, 1);
  const plan = await Plan.compile(kernels, g, weights);
  try {
    weights.initialise([1]);
    const upstream = initialValues(g.parameter('dy', [rows, outer], 'matrix', { normal: 1 }), 1);
    device.queue.writeBuffer(plan.binding(dy).buffer, plan.binding(dy).offset, upstream as Float32Array<ArrayBuffer>);
    plan.run();
    const { buffer, offset } = plan.binding(y);
    const product = new Float32Array(await readBuffer(device, buffer, offset, 4 * rows * outer));
    const [xs, ws] = g.parameters.map((p) => initialValues(p, 1)) as [Float32Array, Float32Array];
    const errors = [
      error(product, rows, outer, inner, (i, j, k) => xs[i * inner + k]! * ws[k * outer + j]!),
      error(
        await weights.read('x', 0, 'gradients'),
        rows,
        inner,
        outer,
        (i, j, k) => upstream[i * outer + k]! * ws[j * outer + k]!,
      ),
      error(
        await weights.read('w', 0, 'gradients'),
        inner,
        outer,
        rows,
        (i, j, k) => xs[k * inner + i]! * upstream[k * outer + j]!,
      ),
    ];
    return Math.max(...errors);
  } finally {
    plan.destroy();
    weights.destroy();
  }
}

/** Of c[M,N] against Σ_k term(i, j, k) in float64. */
function error(c: Float32Array, m: number, n: number, k: number, term: (i: number, j: number, k: number) => number): number {
  let [worst, largest] = [0, 0];
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += term(i, j, l);
      const off = Math.abs(c[i * n + j]! - sum);
      worst = off > worst || Number.isNaN(off) ? off : worst;
      largest = Math.max(largest, Math.abs(sum));
    }
  return worst / largest;
}
