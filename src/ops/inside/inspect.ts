// What is inside a model after a step, in a few numbers per replica: sums over its weights, and the size of its stream.

import code from '#shaders/inspect.wgsl?raw';
import { size, type Graph, type Range, type Tensor } from '#src/graph/graph.ts';
import { assemble } from '../shader.ts';

const shader = assemble('inspect', code, 'grid', 'tile');
/** Neighbouring weights that one invocation adds up. */
export const pieceSize = 64;
const perGroup = 64; // a workgroup each, not an invocation each

const nothing = { pieces: 0, slots: 0, slot: 0, size: 0 };

/**
 * Σg², Σw², Σ(Δw)² and Σw over ranges of weights, g and Δw those of the step just taken, into the first of `slots` results
 * of each replica. Provided: the tables `pieces` and `spans`, the weights `before` the step, and `found` for the results.
 */
export function sumWeights(g: Graph, ranges: readonly Range[], slots: number): void {
  const pieces = ranges.reduce((sum, { count }) => sum + Math.ceil(count / pieceSize), 0);
  const shape = { ...nothing, pieces, slots };
  const sums = g.statistic('sums', [pieces, 4]);
  g.dispatch({
    shader,
    entry: 'partial',
    bind: { sums },
    provided: ['pieces', 'parameters', 'gradients', 'before'],
    shape,
    invocations: pieces,
  });
  g.dispatch({
    shader,
    entry: 'total',
    bind: { terms: sums },
    provided: ['spans', 'found'],
    shape,
    invocations: perGroup * ranges.length,
  });
}

/** The mean of x² over all rows and channels, into one of the results of each replica. */
export function meanSquare(g: Graph, x: Tensor, slot: number, slots: number): void {
  const shape = { ...nothing, slots, slot, size: size(x.shape) / 4 };
  g.dispatch({ shader, entry: 'stream', bind: { x }, provided: ['found'], shape, invocations: 1 });
}
