// How many parameters an arm has and how many floating-point operations it spends on one token.

import type { ModelConfig } from '#src/experiment/settings.ts';
import { learnedIn } from '#src/experiment/shortcuts.ts';

export interface ParameterCounts {
  readonly core: number; // matrices of the blocks
  readonly embedding: number; // token, position and value tables: looked up, never multiplied
  readonly head: number; // 0 when tied: the matrix is counted as embedding
  readonly scalars: number; // learned shortcut weights and per-channel scales
  readonly total: number;
}

export function parameterCounts(m: ModelConfig): ParameterCounts {
  const core = m.depth * (attentionMatrices(m) + mlpMatrices(m));
  const tables = m.vocab * (m.valueEmbeddings ? 1 + m.depth : 1) + (m.positions === 'learned' ? m.context : 0);
  const embedding = tables * m.width;
  const head = m.tiedHead ? 0 : m.vocab * m.width;
  const scalars = scalarCount(m);
  return { core, embedding, head, scalars, total: core + embedding + head + scalars };
}

const attentionMatrices = ({ width }: ModelConfig): number => 3 * width * width + width * width; // qkv, out

/** Up and down; SwiGLU needs a second up matrix for its gate. */
const mlpMatrices = ({ width, activation }: ModelConfig): number =>
  (activation === 'swiglu' ? 8 : 4) * width * width + 4 * width * width;

function scalarCount(m: ModelConfig): number {
  const layers = Array.from({ length: m.depth }, (_, layer) => learnedIn(m, layer));
  return layers.flat().reduce((sum, { count }) => sum + count, 0);
}

/**
 * Floating-point operations per trained token, forward and backward, by where they are spent.
 *
 * Counted, a multiply-add as two: every matrix multiplication, 2 per weight forward and twice that backward, with the
 * head also when it shares the token table; and attention, 4·width per key for QKᵀ and AV, three times for both
 * passes. The kernels skip keys in the future, so a query meets (context + 1) / 2 keys on average.
 * Not counted: norms, softmax, activations, rotary positions, the learned shortcut weights, table look-ups, the scores
 * that the backward pass computes again, and the optimizer, which does not depend on the number of tokens.
 */
export function flopsByPart(m: ModelConfig): {
  readonly core: number;
  readonly head: number;
  readonly attention: number;
} {
  const keys = (m.context + 1) / 2;
  return {
    core: 6 * parameterCounts(m).core,
    head: 6 * m.vocab * m.width,
    attention: 12 * m.depth * m.width * keys,
  };
}

/** Exact floating-point operations per trained token: the sum of `flopsByPart`. */
export function flopsPerToken(m: ModelConfig): number {
  const { core, head, attention } = flopsByPart(m);
  return core + head + attention;
}

/** The 6·N rule with N = core + head: embeddings cost no multiplication. It leaves out attention and a tied head. */
export function flopsPerToken6N(m: ModelConfig): number {
  const { core, head } = parameterCounts(m);
  return 6 * (core + head);
}
