// The whole model on the GPU against the float64 model: loss, every logit-gradient path, every gradient tensor, for every
// variant alone and for compositions, with one and three replicas.

import { expect, test } from 'vitest';
import { plainest } from '#src/gpu/tuning.ts';
import { size } from '#src/graph/graph.ts';
import { forGpu } from '#src/tuning/defaults.ts';
import { testKernels } from '../check-op.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { usual } from '../gpu/usual.ts';
import { randomParameters } from '../reference/initial.ts';
import { gradients } from '../reference/model.ts';
import { randomBatch, some, trainer, variants } from './variants.ts';

/** Once more with the plain attention: every way in which a model can ask for it. */
const asWrittenDown = some(
  'residual',
  'value residual, learned',
  'value embeddings',
  'learned positions',
  'QK-norm',
  'QK-norm, learned positions',
  'one head, depth 1',
).map(([name, config]) => [`${name}, plain attention`, config, plainest] as const);
/** And with the kernels of a GPU, where both gradients of a product come from one launch, but for a tied head's. */
const asOnGpus = some('residual', 'value residual, learned', 'tied head', 'hyper-connections and the rest', 'record 11').map(
  ([name, config]) => [`${name}, as on a GPU`, config, forGpu('discrete')] as const,
);
const usually = Object.entries(variants).map(([name, config]) => [name, config, usual] as const);

for (const [name, config, tuning] of [...usually, ...asWrittenDown, ...asOnGpus])
  for (const replicas of [1, 3])
    test(`${name}, R = ${replicas}`, async () => {
      const kernels = await testKernels();
      await withErrorScopes(async () => {
        const batch = 2;
        const data = Array.from({ length: replicas }, (_, r) => randomBatch(config, batch, r));
        const values = Array.from({ length: replicas }, (_, r) => randomParameters(config, r));
        const run = await trainer(kernels, config, batch, values, data, tuning);
        run.plan.run();
        for (let r = 0; r < replicas; r++) {
          const expected = gradients(config, values[r]!, data[r]!.tokens, data[r]!.targets, batch);
          const metrics = await run.metrics(r);
          expect(Math.abs(metrics.loss - expected.loss)).toBeLessThan(1e-4);
          expect(metrics.diverged).toBe(0);
          const all = Math.hypot(...Object.values(expected.gradients).map((g) => Math.hypot(...g)));
          for (const p of run.weights.list) {
            const reference = expected.gradients[p.name]!;
            const actual = trim(await run.weights.read(p.name, r, 'gradients'), p.shape, p.trueShape);
            expect(actual.length, p.name).toBe(reference.length);
            const difference = Math.hypot(...actual.map((v, i) => v - reference[i]!));
            const bound = 1e-3 * Math.max(Math.hypot(...reference), 1e-4 * all);
            expect(difference, `gradient of ${p.name}`).toBeLessThan(bound);
          }
          expect(Math.abs(metrics.norm - all) / all, 'gradient norm').toBeLessThan(1e-4);
        }
        run.destroy();
      });
    });

/** Drops the columns and rows that round the vocabulary up, after checking that they are zero. */
function trim(values: Float32Array, shape: readonly number[], trueShape: readonly number[]): Float32Array {
  const [stride, columns] = [shape.at(-1)!, trueShape.at(-1)!];
  const rows = size(trueShape) / columns;
  const inside = (_: number, i: number): boolean => i % stride < columns && Math.floor(i / stride) < rows;
  expect(
    values.filter((v, i) => !inside(v, i)).every((v) => v === 0),
    'padding',
  ).toBe(true);
  return values.filter(inside);
}
