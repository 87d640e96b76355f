// LayerScale: an update scaled per channel before it joins the stream.

import code from '#shaders/layer_scale.wgsl?raw';
import { columnsOf, rowsOf, type Graph, type Tensor } from '#src/graph/graph.ts';
import { pass } from '../pass.ts';
import { assemble } from '../shader.ts';

const shader = assemble('layer_scale', code, 'grid');
const chunk = 32; // CHUNK of the shader: rows that share one partial sum

/** gain: [width], f: [rows, width] → gain ⊙ f (+ add) */
export function layerScale(g: Graph, gain: Tensor, f: Tensor, add?: Tensor): Tensor {
  const rows = rowsOf(f);
  const shape = { rows, width: columnsOf(f) / 4 };
  const chunks = Math.ceil(rows / chunk);
  const y = g.value('scale', f.shape);
  g.dispatch({
    shader,
    entry: 'forward',
    bind: add ? { gain, f, y, extra: add } : { gain, f, y },
    unused: add ? [] : ['extra'],
    shape,
    constants: { ADD: add !== undefined },
    invocations: rows * shape.width,
  });
  return g.record(y, (dy, grad) => {
    const df = grad(f);
    g.dispatch({
      shader,
      entry: 'backward',
      bind: { gain, f, dy, df: df.tensor, partials: g.partialsOf(gain, chunks) },
      shape,
      constants: { ACCUMULATE: df.accumulate },
      invocations: chunks * shape.width,
    });
    if (add) pass(g, add, dy, grad);
  });
}
