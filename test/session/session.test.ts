// What a session answers, and that it gives back what it took.

import { expect, test } from 'vitest';
import { openSession } from '#src/session/open.ts';
import { countBuffers } from '../gpu/count-buffers.ts';
import { gpuDevice, withErrorScopes } from '../gpu/device.ts';
import { newHost, run, twoShapes } from './run.ts';

test('text and weights come from the arm and run that were asked for', async () => {
  const host = await newHost();
  await withErrorScopes(async () => {
    const session = await openSession(host, 'id', twoShapes);
    await session.run();
    const ask = async (arm: number, prompt = 'ab') =>
      (await session.generate({ arm, prompt, length: 12, temperature: 0, topK: 0 }, 1)).text;
    const [a, b] = await Promise.all([ask(0), ask(0)]);
    expect(a).toBe(b);
    expect(a).toHaveLength(12);
    await expect(ask(7)).rejects.toThrow('This arm is not part of the session.');
    const table = async (arm: number, run: number) => (await session.tensors(arm, run))!.find((t) => t.name === 'embed.token')!;
    expect((await table(0, 0)).shape).toEqual([12, 8]);
    expect((await table(1, 1)).shape).toEqual([12, 12]);
    expect((await table(0, 0)).data).not.toEqual((await table(0, 1)).data);
    expect(await session.tensors(0, 2)).toBeUndefined();
    await session.destroy();
  });
});

test('what has ended holds its weights alone', async () => {
  const host = await newHost();
  const buffers = countBuffers(await gpuDevice());
  try {
    await withErrorScopes(async () => {
      const session = await openSession(host, 'id', twoShapes);
      const held = buffers.bytes();
      await session.run();
      const weights = buffers.alive().filter((b) => b.label === 'parameters');
      expect(weights).toHaveLength(2);
      const bytes = weights.reduce((sum, { size }) => sum + size, 0);
      expect(host.listener.allProgress.at(-1)!.bytes, 'and says so').toBe(bytes);
      expect(buffers.bytes()).toBeLessThan(held / 2);
      expect(buffers.alive().filter((b) => b.label.includes('moments') || b.label === 'gradients')).toEqual([]);
      expect((await session.profile(1)).kernels.length).toBeGreaterThan(5);
      expect((await session.look({ arm: 0, text: 'abc', layer: 0, head: 0 })).step).toBe(24);
      await session.destroy();
    });
    expect(buffers.alive()).toEqual([]);
  } finally {
    buffers.restore();
  }
});

test('an experiment that does not fit is refused before anything is made on the GPU', async () => {
  const host = { ...(await newHost()), memory: 2 ** 16 };
  const buffers = countBuffers(await gpuDevice());
  try {
    await expect(openSession(host, 'id', twoShapes)).rejects.toThrow(/^These 2 arms need \d MB of GPU memory together, and /);
    expect(buffers.created()).toBe(0);
    expect(host.listener.records, 'nor has it begun').toEqual([]);
  } finally {
    buffers.restore();
  }
});

test('a session gives back every buffer', async () => {
  const device = await gpuDevice();
  const buffers = countBuffers(device);
  try {
    const { record } = await run(twoShapes);
    expect(record.status).toBe('finished');
    expect(buffers.created()).toBeGreaterThan(20);
    expect(buffers.alive()).toEqual([]);
  } finally {
    buffers.restore();
  }
});
