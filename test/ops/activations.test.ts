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
    name: `gelu of large values [${rows}, ${width}]`,
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
