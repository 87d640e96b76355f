// Softmax cross-entropy: the loss of every row and, when training, the gradient of the logits in the same dispatch.

import code from '#shaders/cross_entropy.wgsl?raw';
import { columnsOf, rowsOf, type Graph, type Tensor } from '#src/graph/graph.ts';
import type { BatchInputs } from './embed.ts';
import { assemble } from './shader.ts';

const shader = assemble('cross_entropy', code, 'grid');

/** logits: [rows, vocab rounded up] → losses: [rows], nats, times their weights, or against the shares; 0 where the target is not scored. */
export function crossEntropy(g: Graph, logits: Tensor, batch: BatchInputs, vocab: number, train: boolean): Tensor {
  const { targets, scored, weights, shares } = batch;
  const rows = rowsOf(logits);
  const shape = { rows, vocab, columns: columnsOf(logits), target_stride: targets.shared ? 0 : rows };
  const sharers = g.tuning.sums === 'together' ? 8 : 1; // of a row
  const loss = g.statistic('loss', [rows]);
  g.loss = loss;
  if (train) {
    const bind = {
      logits,
      targets,
      scored,
      loss,
      dlogits: g.seed(logits),
      ...(weights && { weights }),
      ...(shares && { shares }),
    };
    const entry = weights ? 'train_weighted' : shares ? 'train_soft' : 'train';
    g.dispatch({ shader, entry, bind, shape, constants: { SUMMED: g.summed, SHARERS: sharers }, invocations: sharers * rows });
  } else {
    g.dispatch({
      shader,
      entry: 'evaluate',
      bind: { logits, targets, loss },
      shape,
      constants: { SHARERS: sharers },
      invocations: sharers * rows,
    });
  }
  return loss;
}
