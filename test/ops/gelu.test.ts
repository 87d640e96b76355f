// GELU, also far from zero, where tanh is NaN on some drivers.

import { gelu } from '#src/ops/gelu.ts';
import { checkOp } from '../check-op.ts';
import * as reference from '../reference/gelu.ts';

for (const [rows, width] of [
  [1, 4],
  [13, 8],
  [33, 12],
] as const)
  checkOp({
    name: `gelu [${rows}, ${width}]`,
    inputs: { x: [rows, width] },
    build: (g, { x }) => gelu(g, x!),
    reference: ({ x }) => reference.gelu(x!),
  });

// One magnitude per case, because errors are measured against the largest value of a tensor.
for (const magnitude of [5, 9, 15, 30, 44, 89, 1e3, 1e4])
  checkOp({
    name: `gelu of values up to ±${magnitude}`,
    inputs: { x: [1, 4] },
    values: { x: [magnitude, -magnitude, 0.9 * magnitude, -0.9 * magnitude] },
    build: (g, { x }) => gelu(g, x!),
    reference: ({ x }) => reference.gelu(x!),
  });
