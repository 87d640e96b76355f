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
