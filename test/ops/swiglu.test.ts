// SwiGLU, also far from zero, where exp overflows.

import { swiglu } from '#src/ops/swiglu.ts';
import { checkOp } from '../check-op.ts';
import * as reference from '../reference/swiglu.ts';

for (const [rows, width] of [
  [1, 4],
  [13, 8],
  [33, 12],
] as const)
  checkOp({
    name: `swiglu [${rows}, ${2 * width}]`,
    inputs: { x: [rows, 2 * width] },
    build: (g, { x }) => swiglu(g, x!),
    reference: ({ x }) => reference.swiglu(x!, rows, width),
  });

// One magnitude per case, because errors are measured against the largest value of a tensor.
for (const magnitude of [5, 9, 15, 30, 44, 89, 1e3, 1e4]) {
  const values = [magnitude, -magnitude, 0.9 * magnitude, -0.9 * magnitude];
  // The gate takes every sign together with every sign of the value.
  checkOp({
    name: `swiglu of values up to ±${magnitude}`,
    inputs: { x: [2, 8] },
    values: { x: [...values, ...values, ...values, ...values.map((v) => -v)] },
    build: (g, { x }) => swiglu(g, x!),
    reference: ({ x }) => reference.swiglu(x!, 2, 4),
  });
}
