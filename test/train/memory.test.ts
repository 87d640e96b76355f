// A long run neither makes GPU buffers nor gathers garbage: what it needs is there after the first steps.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { Kernels } from '#src/gpu/kernel.ts';
import { countBuffers } from '../gpu/count-buffers.ts';
import { gpuDevice, withErrorScopes } from '../gpu/device.ts';
import { usual } from '../gpu/usual.ts';
import { cohortOf, tinyArm } from './tiny.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes alive in JavaScript, array buffers included. */
function heap(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

test('a thousand steps with looks hold the number of buffers and the heap', async () => {
  const device = await gpuDevice();
  const buffers = countBuffers(device);
  try {
    await withErrorScopes(async () => {
      const arm = { ...tinyArm, width: 16, depth: 1, steps: 1000, warmup: 10, learningRate: 3e-3 };
      const cohort = await cohortOf(arm, [{ seed: 1 }], undefined, new Kernels(device, usual));
      const until = async (step: number): Promise<void> => {
        while (cohort.step < step) {
          await cohort.train(50);
          await cohort.train(50);
          await cohort.model.evaluate([1]);
          await cohort.model.generate('ab', 4, 1, 0, cohort.step);
        }
        await device.queue.onSubmittedWorkDone();
      };
      await until(200);
      const [alive, used] = [buffers.alive().length, heap()];
      await until(1000);
      expect(buffers.alive()).toHaveLength(alive);
      expect(heap() - used).toBeLessThan(1 << 20);
      await cohort.destroy();
    });
    expect(buffers.alive(), 'destroyed with the cohort').toEqual([]);
  } finally {
    buffers.restore();
  }
});
