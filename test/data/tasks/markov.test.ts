// The made-up language: its stationary distribution, its entropy and the floor that is drawn.

import { describe, expect, test } from 'vitest';
import { countedChain, markovChain, markovLosses, markovText, stationaryOf, type MarkovChain } from '#src/data/tasks/markov.ts';

describe('Markov chain', () => {
  const chain = markovChain(5, 2, 9);

  test('has probabilities in every context, ranked by a power law', () => {
    for (let c = 0; c < 25; c++) {
      const row = [...chain.transitions.subarray(5 * c, 5 * c + 5)];
      expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
      const [first, second, third] = row.sort((a, b) => b - a) as [number, number, number];
      const exponent = Math.log2(first / second);
      expect(exponent).toBeGreaterThanOrEqual(1);
      expect(exponent).toBeLessThanOrEqual(2.2);
      expect(first / third).toBeCloseTo(3 ** exponent, 8);
    }
  });

  test('has a stationary distribution that one step leaves alone', () => {
    const after = new Float64Array(25);
    for (let c = 0; c < 25; c++)
      for (let w = 0; w < 5; w++) after[(c * 5 + w) % 25]! += chain.stationary[c]! * chain.transitions[c * 5 + w]!;
    after.forEach((p, c) => expect(p).toBeCloseTo(chain.stationary[c]!, 12));
  });

  test('stationary distribution of two states in closed form', () => {
    const [p, q] = stationaryOf(Float64Array.from([0.9, 0.1, 0.3, 0.7]), 2);
    expect([p, q]).toEqual([expect.closeTo(0.75, 10), expect.closeTo(0.25, 10)]);
  });

  /** Entropy of all texts of n symbols, by enumeration, from the long run. */
  function entropyOfTexts(length: number): number {
    let entropy = 0;
    const extend = (context: number, probability: number, left: number): void => {
      if (left === 0) {
        entropy -= probability * Math.log(probability);
        return;
      }
      for (let w = 0; w < 5; w++) extend((context * 5 + w) % 25, probability * chain.transitions[context * 5 + w]!, left - 1);
    };
    chain.stationary.forEach((p, c) => extend(c, p, length - 2));
    return entropy;
  }

  test('entropy rate equals what one more symbol adds to all texts', () => {
    expect(entropyOfTexts(6) - entropyOfTexts(5)).toBeCloseTo(chain.entropy, 10);
  });

  test('the true model scores the entropy on a long text', () => {
    const text = markovText(chain, 300_000, 1);
    const losses = markovLosses(chain, text).subarray(2);
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    const spread = Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / losses.length);
    expect(Math.abs(mean - chain.entropy)).toBeLessThan((4 * spread) / Math.sqrt(losses.length));
  });

  test('losses are those of the transitions, and unknown before the memory is full', () => {
    const losses = markovLosses(chain, Uint16Array.from([3, 1, 4]));
    expect([...losses]).toEqual([NaN, NaN, -Math.log(chain.transitions[(3 * 5 + 1) * 5 + 4]!)]);
  });

  test('the same seed gives the same text, another seed another', () => {
    expect(markovText(chain, 100, 1)).toEqual(markovText(chain, 100, 1));
    expect(markovText(chain, 100, 1)).not.toEqual(markovText(chain, 100, 2));
  });
});

describe('the chain that counts pairs', () => {
  test('gives each symbol the share in which it came, and knows nothing across two texts', () => {
    const { transitions, order } = countedChain([[0, 1, 0, 2], [2], [0, 1]], 3);
    expect(order).toBe(1);
    expect([...transitions]).toEqual([0, 2 / 3, 1 / 3, 1, 0, 0, 1 / 3, 1 / 3, 1 / 3]); // nothing ever came after 2
  });

  /** Entropy of all texts of n symbols, by enumeration, from the long run. */
  function entropyOfTexts({ transitions, stationary, symbols }: MarkovChain, length: number): number {
    let entropy = 0;
    const extend = (last: number, probability: number, left: number): void => {
      if (probability === 0) return;
      if (left === 0) entropy -= probability * Math.log(probability);
      else for (let w = 0; w < symbols; w++) extend(w, probability * transitions[last * symbols + w]!, left - 1);
    };
    stationary.forEach((p, c) => extend(c, p, length - 1));
    return entropy;
  }

  test.each([
    ['of a text drawn at random', [markovText(markovChain(4, 1, 3), 60, 1)], 4],
    ['of symbols that take turns', [[0, 1, 0, 2, 0, 1, 0, 2, 0]], 3],
    ['of turns of unequal halves', [[0, 1, 2, 1, 0, 1]], 3],
  ])('has a long run that one step leaves alone, and the entropy of its texts: %s', (_, texts, symbols) => {
    const chain = countedChain(texts, symbols);
    for (let w = 0; w < symbols; w++) {
      const after = chain.stationary.reduce((sum, p, c) => sum + p * chain.transitions[c * symbols + w]!, 0);
      expect(after).toBeCloseTo(chain.stationary[w]!, 10);
    }
    expect(entropyOfTexts(chain, 7) - entropyOfTexts(chain, 6)).toBeCloseTo(chain.entropy, 10);
  });
});
