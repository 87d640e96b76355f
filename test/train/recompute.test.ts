// Activations that are recomputed change memory and time, not the training. When they are: experiment-plan.test.ts.

import { expect, test } from 'vitest';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { planCohort } from '#src/train/cohort-plan.ts';
import { Cohort } from '#src/train/cohort.ts';
import type { Member } from '#src/train/members.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { learned, sourceOf, tinyArm, tinyKernels } from './tiny.ts';

async function membersOf(config: ArmConfig): Promise<Member[]> {
  const source = await sourceOf(config);
  return [1, 2].map((seed, run) => ({ arm: 0, run, seed, config, source }));
}

test('a cohort that recomputes learns the same in less memory, and says that it does', async () => {
  const config: ArmConfig = {
    ...tinyArm,
    depth: 4,
    batch: 64,
    dropout: 0.2,
    firstLayer: true,
    valueResidual: 'learned',
  };
  await withErrorScopes(async () => {
    const members = await membersOf(config);
    const outcome = async (recompute: boolean) => {
      const kernels = await tinyKernels();
      const { limits } = kernels.device;
      const cohort = await Cohort.compile(kernels, planCohort('tiny', members, limits, kernels.tuning, { recompute }));
      const metrics = await cohort.train(4);
      const found = {
        metrics,
        states: [await learned(cohort, 0), await learned(cohort, 1)],
        loss: await cohort.model.evaluate([1]),
      };
      const { recomputes, bytes, dispatches } = cohort;
      await cohort.destroy();
      return { found, recomputes, bytes, dispatches };
    };
    const [all, again] = [await outcome(false), await outcome(true)];
    expect([all.recomputes, again.recomputes]).toEqual([false, true]);
    expect(again.found).toEqual(all.found);
    expect(again.bytes).toBeLessThan(0.8 * all.bytes);
    expect(again.dispatches).toBeGreaterThan(all.dispatches);
  });
});
