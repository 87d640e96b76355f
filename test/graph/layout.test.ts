// However a step is laid out in memory, in time, in command buffers and in grids, it computes the same bits.

import { expect, test } from 'vitest';
import type { ModelConfig } from '#src/experiment/settings.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import { plainest, type Tuning } from '#src/gpu/tuning.ts';
import { trainingGraph } from '#src/model/model.ts';
import { forCpu } from '#src/tuning/defaults.ts';
import { featuredDevice } from '../gpu/device.ts';
import { foldAfter } from '../gpu/folding.ts';
import { usual } from '../gpu/usual.ts';
import { variants } from '../model/variants.ts';
import { batch, optimizer, trained, vocab, type Trained } from './stepping.ts';

const configs: Record<string, ModelConfig> = {
  ...variants,
  dropout: { ...variants['residual']!, dropout: 0.3 },
  'dropout and all shortcuts': { ...variants['all but hyper-connections']!, dropout: 0.3 },
};

test.each(Object.entries(configs))('%s', async (_, config) => {
  const c = { ...config, vocab };
  const kept = trainingGraph(c, batch, optimizer, { tuning: usual });
  const plain = await trained(kept, c, { reuse: false });
  expect(plain.metrics[2], 'alive').toBe(0);

  // NaN lies wherever kernels write: whoever reads what is not there yet, or not any more, brings it into the weights.
  expect(await trained(kept, c, { poison: NaN }), 'shared buffers').toEqual(plain);

  const recomputed = trainingGraph(c, batch, optimizer, { recompute: true, tuning: usual });
  const repeated = recomputed.dispatches.length - kept.dispatches.length;
  expect(repeated, 'not by keeping everything after all').toBeGreaterThanOrEqual(3 * c.depth);
  expect(repeated).toBeLessThan(kept.forwardDispatches);
  expect(await trained(recomputed, c, { poison: NaN }), 'recomputed').toEqual(plain);

  for (const pieces of [2, 7, 1000]) expect(await trained(kept, c, { pieces }), `in ${pieces} command buffers`).toEqual(plain);
});

// Of models so large that grids fold, nobody tests one; but every kernel of these has more than two workgroups.
test.for<[string, string, Tuning]>([
  ['plain attention', 'all but hyper-connections', plainest],
  ['attention alone', 'hyper-connections and the rest', usual],
  ['quads', 'residual', { ...forCpu(true), large: 'quads16', attentionPanels: 1 }],
])('folded after two workgroups: %s', async ([, variant, tuning], { skip }) => {
  const device = await featuredDevice();
  skip(tuning.attention === 'shared' && !device.features.has('subgroups'), 'this adapter has no subgroups');
  const c = { ...variants[variant]!, vocab, depth: 2, width: 64, heads: 4, context: 140, dropout: 0.1 };
  const graph = trainingGraph(c, batch, optimizer, { tuning });
  const plain = await trained(graph, c, { kernels: new Kernels(device) });
  // Of one workgroup, and of as many as there are learned scalars: both count along x.
  const flat = ['clip.finish', 'scalars.reduce'];
  const { folded, restore } = foldAfter(device, 2, flat);
  const again = await trained(graph, c, { kernels: new Kernels(device) }).finally(restore);
  // Not toEqual, which takes minutes to print how large arrays differ.
  const bytesOf = ({ learned, metrics }: Trained): Record<string, Buffer> =>
    Object.fromEntries(Object.entries({ ...learned, metrics }).map(([name, array]) => [name, Buffer.from(array.buffer)]));
  const found = bytesOf(again);
  for (const [name, bytes] of Object.entries(bytesOf(plain))) expect(bytes.equals(found[name]!), name).toBe(true);
  const all = new Set(graph.dispatches.map(({ shader, entry }) => `${shader.name}.${entry}`));
  expect([...folded].sort()).toEqual([...all].filter((kernel) => !flat.includes(kernel)).sort());
});
