import { layerScale } from '#src/ops/shortcuts/layer-scale.ts';
import { checkOp } from '../../check-op.ts';
import * as reference from '../../reference/layer-scale.ts';

for (const [rows, width] of [
  [1, 4],
  [31, 8],
  [33, 12],
] as const) {
  checkOp({
    name: `layer scale [${rows}, ${width}]`,
    inputs: { f: [rows, width], gain: [width] },
    shared: ['f'],
    build: (g, { f, gain }) => layerScale(g, gain!, f!),
    reference: ({ f, gain }) => reference.layerScale(f!, gain!),
  });
  checkOp({
    name: `layer scale + add [${rows}, ${width}]`,
    inputs: { f: [rows, width], gain: [width], x: [rows, width] },
    shared: ['f', 'x'],
    build: (g, { f, gain, x }) => layerScale(g, gain!, f!, x),
    reference: ({ f, gain, x }) => reference.layerScale(f!, gain!).map((v, i) => v + x![i]!),
  });
}
