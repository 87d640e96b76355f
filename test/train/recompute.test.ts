// When activations are recomputed: where they do not fit otherwise, or if asked. It changes memory and time, not the training.

import { describe, expect, test } from 'vitest';
import { modelConfig, type ArmConfig } from '#src/experiment/settings.ts';
import { planBytes, type Limits } from '#src/graph/memory.ts';
import { trainingGraph } from '#src/model/model.ts';
import { planCohort, type CohortPlan } from '#src/train/cohort-plan.ts';
import { Cohort } from '#src/train/cohort.ts';
import type { Member } from '#src/train/members.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { usual } from '../gpu/usual.ts';
import { learned, sourceOf, tinyArm, tinyKernels } from './tiny.ts';

async function membersOf(config: ArmConfig): Promise<Member[]> {
  const source = await sourceOf(config);
  return [1, 2].map((seed, run) => ({ arm: 0, run, seed, config, source }));
}

describe('a plan', () => {
  const limits: Limits = { maxStorageBufferBindingSize: 2 ** 30, maxBufferSize: 2 ** 30 };
  const large: ArmConfig = { ...tinyArm, width: 128, context: 256, batch: 32, depth: 16 };
  const planned = (members: readonly Member[]): CohortPlan => planCohort('tiny', members, limits, usual);
  const bytes = ({ config, source }: Member, recompute: boolean): number =>
    planBytes(trainingGraph(modelConfig(config, source.vocab), config.batch, config, { recompute, tuning: usual }), 2, limits);

  test('keeps all activations if they fit', async () => {
    const members = await membersOf({ ...large, depth: 4 });
    expect(planned(members).bytes).toBe(bytes(members[0]!, false));
    expect(bytes(members[0]!, true)).toBeLessThan(bytes(members[0]!, false));
  });

  test('recomputes them if they do not, and that does', async () => {
    const members = await membersOf({ ...large, depth: 48 });
    expect(() => bytes(members[0]!, false)).toThrow('a page may use 4096 MB');
    expect(planned(members).bytes).toBe(bytes(members[0]!, true));
  });

  test('is refused if neither fits, with what the smaller one needs', async () => {
    const members = await membersOf({ ...large, depth: 48, batch: 256 });
    const sentence = (run: () => number): string => {
      try {
        return `${run()} bytes fit`;
      } catch (error) {
        return (error as Error).message;
      }
    };
    const refused = sentence(() => planned(members).bytes);
    expect(refused).toMatch(/^This arm needs \d+ MB of GPU memory, and a page may use 4096 MB: /);
    expect(refused).toBe(sentence(() => bytes(members[0]!, true)));
    expect(refused).not.toBe(sentence(() => bytes(members[0]!, false)));
  });
});

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
      const cohort = await Cohort.compile(kernels, planCohort('tiny', members, limits, kernels.tuning, recompute));
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
