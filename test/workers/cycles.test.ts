// What is started and reset again and again gives back every buffer: of the session, of what was tuned, timed, captured or looked at.

import { beforeEach, describe, expect, test } from 'vitest';
import type { Training } from '#workers/training.ts';
import { memoryStorage, setStorage } from '#src/storage/storage.ts';
import { gpuDevice } from '../gpu/device.ts';
import { countBuffers } from '../gpu/count-buffers.ts';
import { heard } from '../session/listener.ts';
import { adapterGpu, taskSpec, trainingWith } from './environment.ts';

beforeEach(() => setStorage(memoryStorage()));

/** How often is enough for a test; the figures of 200 stand in docs/decisions/0017-memory-adds-up.md. */
const cycles = Number(process.env['PLATEAU_CYCLES'] ?? 10);

const ways: readonly (readonly [string, (training: Training) => Promise<void>])[] = [
  [
    'stopped after its first steps',
    async (training) => {
      const listener = heard();
      const stepping = new Promise<void>((resolve) => (listener.onProgress = () => resolve()));
      const ended = training.start(taskSpec({ steps: 2000 }), listener);
      await Promise.race([stepping, ended]);
      await training.stop();
      await ended;
    },
  ],
  [
    'stopped while it is prepared',
    async (training) => {
      const listener = heard();
      const preparing = listener.next('preparing');
      const ended = training.start(taskSpec({}), listener);
      await preparing;
      await training.stop();
      await ended.catch(() => undefined);
    },
  ],
  [
    'trained to its end, looked into on the way',
    async (training) => {
      await training.inspect(3);
      await training.start(taskSpec({}), heard());
      await training.inspect(0);
    },
  ],
];

describe('as many GPU buffers are alive after many sessions as after few', () => {
  test.each(ways)('each %s', async (_, way) => {
    const device = await gpuDevice();
    const counted = countBuffers(device);
    const training = trainingWith({ gpu: adapterGpu(async () => device) });
    const alive: number[] = [];
    const bytes: number[] = [];
    for (let i = 0; i < cycles; i++) {
      await way(training);
      await training.ended();
      alive.push(counted.alive().length);
      bytes.push(counted.bytes());
    }
    const made = counted.created();
    counted.restore();
    if (cycles > 10)
      console.info(`${cycles} cycles, ${made} made, alive: ${[...new Set(alive)].join()}; bytes: ${[...new Set(bytes)].join()}`);
    // The session that has ended last answers for its models until the next one begins.
    expect(new Set(alive.slice(1)).size, alive.join()).toBe(1);
    expect(new Set(bytes.slice(1)).size, bytes.join()).toBe(1);
  });
});
