// The memory of an experiment is the sum of what its cohorts need at once: planned, made to fit by recomputing, or refused in words.

import { describe, expect, test } from 'vitest';
import type { ArmConfig } from '#src/experiment/settings.ts';
import type { Limits } from '#src/graph/memory.ts';
import { Cohort } from '#src/train/cohort.ts';
import { bytesOf, planExperiment } from '#src/train/experiment-plan.ts';
import type { Member } from '#src/train/members.ts';
import { countBuffers } from '../gpu/count-buffers.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { usual } from '../gpu/usual.ts';
import { sourceOf, tinyArm, tinyKernels } from './tiny.ts';

const limits: Limits = { maxStorageBufferBindingSize: 2 ** 30, maxBufferSize: 2 ** 30 };
const large: ArmConfig = { ...tinyArm, width: 128, context: 256, batch: 32, depth: 16 };

/** One cohort per arm. */
async function cohortsOf(seeds: number, ...configs: ArmConfig[]): Promise<Map<string, Member[]>> {
  const of = async (config: ArmConfig, arm: number): Promise<[string, Member[]]> => {
    const source = await sourceOf(config);
    return [`${arm}`, Array.from({ length: seeds }, (_, run) => ({ arm, run, seed: run, config, source }))];
  };
  return new Map(await Promise.all(configs.map(of)));
}

interface Planned {
  readonly recomputes: boolean[];
  readonly bytes: number;
}

function planned(cohorts: ReadonlyMap<string, Member[]>, memory?: number, recompute = false): Planned {
  const plans = planExperiment(cohorts, { limits, tuning: usual, ...(memory && { memory }) }, recompute);
  return { recomputes: plans.map((p) => p.graph.recomputes), bytes: bytesOf(plans) };
}

describe('activations', () => {
  test('are kept if everything fits', async () => {
    const cohorts = await cohortsOf(2, { ...large, depth: 4 });
    expect(planned(cohorts).recomputes).toEqual([false]);
    expect(planned(cohorts, undefined, true).bytes).toBeLessThan(planned(cohorts).bytes);
  });

  test('are recomputed where that saves most, in as few arms as possible', async () => {
    const cohorts = await cohortsOf(1, tinyArm, large, { ...large, depth: 8 });
    const all = planned(cohorts, 2 ** 40).bytes;
    const least = planned(cohorts, 2 ** 40, true).bytes;
    expect(planned(cohorts, all).recomputes).toEqual([false, false, false]);
    expect(planned(cohorts, all - 1).recomputes).toEqual([false, true, false]);
    const two = planned(cohorts, planned(cohorts, all - 1).bytes - 1);
    expect(two.recomputes).toEqual([false, true, true]);
    expect(two.bytes - least).toBeLessThan(2 ** 20);
  });
});

