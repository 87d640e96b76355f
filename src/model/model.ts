// The transformer, as a graph. Nothing here runs: each call records a node (src/graph/graph.ts).
// Rows = batch · context; x is [rows, width]. Weights are [in, out]. Pre-norm without gain, no biases.

import { widthScales, type ModelConfig } from '#src/experiment/settings.ts';
import type { Tuning } from '#src/gpu/tuning.ts';
import { Graph, type Init, type Stack, type Tensor } from '#src/graph/graph.ts';
import { attention } from '#src/ops/attention.ts';
import { crossEntropy } from '#src/ops/cross-entropy.ts';
import { dropout } from '#src/ops/dropout.ts';
import { embed, type BatchInputs } from '#src/ops/embed.ts';
import { gelu } from '#src/ops/gelu.ts';
import { matmul } from '#src/ops/matmul.ts';
import { norm } from '#src/ops/norm.ts';
import { optimize, sumLoss, type OptimizerConfig } from '#src/ops/optimizer.ts';
import { angles } from '#src/ops/rope.ts';
import { sample, wordsOf } from '#src/ops/sample.ts';
import { softmax } from '#src/ops/softmax.ts';
import { swiglu } from '#src/ops/swiglu.ts';
import * as shortcuts from './shortcuts.ts';

const normal = (deviation: number): Init => ({ normal: deviation });
/** Kernels read four columns at a time, so the vocabulary is rounded up; the extra rows stay zero. */
export const padded = (vocab: number): number => Math.ceil(vocab / 4) * 4;

/** The logits of every row: [rows, padded vocab]. */
function transformer(g: Graph, c: ModelConfig, batch: BatchInputs, options?: ForwardOptions): Tensor {
  const { streams, logits } = forward(g, c, batch, options);
  return logits(streams.at(-1)!);
}

export interface Forward {
  /** What enters each block, the normed embedding first, and what leaves the last one. */
  readonly streams: readonly Tensor[];
  /** A stream as the head sees it: [rows, width]. */
  readonly read: (stream: Tensor) => Tensor;
  /** What the head makes of it. */
  readonly logits: (stream: Tensor) => Tensor;
}

interface ForwardOptions {
  readonly recompute?: boolean;
  /** The weights of one attention head go here: [context, context]. */
  readonly map?: Tensor;
}

export function forward(g: Graph, c: ModelConfig, batch: BatchInputs, { recompute = false, map }: ForwardOptions = {}): Forward {
  const vocab = padded(c.vocab);
  const scales = widthScales(c);
  // The norm makes the stream independent of this scale; a tied head is not.
  const start = normal(c.tiedHead ? scales.head : 1);
  const table = g.parameter('embed.token', [vocab, c.width], 'embedding', start, [c.vocab, c.width]);
  const position =
    c.positions === 'learned' ? g.parameter('embed.position', [c.context, c.width], 'embedding', start) : undefined;
  const turn = c.positions === 'rope' ? angles(g, c.context, c.width / c.heads) : undefined;

  let x0 = norm(g, embed(g, batch, table, position));
  if (c.dropout > 0) x0 = dropout(g, x0, 0);

  const history = g.stack('history', c.depth + 1, x0.shape);
  if (c.denseFormer) g.push(history, x0);
  const around: Surroundings = { batch, turn, map, x0, saved: [], history, firstValue: undefined };
  let x = c.hyperConnections ? shortcuts.hyperConnections.open(g, x0) : x0;
  const streams = [x];
  for (let layer = 0; layer < c.depth; layer++) {
    const run = (): Tensor => block(g, c, layer, x, around);
    x = recompute ? g.checkpoint(run) : run();
    streams.push(x);
  }

  const head = c.tiedHead ? table : g.parameter('head', [c.width, vocab], 'head', normal(scales.head), [c.width, c.vocab]);
  const read = (stream: Tensor): Tensor => (c.hyperConnections ? shortcuts.hyperConnections.close(g, stream) : stream);
  const logits = (stream: Tensor): Tensor =>
    matmul(g, read(stream), head, { normed: true, transposed: c.tiedHead, scale: scales.logits });
  return { streams, read, logits };
}

