// TensorFlow.js on its WebGPU backend: eager, so what counts is how few operations a step has. What was tried is told in
// bench/README.md. `customGrad` gives norm, rotation, ReLU² and cross-entropy the short gradients they have.

import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Workload } from '../workloads.ts';
import { peer, type Stepper } from './peer.ts';
import type { Recipe } from './recipe.ts';

const repeatsWhenSlow = 3;

export const tfjs = peer(
  'tfjs',
  async () => {
    if (!(await tf.setBackend('webgpu'))) throw new Error('TensorFlow.js found no WebGPU adapter.');
    return { device: (tf.backend() as { readonly device: GPUDevice }).device, build };
  },
  repeatsWhenSlow,
);

/** Parameters, moments and gradients are one vector each: AdamW is then some ten operations instead of some ten per matrix. */
function build(workload: Workload, recipe: Recipe): Stepper {
  const { weights } = recipe;
  const sizes = weights.map(({ values }) => values.length);
  const total = sizes.reduce((a, b) => a + b);
  const [start, decays] = [new Float32Array(total), new Float32Array(total)];
  let at = 0;
  for (const { values, decays: does } of weights) {
    start.set(values, at);
    decays.fill(does ? recipe.arm.weightDecay : 0, at, at + values.length);
    at += values.length;
  }
  const decay = tf.tensor(decays, [total]);
  const lossOf = model(workload, recipe);
  const update = adamw(recipe.arm, decay);
  let state: Tensor[] = [tf.tensor(start, [total]), tf.zeros([total]), tf.zeros([total])]; // parameters, moments
  return (index) => {
    const { tokens, targets } = recipe.batch(index);
    const [loss, ...after] = tf.tidy(() => {
      const inputs = [tokens, targets].map((ids) => tf.tensor(ids, [ids.length], 'int32'));
      const parameters = tf.split(state[0]!, sizes).map((part, i) => tf.reshape(part, weights[i]!.shape));
      const { value, grads } = tf.valueAndGrads((...given) => {
        const byName = Object.fromEntries(weights.map(({ name }, i) => [name, given[i]!]));
        return lossOf(byName, inputs[0]!, inputs[1]!);
      })(parameters);
      const gradient = tf.concat(grads.map((g, i) => tf.reshape(g, [sizes[i]!])));
      return [value, ...update(state, gradient, recipe.rates(index))];
    });
    tf.dispose(state);
    state = after;
    return {
      submit: () => {}, // done every fifteen operations
      async read() {
        const [value] = await loss.data();
        loss.dispose();
        return value!;
      },
      drop: () => loss.dispose(),
    };
  };
}

/** x / sqrt(mean(x²) + 1e-6);  dx = (dy − y·mean(dy·y)) / r */
const norm = tf.customGrad((x, save) => {
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), 1e-6));
  const value = tf.mul(x, inverse);
  save([value, inverse]);
  return {
    value,
    gradFunc: (dy, [y, scale]) => tf.mul(scale!, tf.sub(dy, tf.mul(y!, tf.mean(tf.mul(dy, y!), -1, true)))),
  };
});

const reluSquared = tf.customGrad((x, save) => {
  const positive = tf.relu(x);
  save([positive]);
  return { value: tf.square(positive), gradFunc: (dy, [saved]) => tf.mul(dy, tf.mul(saved!, 2)) };
});

/** Mean over the rows of −log softmax at the target;  dlogits = (p − [v = target]) / rows */
const crossEntropy = (logits: Tensor, targets: Tensor, vocab: number): Tensor =>
  tf.customGrad((x, save) => {
    const right = tf.oneHot(targets, vocab);
    const logs = tf.logSoftmax(x);
    save([logs, right]);
    const rows = x.shape[0]!;
    return {
      value: tf.mul(tf.sum(tf.mul(logs, right)), -1 / rows),
      gradFunc: (dy, [l, r]) => tf.mul(tf.sub(tf.exp(l!), r!), tf.mul(dy, 1 / rows)),
    };
  })(logits);

type Parameters = Readonly<Record<string, Tensor>>;

function model(workload: Workload, { angles, mask }: Recipe) {
  const { batch, context, width, depth, heads, vocab } = workload;
  const [rows, head, all] = [batch * context, width / heads, batch * heads];
  const turns = [context, head / 2, 2];
  const [cos, sin] = [tf.tensor(angles.cos, turns), tf.tensor(angles.sin, turns)];
  const back = tf.neg(sin);
  const future = tf.tensor(mask, [context, context]);
  const turn = (x: Tensor, by: Tensor): Tensor => tf.add(tf.mul(x, cos), tf.mul(tf.reverse(x, -1), by));
  const rope = tf.customGrad((x) => ({ value: turn(x, sin), gradFunc: (dy) => turn(dy, back) }));

  /** x: [rows, width] */
  const attention = (x: Tensor, p: Parameters, block: string): Tensor => {
    const qkv = tf.reshape(tf.matMul(norm(x), p[`${block}.qkv`]!), [batch, context, 3, heads, head]);
    const [pairs, values] = tf.split(tf.transpose(qkv, [2, 0, 3, 1, 4]), [2, 1], 0);
    const turned = rope(tf.reshape(pairs!, [2 * all, context, head / 2, 2]));
    const [q, k] = tf.split(tf.reshape(turned, [2 * all, context, head]), 2, 0);
    const scores = tf.mul(tf.matMul(q!, k!, false, true), head ** -0.5);
    const mixed = tf.matMul(tf.softmax(tf.add(scores, future)), tf.reshape(values!, [all, context, head]));
    const joined = tf.transpose(tf.reshape(mixed, [batch, heads, context, head]), [0, 2, 1, 3]);
    return tf.matMul(tf.reshape(joined, [rows, width]), p[`${block}.out`]!);
  };
  return (p: Parameters, tokens: Tensor, targets: Tensor): Tensor => {
    let x = norm(tf.gather(p['embed.token']!, tokens));
    for (let layer = 0; layer < depth; layer++) {
      const block = `block${layer}`;
      x = tf.add(x, attention(x, p, block));
      const hidden = tf.matMul(norm(x), p[`${block}.up`]!);
      x = tf.add(x, tf.matMul(reluSquared(hidden), p[`${block}.down`]!));
    }
    return crossEntropy(tf.matMul(norm(x), p.head!), targets, vocab);
  };
}

/** As shaders/adamw.wgsl, with the bias corrections folded into numbers:  m̂ / (√v̂ + ε) = m / (√v·√c₂/c₁ + ε/c₁) */
function adamw({ beta1, beta2, clip }: Recipe['arm'], decay: Tensor) {
  return ([parameters, first, second]: Tensor[], gradient: Tensor, [rate, one, two]: Float32Array): Tensor[] => {
    // Rows first: a sum over the whole vector would be one workgroup.
    const squares = tf.sum(tf.sum(tf.reshape(tf.square(gradient), [-1, 64]), 1));
    const g = tf.mul(gradient, tf.minimum(tf.mul(tf.rsqrt(squares), clip), 1));
    const m = tf.add(tf.mul(first!, beta1), tf.mul(g, 1 - beta1));
    const v = tf.add(tf.mul(second!, beta2), tf.mul(tf.square(g), 1 - beta2));
    const moved = tf.div(m, tf.add(tf.mul(tf.sqrt(v), Math.sqrt(two!) / one!), 1e-8 / one!));
    const change = tf.add(moved, tf.mul(decay, parameters!));
    return [tf.sub(parameters!, tf.mul(change, rate!)), m, v];
  };
}
