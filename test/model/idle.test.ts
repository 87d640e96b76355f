// Which learned scalars mean nothing, proved by gradients: of all wirings that move the stream, those scalars and no others have a
// gradient of 0, but for the ε of the norm, at any weights.

import { expect, test } from 'vitest';
import type { ModelConfig } from '#src/experiment/settings.ts';
import { isUsed, learnedIn, shortcuts } from '#src/experiment/shortcuts.ts';
import { testKernels } from '../check-op.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { usual } from '../gpu/usual.ts';
import { randomParameters } from '../reference/initial.ts';
import { gradients } from '../reference/model.ts';
import { tinyModel } from '../tiny.ts';
import { randomBatch, trainer, variants } from './variants.ts';

const switches = ['residual', 'firstLayer', 'uNet', 'denseFormer', 'hyperConnections', 'layerScale'] as const;

function* wirings(): Generator<ModelConfig> {
  for (const depth of [1, 2, 3, 4])
    for (let bits = 0; bits < 1 << switches.length; bits++) {
      const on = Object.fromEntries(switches.map((key, i) => [key, Boolean((bits >> i) & 1)]));
      const c: ModelConfig = { ...tinyModel, vocab: 5, width: 4, heads: 1, context: 3, depth, ...on };
      if (shortcuts.every(({ key, refused }) => !isUsed(c, key) || !refused?.(c).length)) yield c;
    }
}

const shareOf = (scalar: Float64Array, all: Record<string, Float64Array>): number =>
  Math.hypot(...scalar) / Math.hypot(...Object.values(all).map((g) => Math.hypot(...g)));

/** What the table calls idle, by parameter. */
const idleOf = (c: ModelConfig): string[] =>
  Array.from({ length: c.depth }, (_, layer) =>
    learnedIn(c, layer).flatMap(({ part, idle }) => (idle ? [`block${layer}.${part}`] : [])),
  ).flat();

/** The scalars whose gradient is nothing with each of several weights and batches. */
function without(c: ModelConfig): string[] {
  const largest = new Map<string, number>();
  for (const seed of [1, 2, 3]) {
    const { tokens, targets } = randomBatch(c, 2, seed);
    const values = randomParameters(c, seed);
    // Gains that start at 0.1 make streams so small that the ε of their norms is seen.
    for (const [name, gain] of Object.entries(values)) if (name.endsWith('.scale')) gain.forEach((_, i) => (gain[i]! += 2));
    const { gradients: all } = gradients(c, values, tokens, targets, 2);
    for (let layer = 0; layer < c.depth; layer++)
      for (const { part } of learnedIn(c, layer)) {
        const name = `block${layer}.${part}`;
        largest.set(name, Math.max(largest.get(name) ?? 0, shareOf(all[name]!, all)));
      }
  }
  return [...largest].filter(([, share]) => share < 2e-5).map(([name]) => name);
}

test('the table names exactly the scalars without a gradient, in every wiring', () => {
  const found = new Set<string>();
  for (const c of wirings()) {
    const wiring = `depth ${c.depth}, ${switches.filter((key) => c[key]).join(', ')}`;
    expect([wiring, without(c)]).toEqual([wiring, idleOf(c)]);
    for (const name of idleOf(c)) found.add(name);
  }
  expect([...found].toSorted()).toEqual(['block0.attention.read', 'block0.firstLayer', 'block1.skip', 'block2.skip']);
});

test.each(Object.entries(variants))('%s: so it is for the models of the tests', (_, c) => {
  expect(without(c)).toEqual(idleOf(c));
});

test.each(['first layer, no residual', 'hyper-connections', 'hyper-connections and the rest'])(
  '%s: and on the GPU',
  async (name) => {
    const c = variants[name]!;
    const kernels = await testKernels();
    await withErrorScopes(async () => {
      const run = await trainer(kernels, c, 2, [randomParameters(c, 1)], [randomBatch(c, 2, 1)], usual);
      run.plan.run();
      const { norm } = await run.metrics(0);
      for (const idle of idleOf(c)) {
        const gradient = await run.weights.read(idle, 0, 'gradients');
        expect(Math.hypot(...gradient) / norm, idle).toBeLessThan(2e-5);
      }
      run.destroy();
    });
  },
);
