// Which held-out tokens a loss is measured on: chosen by position in the text, the same for every context, each once.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutIntoPassages, evaluationBatches, fillEvaluation, setsOf, spreadOrder } from '#src/data/held-out.ts';
import { openSource, tasks, unscored, type Source } from '#src/data/source.ts';
import { splitText } from '#src/data/split.ts';
import { baseArm } from '#src/experiment/settings.ts';

const words = ['whale', 'sea', 'ship', 'the', 'a', 'and', 'captain', 'white', 'Größe', '世界', '🐳'];
const text = Array.from({ length: 12_000 }, (_, i) => words[(i * i + 3 * i) % words.length]).join(' ');
const open = (source: string, context: number): Promise<Source> =>
  openSource({ ...baseArm, source, context }, () => Promise.resolve(text));

/** What counts in the passages before `passages`: each target with the tokens that stand before it in its window. */
function scoredIn(source: Source, passages: number): { readonly target: number; readonly before: string }[] {
  const { heldOut, context } = source;
  const found = [];
  for (let place = 0; place < passages; place++)
    for (let window = 0; window < heldOut.windows; window++) {
      const [tokens, targets] = [new Uint32Array(context), new Uint32Array(context)];
      heldOut.write(place, window, tokens, targets, 0);
      for (let t = 0; t < context; t++)
        if (targets[t] !== unscored) found.push({ target: targets[t]!, before: source.tokenizer.decode(tokens.slice(0, t + 1)) });
    }
  return found;
}

describe.each(['novel', 'markov', ...tasks.map(({ id }) => id)])('%s', (id) => {
  test.each([31, 32, 47, 128])('context %i scores the same tokens as any other, in the same order', async (context) => {
    const [one, other] = [await open(id, context), await open(id, 40)];
    const passages = Math.min(3, one.heldOut.passages);
    const targets = scoredIn(one, passages).map(({ target }) => target);
    expect(targets).toEqual(scoredIn(other, passages).map(({ target }) => target));
    expect(targets).toHaveLength(passages * one.heldOut.scored);
    expect([one.heldOut.passages, one.heldOut.scored, one.heldOut.text]).toEqual([
      other.heldOut.passages,
      other.heldOut.scored,
      other.heldOut.text,
    ]);
  });
});

test('the passages of a text cover its held-out part but for less than a token for each, and each token stands behind its text', async () => {
  const source = await open('novel', 48);
  const { validation } = splitText(text);
  const found = scoredIn(source, source.heldOut.passages);
  const length = Array.from(validation).length;
  expect(length - 1 - found.length).toBeLessThan(source.heldOut.passages);
  for (const { target, before } of found.slice(0, 3000))
    expect(validation.includes(before + source.tokenizer.decode([target]))).toBe(true);
});

test('in the made-up language every token that counts has what decides it before it', async () => {
  for (const { before } of scoredIn(await open('markov', 16), 2)) expect(before.length).toBeGreaterThanOrEqual(2);
});

test('another text has another name', async () => {
  const settings = { ...baseArm, context: 32 };
  const named = async (text: string): Promise<string> => (await openSource(settings, () => Promise.resolve(text))).heldOut.text;
  const shuffled = [...text].sort().join('');
  expect(await named(text)).toBe(await named(text));
  expect(new Set([await named(text), await named(shuffled), await named(`${text}.`)]).size).toBe(3);
});

test('passages are equal and at most so long', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 2000 }), (count, most) => {
      const { passages, length } = cutIntoPassages(count, most);
      expect(length).toBeLessThanOrEqual(most);
      expect(length).toBeGreaterThanOrEqual(1);
      expect(count - passages * length).toBeLessThan(passages);
    }),
  );
});

test('any first part of the order is spread over the whole', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), (n) => {
      const order = [...spreadOrder(n)];
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      for (let size = 1; size <= n; size *= 2) {
        const first = order.slice(0, size).sort((a, b) => a - b);
        const gaps = [...first, n].map((place, i) => place - (first[i - 1] ?? 0));
        expect(Math.max(...gaps)).toBeLessThanOrEqual(4 * Math.ceil(n / size));
      }
    }),
  );
});

test('sets grow by doubling from a point of a curve to everything', () => {
  expect(setsOf({ passages: 1 })).toEqual([1]);
  expect(setsOf({ passages: 2 })).toEqual([2]);
  expect(setsOf({ passages: 3 })).toEqual([2, 3]);
  expect(setsOf({ passages: 117 })).toEqual([2, 4, 8, 16, 32, 64, 117]);
});

test('the batches of some passages hold each of their windows once, and nothing else that counts', async () => {
  const source = await open('sort', 24);
  const batch = 8;
  const [tokens, targets] = [new Uint32Array(batch * 24), new Uint32Array(batch * 24)];
  const found: number[] = [];
  for (let i = 0; i < evaluationBatches(source.heldOut, 2, 5, batch); i++) {
    fillEvaluation(source, [2, 5], i, batch, tokens, targets);
    found.push(...targets.filter((target) => target !== unscored));
    expect(tokens.every((token) => token < source.vocab)).toBe(true);
  }
  const expected = scoredIn(source, 5).map(({ target }) => target);
  expect(found).toEqual(expected.slice(2 * source.heldOut.scored));
});
