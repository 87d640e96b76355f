// The model of pytorch/ is that of the page: it starts with the same bits, and has the losses and gradients of the engine and of its float64
// reference.

import { expect, test } from 'vitest';
import { uniform } from '#src/data/random.ts';
import { initialValues, eachTrue } from '#src/graph/initial.ts';
import { size, type Parameter } from '#src/graph/graph.ts';
import type { ModelConfig } from '#src/experiment/settings.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { trainingGraph } from '#src/model/model.ts';
import { testKernels } from '../check-op.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { randomBatch, trainer, variants } from '../model/variants.ts';
import { randomParameters } from '../reference/initial.ts';
import { gradients, type Dropout } from '../reference/model.ts';
import { ask } from './python.ts';

const [seed, step, batch] = [7, 300, 3];
const dropped = { ...variants['residual']!, dropout: 0.3 };
const hyper = { ...variants['hyper-connections']!, dropout: 0.9 };
const cases = Object.entries({ ...variants, dropout: dropped, 'hyper-connections, dropout': hyper });

/** The whole arm, which the package wants; the model's part of it decides. */
const asked = (c: ModelConfig) => ({ ...baseArm, ...c });
const encode = (x: Float64Array | Float32Array): string => Buffer.from(x.buffer, x.byteOffset, x.byteLength).toString('base64');
const bytes = (text: string): ArrayBuffer => Uint8Array.from(Buffer.from(text, 'base64')).buffer;
const mapped = <A, B>(of: Readonly<Record<string, A>>, f: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(of).map(([key, value]) => [key, f(value)]));

test('every variant starts with the bits of the page', () => {
  const configs = [...cases.map(([, c]) => c), { ...variants['residual']!, width: 64, vocab: 83 }];
  const answers = ask<Record<string, string>>(configs.map((c) => ({ what: 'start', config: asked(c), seed })));
  configs.forEach((c, i) => {
    const { parameters } = trainingGraph(c, 1, { beta1: 0.9, beta2: 0.95, clip: 1 });
    expect(Object.keys(answers[i]!).toSorted()).toEqual(parameters.map(({ name }) => name).toSorted());
    for (const p of parameters) {
      const values = initialValues(p, seed);
      const own = new Float32Array(size(p.trueShape));
      eachTrue(p, (index, at) => (own[index] = values[at]!));
      expect(answers[i]![p.name], p.name).toBe(encode(own));
    }
  });
});

/** 0 is the embedding; then two sites per block. */
const draws: Dropout = (place) => {
  const [, layer, sublayer] = /^block(\d+)\.(\w+)$/.exec(place) ?? [];
  const site = layer === undefined ? 0 : 2 * Number(layer) + (sublayer === 'mlp' ? 2 : 1);
  return (index) => uniform(seed, step * 256 + site, index);
};

test('every variant has the loss and the gradients of the engine, and of the reference', async () => {
  const given = cases.map(([name, c]) => ({ name, c, weights: randomParameters(c, 5), data: randomBatch(c, batch, 2) }));
  const answers = ask<{ loss: number; gradients: Record<string, string> }>(
    given.map(({ c, weights, data }) => ({
      what: 'gradients',
      config: asked(c),
      seed,
      step: c.dropout > 0 ? step : null,
      weights: mapped(weights, encode),
      tokens: [...data.tokens],
      targets: Array.from(data.targets, (target) => (target === 0xffffffff ? -100 : target)),
    })),
  );
  const kernels = await testKernels();
  for (const [i, { name, c, weights, data }] of given.entries()) {
    const found = { loss: answers[i]!.loss, gradients: mapped(answers[i]!.gradients, (text) => new Float64Array(bytes(text))) };
    const expected = gradients(c, weights, data.tokens, data.targets, batch, c.dropout > 0 ? draws : undefined);
    expectSame(`${name}, reference`, found, expected);
    if (c.dropout > 0) continue; // the engine draws by the seed of a cohort: test/torch/train.test.ts
    await withErrorScopes(async () => {
      const run = await trainer(kernels, c, batch, [weights], [data]);
      run.plan.run();
      const own = Object.fromEntries(
        await Promise.all(run.weights.list.map(async (p) => [p.name, trueOf(p, await run.weights.read(p.name, 0, 'gradients'))])),
      ) as Record<string, Float64Array>;
      expectSame(`${name}, engine`, found, { loss: (await run.metrics(0)).loss, gradients: own });
      run.destroy();
    });
  }
});

interface Step {
  readonly loss: number;
  readonly gradients: Readonly<Record<string, Float64Array>>;
}

function expectSame(name: string, found: Step, expected: Step): void {
  expect(Math.abs(found.loss - expected.loss), name).toBeLessThan(1e-4);
  for (const [parameter, gradient] of Object.entries(expected.gradients)) {
    const own = found.gradients[parameter]!;
    expect(own, `${name}: ${parameter}`).toHaveLength(gradient.length);
    const worst = Math.max(...gradient.map((g, j) => Math.abs(g - own[j]!)));
    expect(worst, `${name}: ${parameter}`).toBeLessThan(1e-4);
  }
}

/** Without what rounds the vocabulary up. */
function trueOf(p: Parameter, values: Float32Array): Float64Array {
  const own = new Float64Array(size(p.trueShape));
  eachTrue(p, (index, at) => (own[index] = values[at]!));
  return own;
}
