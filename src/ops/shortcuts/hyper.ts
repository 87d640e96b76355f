// Static hyper-connections: two copies of the stream, read, mixed and written with learned weights.

import code from '#shaders/hyper.wgsl?raw';
import { columnsOf, rowsOf, type Graph, type Tensor } from '#src/graph/graph.ts';
import { assemble } from '../shader.ts';

const shader = assemble('hyper', code, 'grid');

/** One stream → two equal copies: [rows, width] → [rows, 2·width] */
export function split(g: Graph, x: Tensor): Tensor {
  const shape = { rows: rowsOf(x), width: columnsOf(x) / 4 };
  const invocations = shape.rows * shape.width;
  const y = g.value('split', [shape.rows, 2 * columnsOf(x)]);
  g.dispatch({ shader, entry: 'split', bind: { update: x, y }, shape, invocations });
  return g.record(y, (dy, grad) => {
    const dx = grad(x);
    const constants = { ACCUMULATE: dx.accumulate };
    g.dispatch({ shader, entry: 'sum', bind: { streams: dy, y: dx.tensor }, shape, constants, invocations });
  });
}

/** The sum of both copies: [rows, 2·width] → [rows, width] */
export function merge(g: Graph, streams: Tensor): Tensor {
  const shape = { rows: rowsOf(streams), width: columnsOf(streams) / 8 };
  const invocations = shape.rows * shape.width;
  const y = g.value('merge', [shape.rows, columnsOf(streams) / 2]);
  g.dispatch({ shader, entry: 'sum', bind: { streams, y }, shape, invocations });
  return g.record(y, (dy, grad) => {
    const dx = grad(streams);
    const constants = { ACCUMULATE: dx.accumulate };
    g.dispatch({ shader, entry: 'split', bind: { update: dy, y: dx.tensor }, shape, constants, invocations });
  });
}

/** What a sublayer reads: Σ_j weights_j·H_j, weights: [2] */
export function read(g: Graph, weights: Tensor, streams: Tensor): Tensor {
  const shape = { rows: rowsOf(streams), width: columnsOf(streams) / 8 };
  const y = g.value('read', [shape.rows, columnsOf(streams) / 2]);
  g.dispatch({ shader, entry: 'gather', bind: { weights, streams, y }, shape, invocations: shape.rows * shape.width });
  return g.record(y, (dy, grad) => {
    const dx = grad(streams);
    g.dispatch({
      shader,
      entry: 'backward_gather',
      bind: { weights, streams, dy, y: dx.tensor, partials: g.partialsOf(weights, shape.rows) },
      shape,
      constants: { ACCUMULATE: dx.accumulate },
      invocations: shape.rows,
    });
  });
}

/** The streams after a sublayer: H'_j = Σ_i weights_ij·H_i + strength_j·update, weights: [2, 2], strength: [2] */
export function write(g: Graph, weights: Tensor, strength: Tensor, streams: Tensor, update: Tensor): Tensor {
  const shape = { rows: rowsOf(update), width: columnsOf(update) / 4 };
  const y = g.value('write', streams.shape);
  g.dispatch({
    shader,
    entry: 'scatter',
    bind: { weights, strength, streams, update, y },
    shape,
    invocations: shape.rows * shape.width,
  });
  return g.record(y, (dy, grad) => {
    const dx = grad(streams);
    g.dispatch({
      shader,
      entry: 'backward_scatter',
      bind: { weights, streams, dy, y: dx.tensor, partials: g.partialsOf(weights, shape.rows) },
      shape,
      constants: { ACCUMULATE: dx.accumulate },
      invocations: shape.rows,
    });
    const df = grad(update);
    g.dispatch({
      shader,
      entry: 'backward_update',
      bind: { strength, update, dy, y: df.tensor, partials: g.partialsOf(strength, shape.rows) },
      shape,
      constants: { ACCUMULATE: df.accumulate },
      invocations: shape.rows,
    });
  });
}
