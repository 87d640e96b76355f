// The held-out tenth, the unique blocks and the noise.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blockLength,
  splitText,
  spoiltLength,
  trainingText,
  uniqueBlocks,
  withDuplicates,
  withNoise,
  withShuffledBlocks,
} from '#src/data/split.ts';
import { baseArm } from '#src/experiment/settings.ts';

/** Every token is its own position, so that a subset shows where it came from. */
const places = (length: number): Uint16Array => Uint16Array.from({ length }, (_, i) => i);

describe('split', () => {
  test('cuts between characters, after nine tenths of them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const { training, validation } = splitText(text);
        expect(training + validation).toBe(text);
        expect([...training].length).toBe(Math.floor(([...text].length * 9) / 10));
        expect([...training, ...validation]).toEqual([...text]);
      }),
    );
  });

  test('gives the sizes published for a text of 1,115,394 characters', () => {
    const { training, validation } = splitText('x'.repeat(1_115_394));
    expect([training.length, validation.length]).toEqual([1_003_854, 111_540]);
  });
});

describe('unique text', () => {
  test('has the amount asked for, and a larger amount contains a smaller one', () => {
    const amounts = fc.tuple(fc.integer({ min: 20, max: 60_000 }), fc.nat(), fc.nat());
    fc.assert(
      fc.property(amounts, ([length, a, b]) => {
        const all = places(length);
        const [less, more] = [1 + (a % length), 1 + (b % length)].sort((x, y) => x - y) as [number, number];
        const small = uniqueBlocks(all, less);
        const large = uniqueBlocks(all, more);
        expect([small.length, large.length]).toEqual([less, more]);
        const contained = new Set(large);
        expect(contained.size).toBe(more); // no place twice
        expect(small.every((place) => contained.has(place))).toBe(true);
        expect(small.every((place, i) => i === 0 || small[i - 1]! < place)).toBe(true); // in the original order
      }),
    );
  });

  test('comes from all over the text', () => {
    const subset = uniqueBlocks(places(60_000), 12_000);
    for (let part = 0; part < 3; part++) expect(subset.some((place) => Math.floor(place / 20_000) === part)).toBe(true);
    expect(subset).not.toEqual(places(12_000));
  });

  test('of a short text comes in smaller blocks', () => {
    expect([blockLength(1_000_000), blockLength(9600), blockLength(10)]).toEqual([2048, 300, 1]);
    const runs = uniqueBlocks(places(9600), 4800).filter((place, i, all) => i > 0 && place !== all[i - 1]! + 1);
    expect(runs.length).toBeGreaterThan(1);
  });

  test('is everything when more is asked for than there is', () => {
    const all = places(100);
    expect(uniqueBlocks(all, 100)).toBe(all);
    expect(uniqueBlocks(all, 1e9)).toBe(all);
  });
});

describe('noise', () => {
  const text = Uint16Array.from({ length: 50_000 }, (_, i) => (i % 10 === 0 ? 1 : 0));

  test('replaces its share by draws from the unigram distribution', () => {
    const noisy = withNoise(text, 0.3);
    const count = (from: number, to: number): number => noisy.filter((id, i) => text[i] === from && id === to).length;
    expect(count(0, 1) / 45_000).toBeCloseTo(0.3 * 0.1, 2);
    expect(count(1, 0) / 5000).toBeCloseTo(0.3 * 0.9, 1.5);
  });

  test('more noise keeps the hits of less, and none is the text itself', () => {
    const all = places(20_000);
    const little = withNoise(all, 0.1);
    const much = withNoise(all, 0.4);
    expect(little.every((id, i) => id === i || id === much[i])).toBe(true);
    expect(withNoise(all, 0)).toBe(all);
    expect(withNoise(all, 1).filter((id, i) => id === i).length).toBeLessThan(20);
  });
});

/** Cut as texts are spoilt. */
function blocksOf(ids: Uint16Array): number[][] {
  const length = spoiltLength(ids.length);
  return Array.from({ length: Math.ceil(ids.length / length) }, (_, i) => [...ids.subarray(length * i, length * (i + 1))]);
}
/** Of the blocks, those that are another than in `all`. */
function changed(all: Uint16Array, other: Uint16Array): number[] {
  const [before, after] = [blocksOf(all), blocksOf(other)];
  return before.flatMap((block, i) => (block.join() === after[i]!.join() ? [] : [i]));
}
const ascending = (ids: Iterable<number>): number[] => [...ids].sort((a, b) => a - b);
/** Lengths that fill no block, and shares. */
const shares = fc.tuple(fc.integer({ min: 1, max: 40_000 }), fc.double({ min: 0, max: 1, noNaN: true }));

