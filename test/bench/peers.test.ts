// Contenders take turns, are checked against Plateau's losses, and fail alone. No library is needed: these ones are made up.

import { expect, test, vi } from 'vitest';
import { counted } from '../../bench/counted.ts';
import type { Contender } from '../../bench/contenders/contender.ts';
import { peer, type Loss } from '../../bench/contenders/peer.ts';
import { recipeFor } from '../../bench/contenders/recipe.ts';
import { comparedWith, figuresOf, type Measured } from '../../bench/figures.ts';
import { dispatchProbe } from '../../bench/limits/dispatch.ts';
import { measureRow } from '../../bench/row.ts';
import { table } from '../../bench/table.ts';
import { workloads } from '../../bench/workloads.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import { gpuDevice } from '../gpu/device.ts';

const tiny = workloads[0]!;
const limits = { fmaGflops: 10, copyGBs: 10, dispatchMicroseconds: 10 };
const adapter = { adapter: 'an adapter', limits };
const terms = { repeats: 5, fewest: 5, limitMilliseconds: Infinity };

/** Its loss is a function of the number of steps done. */
function contender(name: string, loss: (step: number) => number, closed: string[] = []): Contender {
  return {
    name,
    async open() {
      let steps = 0;
      const train = async (count: number): Promise<number> => loss((steps += count));
      return {
        adapter: 'an adapter',
        build: async () => ({ dispatchesPerStep: 50, dispatchesPerLayer: null, trafficPerStep: null, train }),
        peakBytes: () => null,
        close: async () => void closed.push(name),
      };
    },
  };
}

test('what cannot be measured is null, with the reason', async () => {
  const closed: string[] = [];
  const failing = contender('plateau', (step) => (step < 5 ? 1 : NaN), closed);
  const { plateau } = await measureRow({} as GPU, tiny, 1, adapter, { ...terms, repeats: 9 }, [failing]);
  expect(plateau).toMatchObject({ msPerStep: null, spread: null, repeats: 0, tokensPerSecond: null, fmaShare: null });
  expect(plateau).toMatchObject({ dispatchesPerStep: 50, peakBytes: null, reason: 'The loss was NaN.' });
  expect(closed).toEqual(['plateau']);
});

test('a peer that breaks or trains another model is out, and the others go on', async () => {
  const closed: string[] = [];
  const right = (step: number): number => 4 - step / 100;
  const broken: Contender = { name: 'broken', open: () => Promise.reject(new Error('There is no such library.')) };
  const contenders = [
    contender('plateau', right, closed),
    contender('same', (step) => right(step) + 1e-4, closed),
    contender('other', (step) => right(step) + (step > 9 ? 0.02 : 0), closed),
    broken,
  ];
  const { plateau, peers } = await measureRow({} as GPU, tiny, 1, adapter, terms, contenders);
  expect(plateau.repeats).toBe(5);
  expect(plateau.losses).toHaveLength(10);
  expect(plateau.losses![9]).toBe(3.9);
  expect(Object.keys(peers!)).toEqual(['same', 'other', 'broken']);
  expect(peers!.same).toMatchObject({ repeats: 5, lossGap: 1e-4 });
  expect(peers!.same).not.toHaveProperty('reason');
  expect(peers!.same!.timesPlateau).toBeCloseTo(peers!.same!.msPerStep! / plateau.msPerStep!, 2);
  expect(peers!.other).toMatchObject({ msPerStep: null, timesPlateau: null, lossGap: 0.02 });
  expect(peers!.other!.reason).toBe('Its losses differ from Plateau’s by up to 0.02: it trains another model.');
  expect(peers!.broken).toMatchObject({ msPerStep: null, lossGap: null, reason: 'There is no such library.' });
  expect(closed).toEqual(['plateau', 'same', 'other']);

  const row = { ...tiny, replicas: 1, plateau, peers: peers! };
  const text = table({ ...adapter, software: true, where: 'here', date: '', workloads: [row], notes: ['A note.'] });
  expect(text).toContain('× Plateau');
  expect(text).toMatch(/^tiny +1 +same /m);
  expect(text).toContain('tiny, R = 1, broken: There is no such library.');
  expect(text).toContain('A note.');
});

test('a peer is as many times slower as its step takes longer', () => {
  const measured = (times: readonly number[]): Measured => ({
    times,
    stepsPerRepeat: 1,
    firstLossSeconds: 1,
    peakBytes: 100,
    losses: [4, 3.9],
  });
  const ours = figuresOf(measured([11, 9, 10]), tiny, 1, limits);
  expect(ours).toMatchObject({ msPerStep: 10, spread: { min: 9, max: 11 }, losses: [4, 3.9] });
  const theirs = comparedWith(ours, { ...measured([30, 20]), losses: [4.001] }, tiny, limits);
  expect(theirs).toMatchObject({ msPerStep: 25, timesPlateau: 2.5, lossGap: 0.001 });
  expect(comparedWith(ours, { ...measured([30]), losses: [] }, tiny, null)).toMatchObject({
    timesPlateau: 3,
    lossGap: null,
    fmaShare: null,
  });
});

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
  const training = await opened.build(tiny, 1);
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
  await expect(opened.build(tiny, 8)).rejects.toThrow('Peers train one replica.');
  await opened.close();
});

test('dispatches and the bytes they bind are counted', { timeout: 30_000 }, async () => {
  const device = await gpuDevice();
  const work = async (): Promise<void> => {
    const probe = await dispatchProbe(new Kernels(device));
    probe.submit(1);
    await device.queue.onSubmittedWorkDone();
    for (const buffer of probe.buffers) buffer.destroy();
  };
  const counts = await counted(device, work);
  expect(counts).toEqual({ dispatches: 256, bytes: 256 * 2 * 256 });
  await work();
  expect(counts.dispatches).toBe(256);
});

test('peers start from the weights and batches of the first replica', () => {
  const recipe = recipeFor(tiny);
  expect(recipe.weights.map(({ name }) => name)).toContain('block1.qkv');
  expect(recipe.weights.filter(({ decays }) => !decays).map(({ name }) => name)).toEqual(['embed.token', 'head']);
  const { tokens, targets } = recipe.batch(0);
  expect(tokens).toHaveLength(4 * 32);
  expect([...tokens.slice(1, 32)]).toEqual([...targets.slice(0, 31)]);
  expect(recipe.batch(1).tokens).not.toEqual(tokens);
  expect(recipe.rates(1)[0]! / recipe.rates(0)[0]!).toBeCloseTo(2, 4); // the warm-up
  expect(recipe.rates(0)[1]).toBeCloseTo(10, 4); // 1 / (1 − 0.9)
});
