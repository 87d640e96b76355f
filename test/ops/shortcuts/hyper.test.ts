import { merge, read, split, write } from '#src/ops/shortcuts/hyper.ts';
import { checkOp } from '../../check-op.ts';
import * as reference from '../../reference/hyper.ts';

for (const [rows, width] of [
  [1, 4],
  [67, 8],
] as const) {
  checkOp({
    name: `hyper split [${rows}, ${width}]`,
    inputs: { x: [rows, width] },
    build: (g, { x }) => split(g, x!),
    reference: ({ x }) => reference.hyperSpread(x!, width),
  });
  checkOp({
    name: `hyper merge [${rows}, ${width}]`,
    inputs: { h: [rows, 2 * width] },
    build: (g, { h }) => merge(g, h!),
    reference: ({ h }) => reference.hyperRead(h!, Float64Array.of(1, 1), width),
  });
  checkOp({
    name: `hyper read [${rows}, ${width}]`,
    inputs: { h: [rows, 2 * width], a: [2] },
    shared: ['h'],
    build: (g, { h, a }) => read(g, a!, h!),
    reference: ({ h, a }) => reference.hyperRead(h!, a!, width),
  });
  checkOp({
    name: `hyper write [${rows}, ${width}]`,
    inputs: { h: [rows, 2 * width], f: [rows, width], a: [2, 2], b: [2] },
    shared: ['h', 'f'],
    build: (g, { h, f, a, b }) => write(g, a!, b!, h!, f!),
    reference: ({ h, f, a, b }) => reference.hyperWrite(h!, f!, a!, b!, width),
  });
}
