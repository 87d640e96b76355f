// Dropout with masks that are drawn again instead of stored.

import code from '#shaders/dropout.wgsl?raw';
import { size, type Graph, type Tensor } from '#src/graph/graph.ts';
import { pass } from './pass.ts';
import { assemble } from './shader.ts';

const shader = assemble('dropout', code, 'grid', 'random', 'replica', 'step');

/** f·mask/(1−p) (+ add), with p per replica. `site` tells the dropouts of a model apart: at most 256. */
export function dropout(g: Graph, f: Tensor, site: number, add?: Tensor): Tensor {
  const invocations = size(f.shape) / 4;
  const shape = { size: invocations, site };
  const common = { shader, entry: 'forward', provided: ['step', 'replicas'], shape, invocations };
  const y = g.value('dropout', f.shape);
  g.dispatch({
    ...common,
    bind: add ? { f, y, extra: add } : { f, y },
    unused: add ? [] : ['extra'],
    constants: { ADD: add !== undefined },
  });
  return g.record(y, (dy, grad) => {
    const df = grad(f);
    g.dispatch({
      ...common,
      bind: { f: dy, y: df.tensor },
      unused: ['extra'],
      constants: { ACCUMULATE: df.accumulate },
    });
    if (add) pass(g, add, dy, grad);
  });
}
