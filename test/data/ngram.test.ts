// Counting models against the formula written out with maps of strings.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textFloors } from '#src/data/floors.ts';
import { ngramLosses } from '#src/data/ngram.ts';
import { integer } from '#src/data/random.ts';
import { markovChain, markovText } from '#src/data/tasks/markov.ts';
import { floors } from '#src/words/english/names.ts';

/** Interpolated Witten–Bell, straight from the definition. */
function bruteForce(training: Uint16Array, heldOut: Uint16Array, vocab: number, order: number): number {
  const followers = new Map<string, Map<number, number>>();
  training.forEach((token, i) => {
    for (let k = 0; k <= Math.min(order, i); k++) {
      const context = `${k}:${training.slice(i - k, i).join()}`;
      const counts = followers.get(context) ?? new Map<number, number>();
      counts.set(token, (counts.get(token) ?? 0) + 1);
      followers.set(context, counts);
    }
  });
  const probability = (token: number, context: Uint16Array): number => {
    const shorter = context.length === 0 ? 1 / vocab : probability(token, context.slice(1));
    const counts = followers.get(`${context.length}:${context.join()}`);
    if (!counts) return shorter;
    const total = [...counts.values()].reduce((sum, n) => sum + n, 0);
    return ((counts.get(token) ?? 0) + counts.size * shorter) / (total + counts.size);
  };
  let loss = 0;
  heldOut.forEach((token, i) => (loss -= Math.log(probability(token, heldOut.slice(Math.max(0, i - order), i)))));
  return loss / heldOut.length;
}

describe('n-grams', () => {
  test('equal the brute force on a made-up language', () => {
    const text = markovText(markovChain(8, 2), 6000, 3);
    const training = text.slice(0, 5000);
    const heldOut = text.slice(5000);
    const { losses } = ngramLosses(training, heldOut, 8);
    expect(losses).toHaveLength(6);
    losses.forEach((loss, k) => expect(loss).toBeCloseTo(bruteForce(training, heldOut, 8, k), 10));
  });

  test('equal the brute force on any sequence', () => {
    const tokens = fc.array(fc.nat(4), { minLength: 1, maxLength: 60 }).map((ids) => Uint16Array.from(ids));
    fc.assert(
      fc.property(tokens, tokens, (training, heldOut) => {
        ngramLosses(training, heldOut, 5, 3).losses.forEach((loss, k) =>
          expect(loss).toBeCloseTo(bruteForce(training, heldOut, 5, k), 10),
        );
      }),
    );
  });

  test('of an order as long as the memory approach the floor', () => {
    const chain = markovChain(6, 2);
    const text = markovText(chain, 200_000, 5);
    const { losses } = ngramLosses(text.slice(0, 150_000), text.slice(150_000), 6, 2);
    expect(losses[2]).toBeCloseTo(chain.entropy, 1.7);
    expect(losses[1]).toBeGreaterThan(losses[2]! + 0.1);
  });

  test('of a million characters are as sharp as so many allow', () => {
    const chain = markovChain(60, 1);
    const text = markovText(chain, 1_200_000, 5); // far less regular than prose: millions of contexts
    const { losses } = ngramLosses(text.slice(0, 1_070_000), text.slice(1_070_000), 60);
    expect(losses[1]! / chain.entropy).toBeCloseTo(1, 2);
    expect(losses.slice(2).every((loss) => loss > chain.entropy && loss < losses[0]!)).toBe(true);
  });

  test.each([
    [20, 3],
    [300, 5],
    [1000, 0],
  ])('beyond %i sequences say how many tokens were counted, at order %i', (most, order) => {
    const text = markovText(markovChain(30, 1), 3000, 2);
    const [training, heldOut] = [text.slice(0, 2500), text.slice(2500)];
    const all = ngramLosses(training, heldOut, 30, order);
    const { losses, counted } = ngramLosses(training, heldOut, 30, order, { most });
    if (order === 0)
      expect([losses, counted]).toEqual([all.losses, all.counted]); // there are not so many
    else expect(counted).toBeLessThan(training.length);
    losses.forEach((loss, k) => expect(loss).toBeCloseTo(bruteForce(training.slice(0, counted), heldOut, 30, k), 10));
  });

  test('of a text with too many sequences say so in their lines, and only of such a one', () => {
    const text = Uint16Array.from({ length: 900_000 }, (_, i) => integer(3, 1, i, 4000)); // five new sequences with each token
    const partly = textFloors(text, text.slice(0, 100), [[0, 100]], 4000).slice(1);
    const counts = partly.map((line) => line.kind === 'ngram' && line.counted);
    expect(counts[0]).toBeGreaterThan(700_000);
    expect(counts[0]).toBeLessThan(text.length);
    expect(new Set(counts).size).toBe(1);
    expect(floors.ngram(1, 'letter', 3_200_000)).toBe('knows letter pairs of 3.2M letters');
    expect(textFloors(text.slice(0, 1000), text.slice(0, 100), [[0, 100]], 4000).every((line) => !('counted' in line))).toBe(
      true,
    );
  });

  test('have a line for each order', () => {
    const text = markovText(markovChain(4, 1), 3000, 1);
    const lines = textFloors(text.slice(0, 2000), text.slice(2000), [[0, 1000]], 4);
    expect(lines[0]).toEqual({ kind: 'guess', loss: Math.log(4) });
    expect(lines.slice(1).map((line) => ('order' in line ? line.order : line.kind))).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
