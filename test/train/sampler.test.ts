// Text from a trained model: it goes on with what it has learned, whatever the length of the prompt.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { longestAnswer } from '#src/experiment/limits.ts';
import type { Cohort } from '#src/train/cohort.ts';
import { cohortOf, tinyArm } from './tiny.ts';

const pattern = 'abcdefghij';
const text = pattern.repeat(200);
/** The periodic text after `prompt`. */
const continued = (prompt: string, length: number): string => {
  const at = pattern.indexOf(prompt.at(-1)!) + 1;
  return text.slice(at, at + length);
};

let cohort: Cohort;
beforeAll(async () => {
  const arm = { ...tinyArm, source: 'own:periodic', width: 16, steps: 60, warmup: 6 };
  cohort = await cohortOf(arm, [{ seed: 1 }, { seed: 2 }], text);
  await cohort.train(60);
}, 30_000);
afterAll(() => cohort.destroy());

const greedy = (prompt: string, length: number): Promise<string[]> => cohort.model.generate(prompt, length, 0, 0, 1);

describe('a model that has learned a period', () => {
  test.each(['ab', 'h', pattern.slice(2, 9), pattern.repeat(3), 'cdefghijabcdefghij'])('continues “%s”', async (prompt) => {
    for (const found of await greedy(prompt, 25)) expect(found).toBe(continued(prompt, 25));
  });

  test('sees only the end of a prompt that is longer than its context', async () => {
    const long = `jjjjjjjjjjjjjjjj${pattern}`;
    expect(await greedy(long, 12)).toEqual(await greedy(long.slice(-cohort.config.context), 12));
  });

  test('writes as many tokens as asked, and no more than the limit', async () => {
    expect((await greedy('a', 1))[0]).toBe('b');
    expect((await greedy('a', 0))[0]).toBe('');
    const [longest] = await greedy('a', longestAnswer + 100);
    expect(longest).toBe(continued('a', longestAnswer));
  });

  test('an empty or unknown prompt starts somewhere', async () => {
    const [empty] = await greedy('', 8);
    expect(empty).toHaveLength(8);
    expect(await greedy('???', 8)).toEqual(await greedy('', 8));
  });

  test('one call does not leak into the next', async () => {
    const first = await greedy('cde', 20);
    await cohort.model.generate('hij', 30, 2, 0, 9);
    expect(await greedy('cde', 20)).toEqual(first);
  });

  test('the same seed draws the same text, another seed another one', async () => {
    const hot = (seed: number): Promise<string[]> => cohort.model.generate('a', 40, 5, 0, seed);
    expect(await hot(1)).toEqual(await hot(1));
    expect(await hot(1)).not.toEqual(await hot(2));
    expect((await hot(1))[0]).not.toBe((await hot(1))[1]);
  });
});

describe('many texts at once', () => {
  const prompts = ['ab', 'h', pattern.slice(2, 9), pattern.repeat(3), 'cdefghijabcdefghij', 'j', 'ghi'];

  test('go on each with its own prompt, whatever their lengths', async () => {
    const written = await cohort.model.answers(prompts, 12, { temperature: 0, topK: 0, seed: 1 });
    expect(written).toHaveLength(2);
    for (const texts of written) expect(texts).toEqual(prompts.map((prompt) => continued(prompt, 12)));
  });

  test('end before a character that stops them', async () => {
    const written = await cohort.model.answers(prompts, 12, { temperature: 0, topK: 0, seed: 1, stop: 'j' });
    for (const texts of written) expect(texts).toEqual(prompts.map((prompt) => continued(prompt, 12).split('j')[0]));
  });

  test('are those of each prompt alone where nothing is drawn, and more than are written in one go', async () => {
    const many = Array.from({ length: 150 }, (_, i) => prompts[i % prompts.length]!);
    const [first, second] = await cohort.model.answers(many, 5, { temperature: 0, topK: 0, seed: 1 });
    expect(first).toEqual(many.map((prompt) => continued(prompt, 5)));
    expect(second).toEqual(first);
  });

  test('of one prompt are drawn apart, in every member, and again the same', async () => {
    const hot = (seed: number): Promise<string[][]> =>
      cohort.model.answers(Array<string>(100).fill('ab'), 6, { temperature: 3, topK: 0, seed });
    const [first, second] = await hot(7);
    expect(new Set(first).size).toBeGreaterThan(20);
    expect(second).not.toEqual(first);
    expect(await hot(7)).toEqual([first, second]);
    expect(await hot(8)).not.toEqual([first, second]);
  });
});
