// Linear layers with every combination of flags that the model uses, below and above one workgroup.

import { matmul } from '#src/ops/matmul.ts';
import { checkOp } from '../check-op.ts';
import * as reference from '../reference/matmul.ts';
import { relu2, relu2Backward } from '../reference/relu2.ts';

// Rows below, at and above the 8×8 block, and columns that leave half a block over.
const sizes = [
  [1, 4, 4],
  [7, 8, 12],
  [8, 16, 8],
  [9, 12, 20],
  [65, 4, 36],
] as const;

// The last has more than 64 blocks of 8×8 in the product and in both gradients: several workgroups, one partly idle.
for (const [m, k, n] of [...sizes, [83, 76, 92]] as const) {
  for (const relu of [false, true])
    for (const added of [false, true])
      checkOp({
        name: `matmul [${m}, ${k}]·[${k}, ${n}]${relu ? ', relu²' : ''}${added ? ', + add' : ''}`,
        inputs: { x: [m, k], w: [k, n], ...(added && { add: [m, n] }) },
        build: (g, { x, w, add }) => matmul(g, x!, w!, { relu2: relu, ...(add && { add }) }),
        reference: ({ x, w, add }) => {
          const y = reference.matmul('nn', relu ? relu2(x!) : x!, w!, m, n, k);
          return add ? y.map((v, i) => v + add[i]!) : y;
        },
        gradients: ({ x, w }, dy) => {
          const a = relu ? relu2(x!) : x!;
          const da = reference.matmul('nt', dy, w!, m, k, n);
          return { x: relu ? relu2Backward(x!, da) : da, w: reference.matmul('tn', a, dy, k, n, m), add: dy };
        },
        tolerance: 2e-4,
      });
  checkOp({
    name: `matmul transposed [${m}, ${k}]·[${n}, ${k}]ᵀ`,
    inputs: { x: [m, k], w: [n, k] },
    build: (g, { x, w }) => matmul(g, x!, w!, { transposed: true }),
    reference: ({ x, w }) => reference.matmul('nt', x!, w!, m, n, k),
    gradients: ({ x, w }, dy) => ({
      x: reference.matmul('nn', dy, w!, m, k, n),
      w: reference.matmul('tn', dy, x!, n, k, m),
    }),
    tolerance: 2e-4,
  });
}