/** What blocks read besides their input: the batch, and what earlier layers left for later ones. */
interface Surroundings {
  readonly batch: BatchInputs;
  readonly turn: Tensor | undefined; // angles of RoPE
  readonly map: Tensor | undefined; // see ForwardOptions
  readonly x0: Tensor; // the normed embedding
  readonly saved: Tensor[]; // U-net: outputs of the first half
  readonly history: Stack; // DenseFormer: the embedding and all outputs
  firstValue: Tensor | undefined; // value residual
}

/** Shortcuts in, attention, MLP, shortcuts out: the order in which the options compose. */
function block(g: Graph, c: ModelConfig, layer: number, x: Tensor, around: Surroundings): Tensor {
  const at = `block${layer}`;
  x = shortcuts.uNet(g, c, layer, x, around.saved);
  x = shortcuts.firstLayer(g, c, layer, x, around.x0);
  x = sublayer(g, c, `${at}.attention`, 2 * layer, x, (x) => attend(g, c, layer, x, around));
  x = sublayer(g, c, `${at}.mlp`, 2 * layer + 1, x, (x) => mlp(g, c, layer, x));
  x = shortcuts.denseFormer(g, c, layer, x, around.history);
  if (c.uNet && layer < Math.floor(c.depth / 2)) around.saved.push(x);
  return x;
}

/** x joined with f(x), whose first product norms x. */
function sublayer(g: Graph, c: ModelConfig, at: string, index: number, x: Tensor, f: (x: Tensor) => shortcuts.Update): Tensor {
  const site = index + 1; // of dropout; 0 is the embedding
  if (!c.hyperConnections) return shortcuts.join(g, c, at, site, x, f(x));
  const update = shortcuts.join(g, c, at, site, undefined, f(shortcuts.hyperConnections.read(g, at, index, x)));
  return shortcuts.hyperConnections.write(g, at, x, update);
}

function attend(g: Graph, c: ModelConfig, layer: number, x: Tensor, around: Surroundings): shortcuts.Update {
  const { batch, turn, map } = around;
  const weight = g.parameter(`block${layer}.qkv`, [c.width, 3 * c.width], 'matrix', normal(c.width ** -0.5), undefined, 3);
  const qkv = matmul(g, x, weight, { normed: true });
  let v = g.columns(qkv, 2 * c.width, c.width);
  around.firstValue ??= v;
  if (c.valueEmbeddings) v = shortcuts.valueEmbeddings(g, layer, v, valueRows(g, c, layer, batch));
  else v = shortcuts.valueResidual(g, c, layer, v, around.firstValue);
  const o = attention(g, qkv, v, {
    context: c.context,
    heads: c.heads,
    angles: turn,
    norm: c.qkNorm,
    scale: widthScales(c).scores,
    ...(map && { map: { to: map, layer } }),
  });
  const out = g.parameter(`block${layer}.out`, [c.width, c.width], 'matrix', projection(c, c.width));
  return (add) => matmul(g, o, out, { ...(add && { add }) });
}

function valueRows(g: Graph, c: ModelConfig, layer: number, batch: BatchInputs): Tensor {
  return embed(
    g,
    batch,
    g.parameter(`block${layer}.valueTable`, [padded(c.vocab), c.width], 'embedding', normal(1), [c.vocab, c.width]),
  );
}

function mlp(g: Graph, c: ModelConfig, layer: number, x: Tensor): shortcuts.Update {
  const hidden = 4 * c.width;
  const abreast = c.activation === 'swiglu' ? 2 : 1;
  const up = g.parameter(`block${layer}.up`, [c.width, abreast * hidden], 'matrix', normal(c.width ** -0.5), undefined, abreast);
  const pre = matmul(g, x, up, { normed: true });
  const relu2 = c.activation === 'relu2'; // inside the next product
  const h = relu2 ? pre : c.activation === 'gelu' ? gelu(g, pre) : swiglu(g, pre);
  const down = g.parameter(`block${layer}.down`, [hidden, c.width], 'matrix', projection(c, hidden));
  return (add) => matmul(g, h, down, { relu2, ...(add && { add }) });
}

