// What cannot be trained is refused in one sentence, by the check or by what a session opens first.

import { describe, expect, test } from 'vitest';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { openSession } from '#src/session/open.ts';
import { countBuffers } from '../gpu/count-buffers.ts';
import { specOf, tiny } from '../tiny.ts';
import { newHost, twoShapes } from './run.ts';

describe('what cannot be trained is refused in one sentence, before anything is allocated:', () => {
  const many = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
  test.each<[string, Partial<ExperimentSpec>, RegExp]>([
    ['no arms', { arms: [] }, /^An experiment has 1 to 12 arms, not 0\.$/],
    [
      'thirteen arms',
      { arms: many(13).map((i) => ({ name: `${i}`, config: tiny })) },
      /^An experiment has 1 to 12 arms, not 13\.$/,
    ],
    ['no seeds', { seeds: [] }, /^An experiment has 1 to 16 seeds per arm, not 0\.$/],
    ['seventeen seeds', { seeds: many(17) }, /^An experiment has 1 to 16 seeds per arm, not 17\.$/],
    ['a fractional seed', { seeds: [0.5] }, /^A seed must be a whole number from 0 to 4294967295\.$/],
    [
      'two options that exclude each other',
      { arms: specOf(1, {}, { hyperConnections: true, uNet: true }).arms },
      /^arm 1: Hyper-connections replace .+\.$/,
    ],
    ['a width that heads do not divide', { arms: specOf(1, { width: 10 }).arms }, /^arm 0: Width must be .+\.$/],
    ['a model that does not fit', { arms: specOf(1, { width: 1024, depth: 48, heads: 16 }).arms }, /^The weights need .+\.$/],
    [
      'a batch that does not fit',
      { arms: specOf(1, { width: 512, heads: 8, source: 'markov', context: 1024, batch: 512 }).arms },
      /^One layer needs .+\.$/,
    ],
    ['an unknown source', { arms: specOf(1, { source: 'nowhere' }).arms }, /^There is no data source “nowhere”: .+\.$/],
    [
      'a text that is not there',
      { arms: specOf(1, { source: 'own:gone' }).arms },
      /^This text of your own is not on this machine: .+\.$/,
    ],
    ['too little unique text', { arms: specOf(1, { uniqueText: 3 }).arms }, /^Unique text must be more than .+\.$/],
  ])('%s', async (_, change, sentence) => {
    const host = await newHost();
    const buffers = countBuffers(host.kernels.device);
    try {
      await expect(openSession(host, 'id', { ...twoShapes, ...change })).rejects.toThrow(sentence);
      expect(buffers.created()).toBe(0);
      expect(host.listener.records).toHaveLength(0);
      expect(host.saved).toHaveLength(0);
    } finally {
      buffers.restore();
    }
  });
});
