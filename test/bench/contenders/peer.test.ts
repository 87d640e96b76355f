// What all libraries have in common: their steps are kept in flight, and nothing of theirs is left behind.

import { expect, test, vi } from 'vitest';
import { peer, type Loss } from '../../../bench/contenders/peer.ts';
import { workloads } from '../../../bench/workloads.ts';
import { gpuDevice } from '../../gpu/device.ts';

test('a library is driven the fastest way, and every loss it hands out is taken back', async () => {
  await gpuDevice();
  const gpuAdapter = await navigator.gpu.requestAdapter();
  const device = await gpuAdapter!.requestDevice();
  let [issued, taken, flying, most] = [0, 0, 0, 0];
  // A step takes four milliseconds from issue to loss, and steps do not wait for each other.
  const step = (index: number): Loss => {
    issued++;
    most = Math.max(most, ++flying);
    const ready = new Promise((resolve) => setTimeout(resolve, 4));
    const gone = (): void => void (taken++, flying--);
    const read = async (): Promise<number> => (await ready, gone(), 4 - index / 1000);
    return { submit: () => {}, read, drop: gone };
  };
  const opened = await peer('made up', async () => ({ device, build: () => step })).open(navigator.gpu);
  const training = await opened.build(workloads[0]!, 1);
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  try {
    const inTime = async <T>(work: Promise<T>): Promise<T> => (await vi.advanceTimersByTimeAsync(10_000), work);
    expect(await inTime(training.train(3))).toBe(3.998);
    expect(most).toBe(1);
    await inTime(training.settle!());
    expect(training.how).toBe('up to 16 steps in flight');
    expect(training.dispatchesPerStep).toBe(0);
    await inTime(training.train(40));
    expect(most).toBe(16);
    expect(taken).toBe(issued);
  } finally {
    vi.useRealTimers();
  }
  await expect(opened.build(workloads[0]!, 8)).rejects.toThrow('Peers train one replica.');
  await opened.close();
});
