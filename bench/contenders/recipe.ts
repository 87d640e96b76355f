// What every peer starts from: the weights, batches and rates of Plateau's first replica, so that losses can be compared step by step.

import { modelConfig, totalSteps, type ArmConfig } from '../../src/experiment/settings.ts';
import { initialValues } from '../../src/graph/initial.ts';
import { trainingGraph } from '../../src/model/model.ts';
import { rateAt } from '../../src/train/schedule.ts';
import { armOf, randomSource, type Workload } from '../workloads.ts';

export interface Weight {
  readonly name: string;
  readonly shape: readonly number[]; // [in, out]; the token table is [vocab, width]
  readonly values: Float32Array<ArrayBuffer>;
  readonly decays: boolean;
}

export interface Recipe {
  readonly arm: ArmConfig;
  readonly weights: readonly Weight[];
  /** For RoPE, [context, head/2, 2] each: (p, q)·cos + (q, p)·sin turns a pair, so the second sin of a pair is negative. */
  readonly angles: { readonly cos: Float32Array<ArrayBuffer>; readonly sin: Float32Array<ArrayBuffer> };
  /** Added to the scores of attention, [context, context]: −1e9 where the key is in the future. */
  readonly mask: Float32Array<ArrayBuffer>;
  /** Tokens and targets of a step, [batch, context] each. */
  batch(step: number): { readonly tokens: Int32Array<ArrayBuffer>; readonly targets: Int32Array<ArrayBuffer> };
  /** [learning rate, 1 / (1 − β₁ᵗ), 1 / (1 − β₂ᵗ)] of a step, counted from 0. */
  rates(step: number): Float32Array<ArrayBuffer>;
}

const seed = 0;

export function recipeFor(workload: Workload): Recipe {
  const arm = armOf(workload);
  const { batch, context, width, heads, vocab } = workload;
  const graph = trainingGraph(modelConfig(arm, vocab), batch, arm);
  const source = randomSource(workload);
  return {
    arm,
    weights: graph.parameters.map((p) => {
      const values = new Float32Array(initialValues(p, seed));
      return { name: p.name, shape: p.shape, values, decays: p.group === 'matrix' };
    }),
    angles: anglesOf(context, width / heads),
    mask: Float32Array.from({ length: context ** 2 }, (_, i) => (i % context > Math.floor(i / context) ? -1e9 : 0)),
    batch(step) {
      const [tokens, targets] = [new Int32Array(batch * context), new Int32Array(batch * context)];
      // Peers read signed numbers, and tokens are the same either way.
      const [into, after] = [new Uint32Array(tokens.buffer), new Uint32Array(targets.buffer)];
      for (let row = 0; row < batch; row++) source.training(seed, step, row, into, after, row * context);
      return { tokens, targets };
    },
    rates(step) {
      const rate = arm.learningRate * rateAt(step, totalSteps(arm), arm);
      return Float32Array.of(rate, 1 / (1 - arm.beta1 ** (step + 1)), 1 / (1 - arm.beta2 ** (step + 1)));
    },
  };
}

function anglesOf(context: number, head: number): Recipe['angles'] {
  const [cos, sin] = [new Float32Array(context * head), new Float32Array(context * head)];
  for (let t = 0; t < context; t++)
    for (let i = 0; i < head; i++) {
      const angle = t * 10000 ** ((-2 * Math.floor(i / 2)) / head);
      cos[t * head + i] = Math.cos(angle);
      sin[t * head + i] = i % 2 ? -Math.sin(angle) : Math.sin(angle);
    }
  return { cos, sin };
}
