// One packed step: the windows of all replicas, and their positions sorted by token.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Batches, type BatchArrays, type BatchShape } from '#src/data/batches.ts';
import { openSource, unscored, type Source } from '#src/data/source.ts';
import { baseArm } from '#src/experiment/settings.ts';

const load = (): Promise<string> => Promise.reject(new Error('not needed'));
const open = (source: string, uniqueText = 0): Promise<Source> =>
  openSource({ ...baseArm, source, uniqueText, context: 24 }, load);

const markov = await open('markov');
const little = await open('markov', 500);
const sorting = await open('sort');

function filled(sources: readonly Source[], seeds: readonly number[], step: number, batch = 5) {
  const batches = new Batches(sources, seeds, batch, 24, sources[0]!.vocab);
  const { packed, views } = emptyStep(batches.shape);
  batches.fill(step, views);
  return { ...views, packed, rows: batch * 24, vocab: sources[0]!.vocab };
}

/** The arrays of one step as views into one poisoned buffer without gaps, so that a write outside hits a neighbour. */
function emptyStep({ replicas, batch, context, vocab }: BatchShape): { packed: Uint32Array; views: BatchArrays } {
  const rows = replicas * batch * context;
  const lengths = { tokens: rows, targets: rows, order: rows, starts: replicas * (vocab + 1), scored: replicas };
  const packed = new Uint32Array(Object.values(lengths).reduce((a, b) => a + b)).fill(0xabababab);
  let at = 0;
  const take = (length: number): Uint32Array => packed.subarray(at, (at += length));
  const views = Object.fromEntries(Object.entries(lengths).map(([name, length]) => [name, take(length)]));
  return { packed, views: views as unknown as BatchArrays };
}

describe('a batch', () => {
  test('holds the windows of each replica', () => {
    const { tokens, targets, rows, scored } = filled([markov, little], [4, 9], 3);
    for (const [r, source, seed] of [
      [0, markov, 4],
      [1, little, 9],
    ] as const)
      for (let row = 0; row < 5; row++) {
        const expected = [new Uint32Array(24), new Uint32Array(24)] as const;
        source.training(seed, 3, row, ...expected, 0);
        const at = r * rows + row * 24;
        expect(tokens.subarray(at, at + 24)).toEqual(expected[0]);
        expect(targets.subarray(at, at + 24)).toEqual(expected[1]);
      }
    expect([...scored]).toEqual([5 * 23, 5 * 23]);
  });

  test('counts what is scored, sorts positions by token, and says where each token starts', () => {
    const sources = fc.constantFrom([markov, little], [sorting], [markov, markov, markov]);
    fc.assert(
      fc.property(sources, fc.nat(1_000_000), fc.integer({ min: 1, max: 20 }), (chosen, step, batch) => {
        const seeds = chosen.map((_, r) => r + 1);
        const { tokens, targets, order, starts, scored, rows, vocab } = filled(chosen, seeds, step, batch);
        chosen.forEach((_, r) => {
          const part = (array: Uint32Array): number[] => [...array.subarray(r * rows, (r + 1) * rows)];
          const positions = part(order);
          expect(scored[r]).toBe(part(targets).filter((target) => target !== unscored).length);
          expect(positions.toSorted((a, b) => a - b)).toEqual(positions.map((_, i) => i)); // a permutation
          const offsets = starts.subarray(r * (vocab + 1), (r + 1) * (vocab + 1));
          expect([offsets[0], offsets[vocab]]).toEqual([0, rows]);
          for (let v = 0; v < vocab; v++) {
            const run = positions.slice(offsets[v], offsets[v + 1]);
            expect(run).toEqual(part(tokens).flatMap((token, i) => (token === v ? [i] : [])));
          }
        });
      }),
      { numRuns: 40 },
    );
  });

  test('is the same whenever the same step is asked for, and whatever else is in the arm', () => {
    expect(filled([markov, little], [4, 9], 3).packed).toEqual(filled([markov, little], [4, 9], 3).packed);
    const alone = filled([little], [9], 3);
    const { tokens, rows } = filled([markov, little], [4, 9], 3);
    expect(tokens.subarray(rows)).toEqual(alone.tokens);
    expect(filled([markov], [4], 4).tokens).not.toEqual(filled([markov], [4], 3).tokens);
  });

  test('fills every word', () => {
    expect(filled([markov, little], [1, 2], 0).packed.includes(0xabababab)).toBe(false);
  });

  test('refuses replicas that do not fit together', () => {
    expect(() => new Batches([markov, sorting], [1, 2], 4, 24, 12)).not.toThrow(); // both have 12 symbols
    expect(() => new Batches([markov], [1], 4, 32, 12)).toThrow('windows of 32');
    expect(() => new Batches([markov], [1], 4, 24, 13)).toThrow('13 symbols');
    expect(() => new Batches([markov], [1, 2], 4, 24, 12)).toThrow('one source and one seed');
  });
});
