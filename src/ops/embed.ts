// Token (and learned position) embeddings; the gradient gathers rows that the batch has sorted by token.

import code from '#shaders/embed.wgsl?raw';
import { columnsOf, size, type Graph, type Tensor } from '#src/graph/graph.ts';
import { assemble } from './shader.ts';

const shader = assemble('embed', code, 'grid');

/** What a batch brings: u32 inputs, see src/data/batches.ts, but for what an objective adds. `order` and `starts` are needed to train. */
export interface BatchInputs {
  readonly tokens: Tensor; // [batch, context]
  readonly targets: Tensor; // [batch, context]
  readonly scored: Tensor; // [1]
  readonly weights?: Tensor; // [batch, context], f32: of each target; without, all weigh 1
  readonly shares?: Tensor; // [batch, context, vocab rounded up], f32: what each token is to be given, instead of one target
  readonly order?: Tensor; // [batch · context]
  readonly starts?: Tensor; // [vocab + 1]
}

/** table: [vocab, width] rounded up to whole vec4 rows, position: [context, width] → [batch · context, width] */
export function embed(g: Graph, { tokens, order, starts }: BatchInputs, table: Tensor, position?: Tensor): Tensor {
  const rows = size(tokens.shape);
  const context = columnsOf(tokens);
  const width = columnsOf(table) / 4;
  const vocab = table.shape[0]!;
  const shape = {
    rows,
    width,
    vocab,
    context,
    token_stride: tokens.shared ? 0 : rows,
    start_stride: starts ? size(starts.shape) : 0,
  };
  const y = g.value('embed', [rows, 4 * width]);
  g.dispatch({
    shader,
    entry: 'forward',
    bind: position ? { tokens, table, position, y } : { tokens, table, y },
    unused: position ? [] : ['position'],
    shape,
    constants: { POSITIONS: position !== undefined },
    invocations: rows * width,
  });
  return g.record(y, (dy, grad) => {
    if (!order || !starts) throw new Error('Training needs a batch with its rows sorted by token.');
    const dtable = grad(table);
    const walkers = g.tuning.sums === 'together' ? 8 : 1;
    g.dispatch({
      shader,
      entry: 'backward_table',
      bind: { dy, order, starts, dtable: dtable.tensor },
      shape,
      constants: { ACCUMULATE: dtable.accumulate, WALKERS: walkers },
      invocations: walkers * vocab * width,
    });
    if (!position) return;
    g.dispatch({
      shader,
      entry: 'backward_position',
      bind: { dy, dposition: grad(position).tensor },
      shape,
      invocations: context * width,
    });
  });
}