describe('what does not fit together is refused, with what would:', () => {
  const sentenceOf = (plan: () => unknown): string => {
    try {
      return `${JSON.stringify(plan())} fits`;
    } catch (error) {
      return (error as Error).message;
    }
  };

  test('one arm', async () => {
    const cohorts = await cohortsOf(2, { ...large, depth: 48, batch: 256 });
    const sentence = sentenceOf(() => planned(cohorts));
    expect(sentence).toMatch(/^This arm needs \d+ MB of GPU memory, and a page may use 4096 MB: lower [^.]+\.$/);
    expect(Number(/\d+/.exec(sentence)![0]), 'even recomputed').toBe(Math.ceil(planned(cohorts, 2 ** 40, true).bytes / 2 ** 20));
  });

  test('six arms of which each fits alone', async () => {
    const widths = [512, 528, 544, 560, 576, 592];
    const six = widths.map((width) => ({ ...large, width, heads: 8, batch: 28, depth: 12 }));
    for (const config of six) expect(planned(await cohortsOf(1, config)).recomputes).toEqual([false]);
    const cohorts = await cohortsOf(1, ...six);
    expect(sentenceOf(() => planned(cohorts))).toMatch(
      /^These 6 arms need \d+ MB of GPU memory together, and a page may use 4096 MB: train [^.]+\.$/,
    );
  });

  test.each([
    ['as many as two arms', 3, 1, (bytes) => bytes(2, 1), 'train only the first 2, or lower the batch, the depth or the width.'],
    ['as many as one seed', 3, 4, (bytes) => bytes(3, 1), 'train 1 seed of each, or lower the batch, the depth or the width.'],
    [
      'either',
      2,
      4,
      (bytes) => Math.max(bytes(1, 4), bytes(2, 2)),
      'train the first arm alone, or train 2 seeds of each, or lower the batch, the depth or the width.',
    ],
    ['nothing', 2, 2, (bytes) => bytes(1, 1) - 1, 'lower the batch, the depth or the width.'],
  ] as [string, number, number, (bytes: (arms: number, seeds: number) => number) => number, string][])(
    '%s',
    async (_, arms, seeds, room, ways) => {
      const all = await cohortsOf(seeds, ...[68, 64, 60].slice(0, arms).map((width) => ({ ...large, width, heads: 1 })));
      const bytes = (arms: number, seeds: number): number => {
        const some = [...all].slice(0, arms).map(([key, members]): [string, Member[]] => [key, members.slice(0, seeds)]);
        return planned(new Map(some), 2 ** 40, true).bytes;
      };
      const sentence = sentenceOf(() => planned(all, room(bytes)));
      expect(sentence).toMatch(/^These \d arms need \d+ MB of GPU memory together, and a page may use \d+ MB: /);
      expect(sentence.split('MB: ')[1]).toBe(ways);
      expect(sentence.length).toBeLessThanOrEqual(300);
    },
  );

  test('arms that share a plan', async () => {
    const [member] = (await cohortsOf(1, large)).get('0')!;
    const cohorts = new Map([['shared', [0, 1, 2, 3].map((arm) => ({ ...member!, arm }))]]);
    const two = planned(new Map([['shared', cohorts.get('shared')!.slice(0, 2)]]), 2 ** 40, true).bytes;
    expect(sentenceOf(() => planned(cohorts, two))).toMatch(/^These 4 arms .+: train only the first 2, or lower /);
  });
});

test.each<[string, Partial<ArmConfig>, boolean]>([
  ['a plain arm', {}, false],
  ['one with every kind of table', { qkNorm: true, firstLayer: true, valueResidual: 'learned', width: 20, heads: 1 }, false],
  ['one that recomputes', { depth: 4, batch: 64 }, true],
])('%s takes what was planned, when everything has been asked of it', async (_, change, recompute) => {
  const kernels = await tinyKernels();
  const cohorts = await cohortsOf(2, { ...tinyArm, ...change });
  const ground = { limits: kernels.device.limits, tuning: kernels.tuning };
  const plans = planExperiment(cohorts, ground, recompute);
  const buffers = countBuffers(kernels.device);
  try {
    await withErrorScopes(async () => {
      const cohort = await Cohort.compile(kernels, plans[0]!);
      await cohort.inspect(true);
      await cohort.train(2);
      await cohort.capture();
      await cohort.model.evaluate([1]);
      await cohort.model.generate('a', 2, 1, 0, 0);
      await cohort.model.look([1, 2], { replica: 0, layer: 0, head: 0 });
      const taken = buffers.bytes();
      const held = bytesOf(plans) - plans[0]!.checkpointBytesWith(2);
      expect(taken).toBeLessThanOrEqual(held);
      const allowance = 256 * [plans[0]!.graph, plans[0]!.evaluation].reduce((sum, g) => sum + 2 * g.dispatches.length, 500);
      expect(held - taken, 'a slot for the shape of every dispatch, at most').toBeLessThan(allowance);
      await cohort.destroy();
    });
    expect(buffers.alive()).toEqual([]);
  } finally {
    buffers.restore();
  }
});
