import { norm } from '#src/ops/norm.ts';
import { checkOp } from '../check-op.ts';
import * as reference from '../reference/norm.ts';

for (const [rows, width] of [
  [1, 4],
  [7, 12],
  [65, 8],
] as const)
  checkOp({
    name: `norm [${rows}, ${width}]`,
    inputs: { x: [rows, width] },
    build: (g, { x }) => norm(g, x!),
    reference: ({ x }) => reference.norm(x!, rows, width),
  });
