// After the backward pass: sum the scalars' partial gradients, clip by global norm, AdamW: four dispatches for any model. Matrices may be
// Muon's (muon.ts).

import adamwCode from '#shaders/adamw.wgsl?raw';
import clipCode from '#shaders/clip.wgsl?raw';
import scalarsCode from '#shaders/scalars.wgsl?raw';
import type { Optimizer } from '#src/experiment/settings.ts';
import { size, type Graph, type Tensor } from '#src/graph/graph.ts';
import { tileSize } from '#src/graph/weights.ts';
import { muon } from './muon.ts';
import { assemble } from './shader.ts';

const adamw = assemble('adamw', adamwCode, 'control', 'grid', 'replica', 'step', 'tile');
const clip = assemble('clip', clipCode, 'control', 'grid', 'step', 'tile');
const scalars = assemble('scalars', scalarsCode);

export interface OptimizerConfig {
  readonly beta1: number;
  readonly beta2: number;
  readonly clip: number; // 0: off
  readonly optimizer?: Optimizer; // of matrices; AdamW if it does not say
}

const moments = ['first_moments', 'second_moments']; // running means of the gradient and of its square
const adamEpsilon = 1e-8;
const perGroup = 64; // a workgroup each, not an invocation each
const quarters = 4; // of a tile, for an invocation alone

/** Appends the update of all parameters to a differentiated graph. Writes one line of metrics per replica. */
export function optimize(g: Graph, scored: Tensor, c: OptimizerConfig): void {
  const loss = g.loss!;
  const rows = size(loss.shape);
  const tiles = g.parameters.reduce((sum, p) => sum + Math.ceil(size(p.shape) / tileSize), 0);
  sumScalars(g);
  const sharers = g.tuning.sums === 'together' ? perGroup : 1;
  const count = sharers > 1 ? tiles : quarters * tiles;
  const norm = { shader: clip, shape: { tiles, partials: count, rows, loss_stride: rows, limit: c.clip } };
  const partials = g.statistic('squares', [count]);
  g.dispatch({
    ...norm,
    entry: 'partial',
    bind: { partials },
    provided: ['tiles', 'gradients'],
    constants: { SHARERS: sharers },
    invocations: sharers * count,
  });
  g.dispatch({
    ...norm,
    entry: 'finish',
    bind: { squares: partials, loss, scored },
    provided: ['step', 'control', 'metrics'],
    constants: { SUMMED: g.summed },
    invocations: 1,
  });
  const matrices = c.optimizer === 'muon' ? g.parameters.filter((p) => p.group === 'matrix') : [];
  if (matrices.length) muon(g, matrices);
  const others = matrices.length ? g.parameters.filter((p) => !matrices.includes(p)) : g.parameters;
  g.dispatch({
    shader: adamw,
    entry: 'update',
    bind: {},
    provided: [
      'step',
      'tiles',
      'control',
      'replicas',
      'parameters',
      'gradients',
      ...moments.map((name) => g.state(name, others)),
    ],
    shape: { beta1: c.beta1, beta2: c.beta2, epsilon: adamEpsilon, tiles },
    constants: matrices.length ? { MATRICES: false } : {},
    invocations: perGroup * tiles,
  });
}

/** Appends the sum over the partial gradients of all learned scalars, if there are any. */
export function sumScalars(g: Graph): void {
  const segments = g.partials.reduce((sum, p) => sum + size(p.parameter.shape), 0);
  if (segments === 0) return;
  g.dispatch({
    shader: scalars,
    entry: 'reduce',
    bind: {},
    provided: ['segments', 'workspace', 'gradients'],
    invocations: perGroup * segments,
  });
}

/** Appends the sum of the row losses of an evaluation batch: one line of metrics per replica. */
export function sumLoss(g: Graph): void {
  const loss = g.loss!;
  const rows = size(loss.shape);
  g.dispatch({
    shader: clip,
    entry: 'evaluate',
    bind: { loss },
    provided: ['step', 'metrics'],
    shape: { tiles: 0, partials: 0, rows, loss_stride: rows, limit: 0 },
    invocations: 1,
  });
}