describe('shuffled blocks', () => {
  test('are the share asked for, of 256 tokens, and keep each token in its block', () => {
    const all = places(25_600);
    const half = withShuffledBlocks(all, 0.5);
    expect(spoiltLength(all.length)).toBe(256);
    expect(changed(all, half)).toHaveLength(50);
    expect(blocksOf(half).map(ascending)).toEqual(blocksOf(all));
    expect(changed(all, withShuffledBlocks(all, 1))).toHaveLength(100);
  });

  test('keep the number of tokens and how often each occurs, whatever the length', () => {
    fc.assert(
      fc.property(shares, ([length, share]) => {
        const all = Uint16Array.from({ length }, (_, i) => (i * i) % 50);
        const shuffled = withShuffledBlocks(all, share);
        expect(blocksOf(shuffled).map(ascending)).toEqual(blocksOf(all).map(ascending));
      }),
    );
  });

  test('a larger share holds the blocks of a smaller one, each in the same order', () => {
    const all = places(25_600);
    const [little, much] = [withShuffledBlocks(all, 0.2), withShuffledBlocks(all, 0.7)];
    for (const block of changed(all, little)) expect(blocksOf(much)[block]).toEqual(blocksOf(little)[block]);
  });

  test('leave a token as often at any place of its block as at another', () => {
    const blocks = 4000;
    const all = places(256 * blocks).map((place) => place % 256);
    const shuffled = withShuffledBlocks(all, 1);
    // Where the first token of each block went, in 16 parts: chi-square with 15 degrees, above 44.3 once in 10,000.
    const counts = new Array<number>(16).fill(0);
    for (let b = 0; b < blocks; b++) counts[Math.floor(shuffled.subarray(256 * b, 256 * (b + 1)).indexOf(0) / 16)]!++;
    const expected = blocks / 16;
    expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(44.3);
  });
});

describe('duplicates', () => {
  test('are copies of one hundredth, in place of as many other blocks as asked for', () => {
    const all = places(51_200); // 200 blocks, so the slice has two
    const half = withDuplicates(all, 0.5);
    const [before, after] = [blocksOf(all), blocksOf(half)];
    const copies = changed(all, half);
    const copied = [...new Set(copies.map((i) => after[i]!.join()))];
    const slice = copied.map((block) => before.findIndex((other) => other.join() === block));
    expect(slice).toHaveLength(2);
    expect(Math.abs(slice[0]! - slice[1]!)).toBe(1);
    expect(copies.length).toBeGreaterThanOrEqual(98); // its own two may be among the hundred
    expect(copies.length).toBeLessThanOrEqual(100);
    expect(half.length).toBe(all.length);
    // Where both of two neighbours were replaced, the second goes on as the first ends, or the slice begins anew.
    for (const i of copies) if (copies.includes(i + 1)) expect([1, -1]).toContain((after[i + 1]![0]! - after[i]![0]!) / 256);
  });

  test('of everything leave the slice alone, again and again', () => {
    const all = places(25_600);
    const whole = withDuplicates(all, 1);
    expect(new Set(blocksOf(whole).map((block) => block.join())).size).toBe(1);
  });

  test('keep the number of tokens and invent none, whatever the length', () => {
    fc.assert(
      fc.property(shares, ([length, share]) => {
        const all = places(length);
        const copied = withDuplicates(all, share);
        expect(copied.length).toBe(length);
        expect(copied.every((id) => id < length)).toBe(true);
        const blocks = blocksOf(all).length;
        expect(changed(all, copied).length).toBeLessThanOrEqual(Math.round(share * blocks));
      }),
    );
  });
});

describe('the text that is trained on', () => {
  const all = places(30_000);
  const clean = { ...baseArm, uniqueText: 12_000 };

  test('from the beginning is the beginning; else it comes in blocks from all over', () => {
    expect(trainingText(all, 12_000, { ...clean, textFrom: 'beginning' })).toEqual(all.subarray(0, 12_000));
    expect(trainingText(all, 12_000, clean)).toEqual(uniqueBlocks(all, 12_000));
  });

  test('is the text itself if nothing is asked for', () => {
    expect(trainingText(all, all.length, baseArm)).toBe(all);
  });

  test('is spoilt in one order: noise, choice, duplicates, shuffling', () => {
    const spoilt = trainingText(all, 12_000, { ...clean, noise: 0.1, duplicates: 0.3, shuffled: 0.4 });
    const chosen = uniqueBlocks(withNoise(all, 0.1), 12_000);
    expect(spoilt).toEqual(withShuffledBlocks(withDuplicates(chosen, 0.3), 0.4));
    // Each share is that of the text as it is read: both are of the same blocks, drawn apart.
    const copied = withDuplicates(chosen, 0.3);
    expect(changed(copied, spoilt)).toHaveLength(Math.round(0.4 * blocksOf(chosen).length));
  });
});
