// jax-js: loss, gradients, clip and AdamW as one jitted function. What was tried to make it fast is told in bench/README.md.
// `ref` is one more owner of an array: in jax-js every function disposes of what it is given.

import {
  defaultDevice,
  getWebGPUDevice,
  init,
  jit,
  nn,
  numpy as np,
  tree,
  valueAndGrad,
  type Array as JaxArray,
  type Tree,
} from '@jax-js/jax';
import type { Workload } from '../workloads.ts';
import { peer, type Stepper } from './peer.ts';
import type { Recipe } from './recipe.ts';

export const jaxJs = peer('jax-js', async () => {
  if (!(await init('webgpu')).includes('webgpu')) throw new Error('jax-js found no WebGPU adapter.');
  defaultDevice('webgpu');
  return { device: getWebGPUDevice(), build };
});

type State = [parameters: Tree, first: Tree, second: Tree];

function build(workload: Workload, recipe: Recipe): Stepper {
  const { parameters, decaying } = stacked(recipe, workload.depth);
  const shapes = Object.entries(parameters).map(([name, { shape }]) => [name, shape] as const);
  const zeros = (): Tree => Object.fromEntries(shapes.map(([name, shape]) => [name, np.zeros(shape)]));
  let state: State = [
    Object.fromEntries(shapes.map(([name, shape]) => [name, np.array(parameters[name]!.values).reshape(shape)])),
    zeros(),
    zeros(),
  ];
  const lossAndGradients = valueAndGrad(lossOf(workload, recipe));
  const update = adamw(recipe.arm, decaying);
  const step = jit((before: State, tokens: JaxArray, targets: JaxArray, rates: JaxArray): [JaxArray, State] => {
    const [loss, gradients] = lossAndGradients(tree.ref(before[0]), tokens, targets);
    return [loss, update(before, gradients, rates)];
  });
  return (index) => {
    const { tokens, targets } = recipe.batch(index);
    const rates = new Float32Array(128); // fewer numbers would not be uploaded but become a kernel
    rates.set(recipe.rates(index));
    let loss: JaxArray;
    [loss, state] = step(state, np.array(tokens), np.array(targets), np.array(rates));
    return {
      submit: () => void loss.ref.gpuBufferSync(),
      read: async () => (await loss.data())[0]!,
      drop: () => loss.dispose(),
    };
  };
}

type Stacked = Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;

/** The matrices of all blocks as one array each, [depth, in, out]: AdamW then takes a few kernels instead of some per matrix. */
function stacked({ weights }: Recipe, depth: number): { parameters: Stacked; decaying: ReadonlySet<string> } {
  const parameters: Stacked = {};
  const decaying = new Set<string>();
  for (const { name, shape, values, decays } of weights) {
    const [, layer, kind] = /^block(\d+)\.(.+)$/.exec(name) ?? [];
    const key = kind ?? name;
    if (decays) decaying.add(key);
    parameters[key] ??= kind
      ? { shape: [depth, ...shape], values: new Float32Array(depth * values.length) }
      : { shape, values: new Float32Array(values.length) };
    parameters[key].values.set(values, Number(layer ?? 0) * values.length);
  }
  return { parameters, decaying };
}

const norm = (x: JaxArray): JaxArray => x.ref.div(np.sqrt(np.square(x).mean(-1).add(1e-6)).reshape([-1, 1]));

function lossOf({ batch, context, width, depth, heads, vocab }: Workload, { angles, mask }: Recipe) {
  const [rows, head] = [batch * context, width / heads];
  const turns = [1, context, 1, 1, head / 2, 2];
  const cos = np.array(angles.cos).reshape(turns);
  const sin = np.array(angles.sin).reshape(turns);
  const future = np.array(mask).reshape([context, context]);

  /** x: [rows, width] */
  const attention = (x: JaxArray, p: Tree, layer: number): JaxArray => {
    const qkv = np.matmul(norm(x), p.qkv!.ref.slice(layer)).reshape([batch, context, 3, heads, head]);
    const v = qkv.ref.slice([], [], 2);
    const pairs = qkv.slice([], [], [0, 2]).reshape([batch, context, 2, heads, head / 2, 2]);
    const turned = pairs.ref.mul(cos.ref).add(np.flip(pairs, 5).mul(sin.ref));
    const qk = turned.reshape([batch, context, 2, heads, head]);
    const scores = np.einsum('btnh,bsnh->bnts', qk.ref.slice([], [], 0), qk.slice([], [], 1)).mul(head ** -0.5);
    const shares = nn.softmax(scores.add(future.ref), -1);
    return np.matmul(np.einsum('bnts,bsnh->btnh', shares, v).reshape([rows, width]), p.out!.ref.slice(layer));
  };
  const mlp = (x: JaxArray, p: Tree, layer: number): JaxArray => {
    const hidden = np.matmul(norm(x), p.up!.ref.slice(layer));
    return np.matmul(np.square(nn.relu(hidden)), p.down!.ref.slice(layer));
  };
  return (p: Tree, tokens: JaxArray, targets: JaxArray): JaxArray => {
    let x = norm(p['embed.token']!.ref.slice(tokens));
    for (let layer = 0; layer < depth; layer++) {
      x = x.ref.add(attention(x, p, layer));
      x = x.ref.add(mlp(x, p, layer));
    }
    const logits = np.matmul(norm(x), p.head!.ref);
    tree.dispose(p);
    const right = logits.ref.mul(nn.oneHot(targets, vocab)).sum(-1);
    return nn.logsumexp(logits, -1).sub(right).mean();
  };
}

/** As shaders/adamw.wgsl; `rates` are those of the recipe. */
function adamw({ beta1, beta2, weightDecay, clip }: Recipe['arm'], decaying: ReadonlySet<string>) {
  return ([parameters, first, second]: State, gradients: Tree, rates: JaxArray): State => {
    const [rate, one, two] = [rates.ref.slice(0), rates.ref.slice(1), rates.slice(2)];
    // Rows first: a sum over a whole matrix is one kernel of sixteen invocations.
    const squares = Object.values(gradients).map((g) => np.square(g.ref).sum(-1).sum());
    const scale = np.minimum(1, np.reciprocal(np.sqrt(squares.reduce((a, b) => a.add(b)))).mul(clip));
    const [p, m, v]: Record<string, JaxArray>[] = [{}, {}, {}];
    for (const [name, gradient] of Object.entries(gradients)) {
      const g = gradient.mul(scale.ref);
      m![name] = first[name]!.mul(beta1).add(g.ref.mul(1 - beta1));
      v![name] = second[name]!.mul(beta2).add(np.square(g).mul(1 - beta2));
      const moved = m![name].ref.mul(one.ref).div(np.sqrt(v![name].ref.mul(two.ref)).add(1e-8));
      const old = parameters[name]!;
      const change = decaying.has(name) ? moved.add(old.ref.mul(weightDecay)) : moved;
      p![name] = old.sub(change.mul(rate.ref));
    }
    for (const used of [scale, rate, one, two]) used.dispose();
    return [p!, m!, v!];
  };
}