/**
 * Projections into the stream start at zero, so that a block starts as the identity. Without residual that would be death,
 * and so it would under ReZero, whose gates start at zero: neither factor would ever receive a gradient.
 */
const projection = (c: ModelConfig, fanIn: number): Init => normal(c.residual && !c.reZero ? 0 : fanIn ** -0.5);

/**
 * What is learned: `text`, the token that follows; `weighted`, the same with a weight for each target, as of what a verifier has judged;
 * `soft`, the shares that somebody else gives every token.
 */
export type Objective = 'text' | 'weighted' | 'soft';

interface TrainingOptions {
  readonly recompute?: boolean;
  readonly objective?: Objective;
  readonly tuning?: Tuning;
}

/**
 * One training step of a batch: loss, gradients, clip, update. Inputs differ between replicas. With `recompute` each block keeps
 * only its input, and runs once more in the backward pass: less memory, more time, the same bits.
 */
export function trainingGraph(
  c: ModelConfig,
  batch: number,
  optimizer: OptimizerConfig,
  { recompute = false, objective = 'text', tuning }: TrainingOptions = {},
): Graph {
  const g = new Graph(tuning);
  const inputs: BatchInputs & { scored: Tensor } = {
    tokens: g.input('tokens', [batch, c.context]),
    targets: g.input('targets', [batch, c.context]),
    order: g.input('order', [batch * c.context]),
    starts: g.input('starts', [c.vocab + 1]),
    scored: g.input('scored', [1]),
    ...(objective === 'weighted' && { weights: g.input('weights', [batch, c.context], false, 'f32') }),
    ...(objective === 'soft' && { shares: g.input('shares', [batch, c.context, padded(c.vocab)], false, 'f32') }),
  };
  crossEntropy(g, transformer(g, c, inputs, { recompute }), inputs, c.vocab, true);
  g.differentiate();
  optimize(g, inputs.scored, optimizer);
  return g;
}

/** Losses of held-out windows that all replicas share; no dropout. */
export function evaluationGraph(c: ModelConfig, batch: number, tuning?: Tuning): Graph {
  const g = new Graph(tuning);
  const inputs = sharedInputs(g, batch, c.context);
  crossEntropy(g, transformer(g, { ...c, dropout: 0 }, inputs), inputs, c.vocab, false);
  sumLoss(g);
  return g;
}

/** One token more of so many texts per run. Each replica writes its own. */
export function samplingGraph(
  c: ModelConfig,
  { rows, length }: { readonly rows: number; readonly length: number },
  tuning?: Tuning,
): { readonly graph: Graph; readonly text: Tensor } {
  const g = new Graph(tuning);
  const tokens = g.input('tokens', [rows, c.context]);
  const counts = g.input('counts', [rows]);
  const allowed = g.input('allowed', [rows, wordsOf(c.vocab)]);
  const logits = transformer(g, { ...c, dropout: 0 }, { tokens, targets: tokens, scored: tokens });
  return { graph: g, text: sample(g, logits, { tokens, counts, allowed }, c.vocab, length) };
}

/** What follows each token of so many rows, which each replica reads on its own: [rows · context, vocab]. */
export function predictingGraph(
  c: ModelConfig,
  rows: number,
  tuning?: Tuning,
): { readonly graph: Graph; readonly shares: Tensor } {
  const g = new Graph(tuning);
  const tokens = g.input('tokens', [rows, c.context]);
  const logits = transformer(g, { ...c, dropout: 0 }, { tokens, targets: tokens, scored: tokens });
  return { graph: g, shares: softmax(g, logits, c.vocab) };
}

/** Windows that all replicas share. */
export function sharedInputs(g: Graph, batch: number, context: number): BatchInputs {
  return {
    tokens: g.input('tokens', [batch, context], true),
    targets: g.input('targets', [batch, context], true),
    scored: g.input('scored', [1], true),
  };
}
