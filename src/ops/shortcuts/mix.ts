// Weighted shortcuts: y = α·x + β·z with learned weights per layer.

import code from '#shaders/mix.wgsl?raw';
import { columnsOf, offsetOf, rowsOf, strideOf, type Graph, type Tensor } from '#src/graph/graph.ts';
import { pass } from '../pass.ts';
import { assemble } from '../shader.ts';

const shader = assemble('mix', code, 'grid');
const modes = { pair: 0, gate: 1, blend: 2 } as const;

/**
 * pair: w₀·x + w₁·z; gate: x + w₀·z; blend: (1 − w₀)·x + w₀·z.
 * z: [rows, width]; x and y: [rows, width], or [rows, copies·width] where every copy receives the same z.
 */
export function mix(g: Graph, mode: keyof typeof modes, weights: Tensor, x: Tensor, z: Tensor): Tensor {
  const rows = rowsOf(x);
  const width = columnsOf(z) / 4;
  const copies = columnsOf(x) / columnsOf(z);
  const shape = {
    rows,
    width,
    copies,
    x_stride: strideOf(x) / 4,
    x_offset: offsetOf(x) / 4,
    z_stride: strideOf(z) / 4,
    z_offset: offsetOf(z) / 4,
  };
  const MODE = modes[mode];
  const y = g.value('mix', [rows, columnsOf(x)]);
  g.dispatch({
    shader,
    entry: 'forward',
    bind: { weights, x, z, y },
    shape,
    constants: { MODE },
    invocations: rows * copies * width,
  });
  return g.record(y, (dy, grad) => {
    const partials = g.partialsOf(weights, rows);
    const common = { shader, shape, invocations: rows };
    if (x === z) {
      const dx = grad(x);
      const constants = { MODE, ACCUMULATE_X: dx.accumulate };
      g.dispatch({ ...common, entry: 'backward_same', bind: { weights, x, dy, dx: dx.tensor, partials }, constants });
    } else if (mode === 'gate' && copies === 1) {
      const dz = grad(z);
      const constants = { MODE, ACCUMULATE_Z: dz.accumulate };
      g.dispatch({ ...common, entry: 'backward_gate', bind: { weights, z, dy, dz: dz.tensor, partials }, constants });
      pass(g, x, dy, grad);
    } else {
      const dx = grad(x);
      const dz = grad(z);
      const constants = { MODE, ACCUMULATE_X: dx.accumulate, ACCUMULATE_Z: dz.accumulate };
      g.dispatch({
        ...common,
        entry: 'backward',
        bind: { weights, x, z, dy, dx: dx.tensor, dz: dz.tensor, partials },
        constants,
      });
    }
  });
}
