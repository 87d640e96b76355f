// The held-out tenth, the unique blocks and the noise.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockLength, splitText, uniqueBlocks, withNoise } from '#src/data/split.ts';

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
