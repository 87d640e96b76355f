// What is scored, what is kept, and that it comes back from the record as it went in.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alteredLength, shuffledBlocks, withShuffledBlocks } from '#src/data/altered/blocks.ts';
import { blocksOf, easiest, keptAsText, keptFromText, scoredIn, scorerOf } from '#src/data/altered/easiest-blocks.ts';
import { integer, uniform } from '#src/data/random.ts';
import { openSource, type Settings } from '#src/data/source.ts';
import { unscored, type Source } from '#src/data/windows.ts';
import { dataSettings } from '#src/experiment/options.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { sentenceOf, Refusal } from '#src/words/message.ts';
import { fuzz } from '../../fuzz.ts';

const settings: Settings = { ...dataSettings(baseArm), source: 'own:a', context: 16 };
const letters = Array.from({ length: 40_000 }, (_, i) => 'abcdefghijklmnop'[integer(1, 1, i, 16)]).join('');
const open = (changes: Partial<Settings>, filter?: { blocks: number; kept: string }, text = letters): Promise<Source> =>
  openSource({ ...settings, ...changes }, () => Promise.resolve(text), filter);

describe('the blocks that are scored', () => {
  test.each([
    ['a text of whole and one shorter block', {}, letters],
    ['short blocks', {}, letters.slice(0, 3001)],
    ['windows that fit a block exactly', { context: 17 }, letters.slice(0, 9 * 611)],
    ['a last block of one token', {}, letters.slice(0, Math.ceil(((256 * 40 + 1) * 10) / 9))],
    ['the made-up language, whose first position does not count', { source: 'markov', uniqueText: 9000 }, letters],
  ])('hold each token but the first of its block once, after those before it alone: %s', async (_, changes, text) => {
    const source = await open(changes, undefined, text);
    const ids = source.trainingText!;
    const { context } = source;
    const length = alteredLength(ids.length);
    const blocks = blocksOf(source);
    const skipped = context - source.scoredPerWindow;
    expect(blocks.passages).toBe(Math.ceil(ids.length / length));
    const counts = scoredIn(source, blocks);
    const [tokens, targets] = [new Uint32Array(context), new Uint32Array(context)];
    for (let block = 0; block < blocks.passages; block++) {
      const own = ids.subarray(block * length, (block + 1) * length);
      const seen: number[] = [];
      for (let window = 0; window < blocks.windows; window++) {
        blocks.write(block, window, tokens, targets, 0);
        for (const [t, target] of targets.entries()) {
          if (target === unscored) continue;
          const place = window * source.scoredPerWindow + t + 1;
          expect([tokens[t], target]).toEqual([own[place - 1], own[place]]);
          seen.push(place);
        }
      }
      expect(seen).toEqual(Array.from({ length: Math.max(0, own.length - 1 - skipped) }, (_, i) => i + 1 + skipped));
      expect(counts[block]).toBe(seen.length);
    }
  });
});

describe('what is kept', () => {
  test('is the share of lowest loss, of equal ones the earlier, and never nothing', () => {
    expect(easiest([3, 1, 2, 1], 0.5)).toEqual([false, true, false, true]);
    expect(easiest([1, 1, 1, 1], 0.5)).toEqual([true, true, false, false]);
    expect(easiest([3, 1, NaN], 0.01)).toEqual([false, true, false]);
    expect(easiest([NaN, 2, Infinity, 1], 0.5)).toEqual([false, true, false, true]);
    expect(easiest([NaN, NaN], 1)).toEqual([true, true]);
  });

  test('of a smaller share is part of what is kept of a larger one', () => {
    const losses = Array.from({ length: 101 }, (_, i) => uniform(1, 2, i));
    for (let share = 0.05; share < 1; share += 0.05) {
      const [less, more] = [easiest(losses, share), easiest(losses, share + 0.05)];
      expect(less.filter(Boolean).length).toBe(Math.round(share * 101));
      expect(less.every((kept, block) => !kept || more[block])).toBe(true);
    }
  });

  test('comes back from a record as it went in', () => {
    fuzz(2000, fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), (kept) => {
      const text = keptAsText(kept);
      expect(text).toMatch(/^[0-9a-f]+$/);
      expect(text.length).toBe(Math.ceil(kept.length / 4));
      expect(keptFromText(text, kept.length)).toEqual(kept);
    });
    expect(keptAsText([true, false, false, true, false, true])).toBe('94');
  });
});

describe('a filtered text', () => {
  test('is its blocks in their order, after everything else was done to it', async () => {
    const shuffled = (await open({ shuffled: 0.5 })).trainingText!;
    const length = alteredLength(shuffled.length);
    const blocks = Math.ceil(shuffled.length / length);
    const bad = new Set(shuffledBlocks(shuffled.length, 0.5));
    const kept = Array.from({ length: blocks }, (_, block) => !bad.has(block));
    const source = await open({ shuffled: 0.5, filterKeep: 0.5 }, { blocks, kept: keptAsText(kept) });
    const clean = (await open({})).trainingText!;
    const expected = kept.flatMap((isKept, block) => (isKept ? [...clean.subarray(block * length, (block + 1) * length)] : []));
    expect([...source.trainingText!]).toEqual(expected);
    expect(source.trainingTokens).toBe(expected.length);
    expect(source.heldOut.passages).toBe((await open({})).heldOut.passages);
    expect([...withShuffledBlocks(clean, 0.5)]).toEqual([...shuffled]);
  });

  test('may be read to its last token', async () => {
    const { trainingText } = await open({});
    const blocks = Math.ceil(trainingText!.length / 256);
    const kept = Array.from({ length: blocks }, (_, block) => block === 3);
    const source = await open({ filterKeep: 0.01, context: 255 }, { blocks, kept: keptAsText(kept) });
    const [tokens, targets] = [new Uint32Array(255), new Uint32Array(255)];
    source.training(0, 0, 0, tokens, targets, 0);
    expect([...tokens, targets.at(-1)]).toEqual([...trainingText!.subarray(768, 1024)]);
  });

  test.each([
    [{ context: 256 }, { blocks: 141, kept: '1'.padEnd(36, '0') }, 'keeps 256 tokens, too few for a context of 256'],
    [{ filterKeep: 0.5 }, { blocks: 140, kept: 'f'.repeat(35) }, 'made for another text'],
    [{ filterKeep: 0.5 }, { blocks: 142, kept: 'f'.repeat(36) }, 'made for another text'],
  ])('is refused where %o cannot work with %o', async (changes, filter, sentence) => {
    const refused = await open({ filterKeep: 0.5, ...changes }, filter).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refusal);
    expect(sentenceOf(refused as Refusal)).toContain(sentence);
    expect(sentenceOf(refused as Refusal).length).toBeLessThan(300);
  });

  test('is scored by what reads it unfiltered, and as it is written', () => {
    const read = {
      ...settings,
      noise: 0.1,
      shuffled: 0.5,
      filterKeep: 0.3,
      randomCase: 0.2,
      spanShuffle: 0.5,
      characterDropout: 0.1,
    };
    expect(dataSettings(scorerOf(read))).toEqual({ ...settings, noise: 0.1, shuffled: 0.5 });
    expect(scorerOf({ ...read, context: 64 }).context).toBe(32);
  });
});
