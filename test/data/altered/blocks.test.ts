// Duplicates and shuffled blocks: how many, of what, and what they leave as it is.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alteredLength, withDuplicates, withShuffledBlocks } from '#src/data/altered/blocks.ts';
import { openSource, type Settings } from '#src/data/source.ts';
import { splitText, uniqueBlocks, withNoise } from '#src/data/split.ts';
import { baseArm } from '#src/experiment/settings.ts';

/** Every token is its own position, so that a copy shows where it came from. */
const places = (length: number): Uint16Array => Uint16Array.from({ length }, (_, i) => i);

/** Cut as texts are altered. */
function blocksOf(ids: Uint16Array): number[][] {
  const length = alteredLength(ids.length);
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
    expect(alteredLength(all.length)).toBe(256);
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
  // Every character stands once in the training part, so that a window shows where it is from.
  const symbols = Array.from({ length: 500 }, (_, i) => String.fromCodePoint(0x4e00 + i));
  const text = Array.from({ length: 30_000 }, (_, i) => symbols[(i * i + i) % 499]).join('');
  const clean: Settings = { ...baseArm, context: 32, uniqueText: 12_000 };
  /** All windows of it, by many draws: the text itself as a set of stretches. */
  const stretches = async (change: Partial<Settings>): Promise<Set<string>> => {
    const source = await openSource({ ...clean, ...change }, () => Promise.resolve(text));
    expect(source.trainingTokens).toBe(12_000);
    const found = new Set<string>();
    for (let step = 0; step < 2000; step++) {
      const [tokens, targets] = [new Uint32Array(32), new Uint32Array(32)];
      source.training(1, step, 0, tokens, targets, 0);
      found.add([...tokens, targets.at(-1)].join());
    }
    return found;
  };
  const within = (ids: Uint16Array, found: Set<string>): boolean => {
    const all = `,${ids.join()},`;
    return [...found].every((stretch) => all.includes(`,${stretch},`));
  };

  test('is spoilt in one order: noise, choice, duplicates, shuffling', async () => {
    const { tokenizer } = await openSource(clean, () => Promise.resolve(text));
    const all = tokenizer.encode(splitText(text).training);
    const noisy = withNoise(all, 0.1);
    const chosen = uniqueBlocks(noisy, 12_000);
    const spoilt = withShuffledBlocks(withDuplicates(chosen, 0.3), 0.4);
    const found = await stretches({ noise: 0.1, duplicates: 0.3, shuffled: 0.4 });
    expect(within(spoilt, found)).toBe(true);
    for (const other of [chosen, withDuplicates(withShuffledBlocks(chosen, 0.4), 0.3), withShuffledBlocks(chosen, 0.4)])
      expect(within(other, found)).toBe(false);
    const beginning = await stretches({ textFrom: 'beginning', noise: 0.1 });
    expect(within(noisy.subarray(0, 12_000), beginning)).toBe(true);
    expect(within(chosen, beginning)).toBe(false);
  });
});
