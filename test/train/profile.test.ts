// Profiling a step on a device: every dispatch gets its time, by either method, and training does not notice.

import { describe, expect, test } from 'vitest';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import { kernelName } from '#src/graph/profile.ts';
import { trainingGraph } from '#src/model/model.ts';
import type { Cohort } from '#src/train/cohort.ts';
import { countBuffers } from '../gpu/count-buffers.ts';
import { featuredDevice, gpuDevice, withErrorScopes } from '../gpu/device.ts';
import { usual } from '../gpu/usual.ts';
import { cohortOf, learned, tinyArm } from './tiny.ts';

const arm: ArmConfig = { ...tinyArm, depth: 1, dropout: 0.2, layerScale: true };
const both = [{ seed: 1 }, { seed: 2 }];
const devices = { timestamps: featuredDevice, repetition: gpuDevice };
const kernels = new Map<string, Kernels>();
async function kernelsOf(method: keyof typeof devices): Promise<Kernels> {
  const device = await devices[method]();
  const found = kernels.get(method) ?? new Kernels(device, usual);
  kernels.set(method, found);
  return found;
}

async function withCohort<T>(method: keyof typeof devices, work: (cohort: Cohort) => Promise<T>): Promise<T> {
  const cohort = await cohortOf(arm, both, '', await kernelsOf(method));
  try {
    return await withErrorScopes(() => work(cohort));
  } finally {
    await cohort.destroy();
  }
}

describe.each(['timestamps', 'repetition'] as const)('by %s', (method) => {
  test('every dispatch of the step has a time, and so has the step', async ({ skip }) => {
    const { device } = await kernelsOf(method);
    skip(method === 'timestamps' && !device.features.has('timestamp-query'), 'this adapter has no timestamps');
    const { profile, model } = await withCohort(method, async (cohort) => {
      return { profile: await cohort.profile(), model: cohort.model.config };
    });
    const { dispatches } = profile;
    expect(profile.method).toBe(method);
    expect(dispatches.map((d) => d.kernel)).toEqual(trainingGraph(model, arm.batch, arm).dispatches.map(kernelName));
    expect(dispatches.every((d) => Number.isFinite(d.milliseconds) && d.milliseconds >= 0)).toBe(true);
    expect(dispatches.reduce((sum, d) => sum + d.milliseconds, 0)).toBeGreaterThan(0);
    expect(profile.whole).toBeGreaterThan(0);
    expect(profile.resolution).toBeGreaterThan(0);
  });

  test('what is learned before and after is the same, bit for bit', async () => {
    const quiet = await withCohort(method, async (cohort) => {
      const metrics = await cohort.train(5);
      return { metrics, learned: [await learned(cohort, 0), await learned(cohort, 1)] };
    });
    const profiled = await withCohort(method, async (cohort) => {
      const first = await cohort.train(3);
      const before = await cohort.snapshot();
      await cohort.profile();
      expect(await cohort.snapshot()).toEqual(before);
      expect(cohort.step).toBe(3);
      const metrics = [...first, ...(await cohort.train(2))];
      return { metrics, learned: [await learned(cohort, 0), await learned(cohort, 1)] };
    });
    expect(profiled).toEqual(quiet);
  });
});

test('a finished run can be profiled, and every buffer is given back', async () => {
  const { device } = await kernelsOf('timestamps');
  await withCohort('timestamps', async (cohort) => {
    await cohort.train(100);
    expect(cohort.step).toBe(cohort.steps);
    const after = await cohort.snapshot();
    const buffers = countBuffers(device);
    try {
      await cohort.profile();
      expect(buffers.created()).toBeGreaterThan(4);
      expect(buffers.alive()).toEqual([]);
    } finally {
      buffers.restore();
    }
    expect(await cohort.snapshot()).toEqual(after);
  });
});

test('a replica that has diverged stays so, and the others live on', async () => {
  await withCohort('timestamps', async (cohort) => {
    await cohort.train(1);
    const good = await cohort.snapshot();
    const parameters = good.parameters.slice();
    parameters.fill(NaN, 0, 12 * arm.width); // the embedding of the first replica
    cohort.restore({ ...good, parameters }, 1);
    expect((await cohort.train(1))[0]!.diverged).toEqual([true, false]);
    await cohort.profile();
    expect((await cohort.train(1))[0]!.diverged).toEqual([true, false]);
  });
});

test('without room for copies of the weights it says so, and nothing is lost', async () => {
  const { device } = await kernelsOf('timestamps');
  const { popErrorScope } = device;
  await withCohort('timestamps', async (cohort) => {
    await cohort.train(1);
    const before = await cohort.snapshot();
    device.popErrorScope = () => popErrorScope.call(device).then(() => new GPUOutOfMemoryError(''));
    try {
      await expect(cohort.profile()).rejects.toThrow(/^The GPU has not enough memory left .+\.$/);
    } finally {
      device.popErrorScope = popErrorScope;
    }
    expect(await cohort.snapshot()).toEqual(before);
  });
});
