// The answer that most attempts give.

import { describe, expect, test } from 'vitest';
import { mostFrequent, voteRate } from '#src/science/attempts/vote.ts';

describe('a vote', () => {
  test('takes the most frequent answer, and of equal ones the first', () => {
    expect(mostFrequent(['b', 'a', 'a'])).toBe('a');
    expect(mostFrequent(['b', 'a', 'a', 'b'])).toBe('b');
    expect(mostFrequent([])).toBeUndefined();
    expect(mostFrequent(['', '', 'x'])).toBe('');
  });

  test('of more attempts finds what is right where errors differ, and not where one error is the most frequent', () => {
    const scattered = [['1', '4', '2', '4', '3', '4']];
    const agreed = [['4', '5', '5', '5', '5', '4']];
    const isFour = (_: number, answer: string): boolean => answer === '4';
    expect([1, 2, 4, 6].map((k) => voteRate(scattered, isFour, k))).toEqual([0, 0, 1, 1]);
    expect([1, 3, 6].map((k) => voteRate(agreed, isFour, k))).toEqual([1, 0, 0]);
  });
});
