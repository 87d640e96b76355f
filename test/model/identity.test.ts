// Shortcuts that begin as the plain residual model do so on the GPU: the same losses, to float32 rounding.

import { beforeAll, expect, test } from 'vitest';
import type { ModelConfig } from '#src/experiment/settings.ts';
import { evaluationGraph } from '#src/model/model.ts';
import { testKernels } from '../check-op.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { initialParameters, randomParameters } from '../reference/initial.ts';
import { evaluator } from './evaluator.ts';
import { randomBatch, variants } from './variants.ts';

const base = { ...variants['residual']!, depth: 4 };
const batch = 3;
const { tokens, targets } = randomBatch(base, batch, 5);

/** Losses at the start, with `out` and `down` as in the random base so that the blocks do something, and some scalars set. */
async function losses(change: Partial<ModelConfig>, set: Readonly<Record<string, number>> = {}): Promise<Float32Array> {
  const config = { ...base, ...change };
  const values = initialParameters(config, 3);
  const random = randomParameters(base, 3);
  for (const name of Object.keys(values)) {
    if (/\.(out|down)$/.test(name)) values[name] = random[name]!;
    for (const [ending, value] of Object.entries(set)) if (name.endsWith(ending)) values[name]!.fill(value);
  }
  const kernels = await testKernels();
  return withErrorScopes(async () => {
    const run = await evaluator(kernels, config, evaluationGraph(config, batch, kernels.tuning), [values]);
    const [found] = await run.losses(tokens, targets);
    run.destroy();
    return found!;
  });
}

const difference = (a: Float32Array, b: Float32Array): number => Math.max(...a.map((v, i) => Math.abs(v - b[i]!)));
let plain: Float32Array;
beforeAll(async () => {
  plain = await losses({});
});

test.each<[string, Partial<ModelConfig>, Record<string, number>]>([
  ['first layer', { firstLayer: true }, {}],
  ['DenseFormer', { denseFormer: true }, {}],
  ['hyper-connections', { hyperConnections: true }, {}],
  ['LayerScale at 1', { layerScale: true }, { '.scale': 1 }],
  ['ReZero at 1', { reZero: true }, { '.gate': 1 }],
  ['U-net at 0', { uNet: true }, { '.skip': 0 }],
  ['value residual at 0', { valueResidual: 'learned' }, { '.value': 0 }],
  ['value embeddings at 0', { valueEmbeddings: true }, { '.value': 0 }],
])('%s equals the plain residual model', async (_, change, set) => {
  expect(difference(await losses(change, set), plain)).toBeLessThan(2e-5);
});

test.each<[string, Partial<ModelConfig>, Record<string, number>]>([
  ['U-net at 1', { uNet: true }, {}],
  ['value residual at ½', { valueResidual: 'learned' }, {}],
  ['value embeddings at ½', { valueEmbeddings: true }, {}],
  ['first layer with b = ½', { firstLayer: true }, { '.firstLayer': 0.5 }],
  ['LayerScale at its start', { layerScale: true }, {}],
  ['ReZero at its start', { reZero: true }, {}],
  ['no residual', { residual: false }, {}],
])('%s does not', async (_, change, set) => {
  expect(difference(await losses(change, set), plain)).toBeGreaterThan(1e-2);
});

test('a fixed and a learned value residual start alike', async () => {
  expect(await losses({ valueResidual: 'fixed' })).toEqual(await losses({ valueResidual: 'learned' }));
});
