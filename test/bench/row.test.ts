// Contenders take turns, are checked against Plateau's losses, and fail alone. No library is needed: these ones are made up.

import { expect, test } from 'vitest';
import type { Contender } from '../../bench/contenders/contender.ts';
import { measureRow } from '../../bench/row.ts';
import { table } from '../../bench/table.ts';
import { workloads } from '../../bench/workloads.ts';

const tiny = workloads[0]!;
const adapter = { adapter: 'an adapter', limits: { fmaGflops: 10, copyGBs: 10, dispatchMicroseconds: 10 } };
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
