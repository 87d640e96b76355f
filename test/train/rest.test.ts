// A cohort whose training has ended holds its weights and nothing else, and answers as before.

import { expect, test } from 'vitest';
import { countBuffers } from '../gpu/count-buffers.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { cohortOf, tinyArm, tinyKernels } from './tiny.ts';

test('a cohort at rest gives back all but its weights, and answers as before', async () => {
  const { device } = await tinyKernels();
  const buffers = countBuffers(device);
  try {
    await withErrorScopes(async () => {
      const cohort = await cohortOf(tinyArm, [{ seed: 1 }, { seed: 2 }]);
      await cohort.inspect(true);
      await cohort.train(tinyArm.steps);
      const { model } = cohort;
      const place = { replica: 1, layer: 1, head: 0 };
      const answers = async () => ({
        loss: await model.evaluate([1, 2]),
        text: await model.generate('ab', 8, 1, 0, 3),
        look: await model.look([1, 2, 3], place),
        tensors: await model.tensors(1),
        step: cohort.step,
      });
      const before = await answers();
      const held = buffers.bytes();
      await cohort.rest();
      const weights = buffers.alive().find((b) => b.label === 'parameters')!.size;
      expect(buffers.bytes() - weights, 'a step and its metrics').toBeLessThan(2048);
      expect(cohort.bytes).toBe(weights);
      await cohort.rest();
      expect(await answers()).toEqual(before);
      expect(buffers.bytes()).toBeLessThan(held);

      const { dispatches } = await cohort.profile();
      expect(dispatches).toHaveLength(cohort.dispatches);
      await cohort.rest();
      expect(await answers(), 'also after its kernels were timed').toEqual(before);
      await cohort.destroy();
    });
    expect(buffers.alive()).toEqual([]);
  } finally {
    buffers.restore();
  }
});
