// Reference optimizer step: clip by global gradient norm, then AdamW (Loshchilov and Hutter 2017, arXiv 1711.05101).
//   norm = sqrt(Σ g²) over all parameters; scale = clip / norm if clip > 0 and norm > clip, else 1; g ← scale·g
//   m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²; m̂ = m / (1 − β₁^step); v̂ = v / (1 − β₂^step), step counted from 1
//   p ← p·(1 − rate·decay), then p ← p − rate·m̂ / (sqrt(v̂) + eps)
// Matrices decay; tables (embeddings, head) share their rate without decay; scalars have their own rate, without decay.

export type Group = 'matrix' | 'table' | 'scalar';

export interface OptimizerSettings {
  readonly learningRate: number; // at this step, after the schedule: matrices and tables
  readonly scalarRate: number; // at this step, after the schedule: scalars
  readonly weightDecay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly clip: number; // 0 is off
}

/** One parameter and its state, changed in place. */
export interface Trained {
  readonly group: Group;
  readonly value: Float64Array;
  readonly gradient: Float64Array;
  readonly mean: Float64Array;
  readonly square: Float64Array;
}

const adamEpsilon = 1e-8;

export function globalNorm(gradients: readonly Float64Array[]): number {
  return Math.sqrt(gradients.reduce((total, g) => g.reduce((sum, v) => sum + v * v, total), 0));
}

export function clipScale(norm: number, clip: number): number {
  return clip > 0 && norm > clip ? clip / norm : 1;
}

/** One step for all parameters; returns the gradient norm before the clip. */
export function clipAdamW(parameters: readonly Trained[], settings: OptimizerSettings, step: number): number {
  const norm = globalNorm(parameters.map((p) => p.gradient));
  const scale = clipScale(norm, settings.clip);
  for (const p of parameters) adamW(p, scale, settings, step);
  return norm;
}

function adamW(p: Trained, scale: number, s: OptimizerSettings, step: number): void {
  const rate = p.group === 'scalar' ? s.scalarRate : s.learningRate;
  const decay = p.group === 'matrix' ? s.weightDecay : 0;
  for (let i = 0; i < p.value.length; i++) {
    const g = scale * p.gradient[i]!;
    p.mean[i] = s.beta1 * p.mean[i]! + (1 - s.beta1) * g;
    p.square[i] = s.beta2 * p.square[i]! + (1 - s.beta2) * g * g;
    const mean = p.mean[i]! / (1 - s.beta1 ** step);
    const square = p.square[i]! / (1 - s.beta2 ** step);
    p.value[i] = p.value[i]! * (1 - rate * decay) - (rate * mean) / (Math.sqrt(square) + adamEpsilon);
  }
}
