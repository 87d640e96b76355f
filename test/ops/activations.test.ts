// The element-wise activations, also far from zero, where exp overflows and tanh is NaN on some drivers.

import { gelu } from '#src/ops/gelu.ts';
import { swiglu } from '#src/ops/swiglu.ts';
import { checkOp } from '../check-op.ts';
import * as references from '../reference/gelu.ts';
import * as swiglus from '../reference/swiglu.ts';

for (const [rows, width] of [
  [1, 4],
  [13, 8],
  [33, 12],
] as const) {
  checkOp({
    name: `gelu [${rows}, ${width}]`,
    inputs: { x: [rows, width] },
    build: (g, { x }) => gelu(g, x!),
    reference: ({ x }) => references.gelu(x!),
  });
  checkOp({
    name: `swiglu [${rows}, ${2 * width}]`,
    inputs: { x: [rows, 2 * width] },
    build: (g, { x }) => swiglu(g, x!),
    reference: ({ x }) => swiglus.swiglu(x!, rows, width),
  });
}

// One magnitude per case, because errors are measured against the largest value of a tensor.
for (const magnitude of [5, 9, 15, 30, 44, 89, 1e3, 1e4]) {
  const values = [magnitude, -magnitude, 0.9 * magnitude, -0.9 * magnitude];
  checkOp({
    name: `gelu of values up to ±${magnitude}`,
    inputs: { x: [1, 4] },
    values: { x: values },
    build: (g, { x }) => gelu(g, x!),
    reference: ({ x }) => references.gelu(x!),
  });
  // The gate takes every sign together with every sign of the value.
  checkOp({
    name: `swiglu of values up to ±${magnitude}`,
    inputs: { x: [2, 8] },
    values: { x: [...values, ...values, ...values, ...values.map((v) => -v)] },
    build: (g, { x }) => swiglu(g, x!),
    reference: ({ x }) => swiglus.swiglu(x!, 2, 4),
  });
}
