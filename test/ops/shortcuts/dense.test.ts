import { dense } from '#src/ops/shortcuts/dense.ts';
import { layerScale } from '#src/ops/shortcuts/layer-scale.ts';
import { checkOp } from '../../check-op.ts';
import * as reference from '../../reference/dense.ts';

// Three averages over a growing history, as in a model: Y = dense of all, each member computed from an input.
for (const [rows, width] of [
  [1, 4],
  [9, 8],
] as const)
  checkOp({
    name: `dense [${rows}, ${width}]`,
    inputs: { x: [rows, width], one: [width], two: [width], a: [2], b: [3] },
    shared: ['x'],
    build: (g, { x, one, two, a, b }) => {
      const history = g.stack('history', 3, [rows, width]);
      const x0 = layerScale(g, one!, x!);
      g.push(history, x0);
      const half = g.constant('half', [width], new Float32Array(width).fill(0.5), false);
      const x1 = layerScale(g, two!, layerScale(g, half, x0)); // no kernel may read one slot and write another
      g.push(history, x1);
      const y1 = dense(g, a!, history);
      const x2 = layerScale(g, g.constant('minus', [width], new Float32Array(width).fill(-0.5), false), y1, y1);
      g.push(history, x2);
      return dense(g, b!, history);
    },
    reference: ({ x, one, two, a, b }) => {
      const scale = (v: Float64Array, s: Float64Array): Float64Array => v.map((value, i) => value * s[i % width]!);
      const x0 = scale(x!, one!);
      const x1 = scale(x0, two!).map((v) => v / 2);
      const y1 = reference.dense([x0, x1], a!);
      const x2 = y1.map((v) => 0.5 * v);
      return reference.dense([x0, x1, x2], b!);
    },
  });
