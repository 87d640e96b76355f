// What is made of logits that lie as f16: the loss against shares of every token with its gradient, and the model's own shares. The logits
// are multiples of 1/8, which f16 has exactly; what lies in the padding columns is as large as f16 allows.

import { integer, normal } from '#src/data/random.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { Graph } from '#src/graph/graph.ts';
import { Plan } from '#src/graph/plan.ts';
import { Weights } from '#src/graph/weights.ts';
import { crossEntropy } from '#src/ops/cross-entropy.ts';
import { softmax } from '#src/ops/softmax.ts';

export const [rows, vocab, columns] = [7, 6, 8];
const unscored = 0xffffffff;
export const logitsOf = (r: number): Float64Array =>
  Float64Array.from({ length: rows * vocab }, (_, i) => (integer(r, 1, i, 64) - 32) / 8);
export const targetsOf = (r: number): Uint32Array =>
  Uint32Array.from({ length: rows }, (_, i) => ((i + r) % 4 === 3 ? unscored : 1));
/** [rows, vocab], each row summing to 1. */
export function sharesOf(r: number): Float32Array {
  const shares = Float32Array.from({ length: rows * vocab }, (_, i) => Math.exp(normal(r, 2, i)));
  return shares.map((share, i) => {
    const start = i - (i % vocab);
    return share / shares.subarray(start, start + vocab).reduce((sum, each) => sum + each, 0);
  });
}

/** Of each replica; the gradient is that of the sum of all losses, as it always is in f16. */
export interface HalfRows {
  readonly losses: number[];
  readonly dlogits: number[]; // [rows, columns]
  readonly shares: number[]; // [rows, vocab]
}

export async function rowsInHalf(kernels: Kernels, replicas: readonly number[]): Promise<HalfRows[]> {
  const { device } = kernels;
  const g = new Graph(kernels.tuning);
  const logits = g.value('logits', [rows, columns]);
  const inputs = {
    ...{ tokens: g.input('targets', [rows]), scored: g.input('scored', [1]) },
    shares: g.input('given shares', [rows, columns], false, 'f32'),
  };
  const loss = crossEntropy(g, logits, { ...inputs, targets: inputs.tokens }, vocab, true);
  const own = softmax(g, logits, vocab);
  const weights = new Weights(device, { parameters: [] }, replicas.length);
  const plan = await Plan.compile(kernels, g, weights, {}, { reuse: false });
  const stored = new Uint16Array(replicas.length * rows * columns).fill(toHalf(60_000));
  for (const [at, r] of replicas.entries()) {
    const place = (i: number): number => (at * rows + Math.floor(i / vocab)) * columns + (i % vocab);
    logitsOf(r).forEach((logit, i) => (stored[place(i)] = toHalf(logit)));
    sharesOf(r).forEach((share, i) => (plan.realInputs['given shares']![place(i)] = share));
    plan.inputs['targets']!.set(targetsOf(r), at * rows);
    plan.inputs['scored']![at] = targetsOf(r).filter((target) => target !== unscored).length;
  }
  device.queue.writeBuffer(plan.binding(logits).buffer, plan.binding(logits).offset, stored);
  plan.upload();
  plan.run();
  const bytes = async (of: typeof logits, size: number): Promise<ArrayBuffer> => {
    const { buffer, offset } = plan.binding(of);
    return readBuffer(device, buffer, offset, size * replicas.length);
  };
  const losses = new Float32Array(await bytes(loss, 4 * rows));
  const dlogits = new Uint16Array(await bytes(g.gradients.get(logits)!, 2 * rows * columns));
  const shares = new Float32Array(await bytes(own, 4 * rows * vocab));
  plan.destroy();
  weights.destroy();
  const part = (all: Float32Array | Uint16Array, at: number): number[] =>
    Array.from(all.subarray((at * all.length) / replicas.length, ((at + 1) * all.length) / replicas.length));
  return replicas.map((_, at) => ({
    losses: part(losses, at),
    dlogits: part(dlogits, at).map(fromHalf),
    shares: part(shares, at),
  }));
}

const single = new Float32Array(1);
const bitsOf = new Uint32Array(single.buffer);
/** Of a normal number that f16 has exactly, or of one that is cut off. */
function toHalf(value: number): number {
  single[0] = value;
  const bits = bitsOf[0]!;
  const exponent = ((bits >>> 23) & 255) - 127 + 15;
  return value === 0 ? 0 : ((bits >>> 16) & 0x8000) | (exponent << 10) | ((bits >>> 13) & 0x3ff);
}

function fromHalf(half: number): number {
  const [sign, exponent, fraction] = [half & 0x8000 ? -1 : 1, (half >>> 10) & 31, half & 0x3ff];
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24);
}
