// Prepares queries and keys for attention: QK-norm if wanted, then the rotation by position.

import code from '#shaders/rope.wgsl?raw';
import { columnsOf, rowsOf, strideOf, type Graph, type Tensor } from '#src/graph/graph.ts';
import { assemble } from './shader.ts';

const shader = assemble('rope', code, 'grid');

/** (cos, sin) of t·10000^(−2i/head): [context, head/2, 2] */
export function angles(g: Graph, context: number, head: number): Tensor {
  const data = new Float32Array(context * head);
  for (let t = 0; t < context; t++)
    for (let i = 0; i < head / 2; i++) {
      const angle = t * 10000 ** ((-2 * i) / head);
      data[t * head + 2 * i] = Math.cos(angle);
      data[t * head + 2 * i + 1] = Math.sin(angle);
    }
  return g.constant('angles', [context, head], data);
}

/** x: [rows, 2·width] or columns of a wider tensor, q then k, turned → [rows, 2·width]. Its reader turns gradients back. */
export function turned(g: Graph, x: Tensor, angles: Tensor, heads: number): Tensor {
  const y = g.value('rope', [rowsOf(x), columnsOf(x)]);
  g.dispatch({
    ...launch(x, angles.shape[0]!, heads),
    entry: 'forward',
    bind: { angles, x, y },
    unused: ['inverse'],
    constants: { ROTATE: true, NORM: false },
  });
  return y;
}

interface RopeOptions {
  readonly context: number;
  readonly heads: number;
  readonly angles: Tensor | undefined; // none: no rotation
  readonly norm: boolean;
}

/** The same with its gradient, and with QK-norm. */
export function rope(g: Graph, x: Tensor, { context, heads, angles, norm }: RopeOptions): Tensor {
  const y = g.value('rope', [rowsOf(x), columnsOf(x)]);
  const scale = g.statistic('rope.inverse', [rowsOf(x), 2 * heads]);
  const common = { ...launch(x, context, heads), constants: { ROTATE: angles !== undefined, NORM: norm } };
  const turn = angles ? { angles } : undefined;
  const unused = [...(turn ? [] : ['angles']), ...(norm ? [] : ['inverse'])];
  g.dispatch({ ...common, entry: 'forward', bind: { ...turn, x, y, ...(norm && { inverse: scale }) }, unused });
  return g.record(y, (dy, grad) => {
    const dx = grad(x);
    if (dx.accumulate) throw new Error('Queries and keys have one reader.');
    g.dispatch({
      ...common,
      entry: 'backward',
      bind: { ...turn, dy, dx: dx.tensor, ...(norm && { normed: y, scale }) },
      unused: [...(turn ? [] : ['angles']), ...(norm ? [] : ['normed', 'scale'])],
    });
  });
}

function launch(
  x: Tensor,
  context: number,
  heads: number,
): Pick<Parameters<Graph['dispatch']>[0], 'shader' | 'shape' | 'invocations'> {
  const rows = rowsOf(x);
  const shape = { rows, context, heads: 2 * heads, head: columnsOf(x) / (8 * heads), stride: strideOf(x) / 4 };
  return { shader, shape, invocations: rows * 2 * heads };
}
