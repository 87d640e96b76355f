// However a step is laid out in memory, in time and in command buffers, it computes the same bits.

import { expect, test } from 'vitest';
import type { ModelConfig } from '#src/experiment/settings.ts';
import { trainingGraph } from '#src/model/model.ts';
import { usual } from '../gpu/usual.ts';
import { variants } from '../model/variants.ts';
import { batch, optimizer, trained, vocab } from './stepping.ts';

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
