import { matmul } from '#src/ops/matmul.ts';
import { checkOp } from '../check-op.ts';
import * as reference from '../reference/matmul.ts';
import { relu2 } from '../reference/relu2.ts';

// Rows below, at and above the 8×8 block, and columns that leave half a block over.
const sizes = [
  [1, 4, 4],
  [7, 8, 12],
  [8, 16, 8],
  [9, 12, 20],
  [65, 4, 36],
] as const;

for (const [m, k, n] of sizes) {
  checkOp({
    name: `matmul [${m}, ${k}]·[${k}, ${n}]`,
    inputs: { x: [m, k], w: [k, n] },
    build: (g, { x, w }) => matmul(g, x!, w!),
    reference: ({ x, w }) => reference.matmul('nn', x!, w!, m, n, k),
  });
  checkOp({
    name: `matmul transposed [${m}, ${k}]·[${n}, ${k}]ᵀ`,
    inputs: { x: [m, k], w: [n, k] },
    build: (g, { x, w }) => matmul(g, x!, w!, { transposed: true }),
    reference: ({ x, w }) => reference.matmul('nt', x!, w!, m, n, k),
  });
  checkOp({
    name: `relu² matmul + add [${m}, ${k}]·[${k}, ${n}]`,
    inputs: { x: [m, k], w: [k, n], add: [m, n] },
    build: (g, { x, w, add }) => matmul(g, x!, w!, { relu2: true, add: add! }),
    reference: ({ x, w, add }) => reference.matmul('nn', relu2(x!), w!, m, n, k).map((v, i) => v + add![i]!),
    tolerance: 2e-4,
  });
}
