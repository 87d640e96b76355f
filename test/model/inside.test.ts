// A look into a model on the GPU against the float64 model: where its heads look, and what each layer would answer.

import { describe, expect, test } from 'vitest';
import { unscored } from '#src/data/source.ts';
import { Weights } from '#src/graph/weights.ts';
import { evaluationGraph } from '#src/model/model.ts';
import { Looker } from '#src/train/looker.ts';
import { close, testKernels } from '../check-op.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { randomParameters } from '../reference/initial.ts';
import { lens } from '../reference/lens.ts';
import { inside } from '../reference/model.ts';
import { evaluator } from './evaluator.ts';
import { pad, randomBatch, some } from './variants.ts';

const models = some(
  'residual',
  'no residual',
  'first layer',
  'value residual, learned',
  'U-net, even depth',
  'DenseFormer',
  'hyper-connections',
  'learned positions',
  'one head, depth 1',
  'all but hyper-connections',
  'hyper-connections and the rest',
  'no residual, DenseFormer, U-net',
);

for (const replicas of [1, 3])
  describe(`R = ${replicas}`, () => {
    test.each(models)('%s', async (_, config) => {
      const kernels = await testKernels();
      const { context, heads, depth, vocab } = config;
      await withErrorScopes(async () => {
        const graph = evaluationGraph(config, 1, kernels.tuning);
        const values = Array.from({ length: replicas }, (_, r) => randomParameters(config, r));
        const weights = new Weights(kernels.device, graph, replicas);
        for (const p of graph.parameters)
          values.forEach((v, r) => weights.write(p.name, r, pad(v[p.name]!, p.shape, p.trueShape)));
        const looker = await Looker.compile(kernels, config, weights);
        for (const [replica, own] of values.entries())
          for (const length of [context, 3, 1]) {
            const text = randomBatch(config, 1, replica).tokens.slice(0, length);
            const seen = inside(config, own, text, 1);
            for (let layer = 0; layer < depth; layer++)
              for (let head = 0; head < heads; head++) {
                const { attention } = await looker.look([...text], { replica, layer, head });
                const map = seen.maps[layer]!.subarray(head * length ** 2, (head + 1) * length ** 2);
                close(`head ${head} of layer ${layer}, replica ${replica}`, attention, map);
              }
            const { layers } = await looker.look([...text], { replica, layer: 0, head: 0 });
            if (!config.residual) {
              expect(layers).toBeUndefined();
              continue;
            }
            const targets = Uint32Array.from(text, (_, t) => text[t + 1] ?? unscored);
            expect(layers).toHaveLength(depth + 1);
            layers!.forEach((answers, layer) => {
              const what = `layer ${layer} of replica ${replica}`;
              const expected = lens(seen.logits[layer]!, targets, vocab);
              expect([...answers.likeliest], what).toEqual(expected.likeliest);
              close(`probability, ${what}`, answers.probability, expected.probability);
              const mean = expected.loss.reduce((a, b) => a + b, 0) / (length - 1);
              if (length === 1) expect(answers.loss, what).toBeNaN();
              else close(`loss, ${what}`, [answers.loss], [mean]);
            });
          }
        looker.destroy();
        weights.destroy();
      });
    });
  });

test('the answer of the last layer is the model’s own', async () => {
  const kernels = await testKernels();
  for (const [, config] of some('residual', 'DenseFormer', 'hyper-connections'))
    await withErrorScopes(async () => {
      const graph = evaluationGraph(config, 1, kernels.tuning);
      const values = randomParameters(config, 5);
      const run = await evaluator(kernels, config, graph, [values]);
      const weights = new Weights(kernels.device, graph, 1);
      for (const p of graph.parameters) weights.write(p.name, 0, pad(values[p.name]!, p.shape, p.trueShape));
      const looker = await Looker.compile(kernels, config, weights);
      const text = randomBatch(config, 1, 1).tokens;
      const targets = Uint32Array.from(text, (_, t) => text[t + 1] ?? unscored);
      const [losses] = await run.losses(text, targets);
      const { layers } = await looker.look([...text], { replica: 0, layer: 0, head: 0 });
      const mean = losses!.reduce((sum, loss) => sum + loss, 0) / (text.length - 1);
      expect(layers!.at(-1)!.loss).toBeCloseTo(mean, 6);
      looker.destroy();
      weights.destroy();
      run.destroy();
    });
});
