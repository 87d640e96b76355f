// Which held-out windows an evaluation reads: spread evenly, each once, and nothing beyond them counts.

import { describe, expect, test } from 'vitest';
import { evaluationBatches, fillEvaluation } from '#src/data/held-out.ts';
import { openSource, unscored, type Source } from '#src/data/source.ts';

const load = (): Promise<string> => Promise.reject(new Error('not needed'));
const open = (source: string): Promise<Source> =>
  openSource({ source, tokenizer: 'character', uniqueText: 0, noise: 0, context: 24 }, load);
const markov = await open('markov');
const sorting = await open('sort');

describe('an evaluation', () => {
  const batch = 8;
  const tokens = new Uint32Array(batch * 24);
  const targets = new Uint32Array(batch * 24);

  test('of all windows reads each once, and pads the last batch with what does not count', () => {
    const total = sorting.validationWindows;
    let scored = 0;
    let counted = 0;
    for (let i = 0; i < evaluationBatches(total, batch); i++) {
      scored += fillEvaluation(sorting, i, total, batch, tokens, targets);
      counted += targets.filter((target) => target !== unscored).length;
      expect(tokens.every((token) => token < sorting.vocab)).toBe(true);
    }
    expect(scored).toBe(total * sorting.scoredPerWindow);
    expect(counted).toBe(scored);
  });

  test('of a part reads windows spread over the whole', () => {
    const places: number[] = [];
    const spy: Source = { ...markov, validation: (index) => void places.push(index) };
    expect(fillEvaluation(spy, 0, 12, batch, tokens, targets)).toBe(8 * markov.scoredPerWindow);
    expect(fillEvaluation(spy, 1, 12, batch, tokens, targets)).toBe(4 * markov.scoredPerWindow);
    const step = markov.validationWindows / 12;
    expect(places).toEqual(Array.from({ length: 12 }, (_, i) => Math.floor(i * step)));
    expect(targets.subarray(4 * 24).every((target) => target === unscored)).toBe(true);
  });

  test('of more windows than there are reads those there are', () => {
    const few: Source = { ...markov, validationWindows: 3 };
    expect(fillEvaluation(few, 0, 1000, batch, tokens, targets)).toBe(3 * markov.scoredPerWindow);
  });
});
