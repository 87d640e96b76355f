import { angles, rope } from '#src/ops/rope.ts';
import { checkOp } from '../check-op.ts';
import * as reference from '../reference/rope.ts';

for (const qkNorm of [false, true])
  for (const rotate of [true, false])
    for (const [rows, context, heads, head] of [
      [1, 1, 1, 4],
      [10, 5, 2, 8],
      [9, 3, 3, 12],
    ] as const) {
      const width = heads * head;
      checkOp({
        name: `rope ${rows}/${context}, ${heads}×${head}${qkNorm ? ', QK-norm' : ''}${rotate ? '' : ', still'}`,
        inputs: { x: [rows, 2 * width] },
        build: (g, { x }) => rope(g, x!, { context, heads, angles: rotate ? angles(g, context, head) : undefined, norm: qkNorm }),
        reference: ({ x }) => reference.rope(x!, { rows, context, width, heads, qkNorm, rotate }),
        shared: [],
      });
    }
