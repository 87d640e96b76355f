// pass@k against the enumeration of all choices, and its interval against simulation.

import { describe, expect, test } from 'vitest';
import { integer, streamOf, uniform } from '#src/data/random.ts';
import { passAtK, passRate } from '#src/science/attempts/pass-at-k.ts';

/** Of all choices of k among n attempts, of which the first c are right, the share that holds a right one. */
function enumerated(n: number, c: number, k: number): number {
  let [all, held] = [0, 0];
  for (let chosen = 0; chosen < 2 ** n; chosen++) {
    const bits = Array.from({ length: n }, (_, i) => (chosen >> i) & 1);
    if (bits.reduce((sum, bit) => sum + bit, 0) !== k) continue;
    all++;
    if (bits.slice(0, c).some(Boolean)) held++;
  }
  return held / all;
}

describe('pass@k', () => {
  test('is the share of all choices that hold a right attempt', () => {
    for (let n = 1; n <= 9; n++)
      for (let c = 0; c <= n; c++)
        for (let k = 1; k <= n; k++) expect(passAtK(n, c, k), `${n} ${c} ${k}`).toBeCloseTo(enumerated(n, c, k), 12);
  });

  test('of one attempt is the share of right ones; of all, whether there is one', () => {
    expect(passAtK(64, 16, 1)).toBeCloseTo(0.25, 12);
    expect(passAtK(64, 1, 64)).toBe(1);
    expect(passAtK(64, 0, 64)).toBe(0);
    expect(passAtK(4, 2, 5)).toBeNaN();
  });

  test('its interval over questions holds the truth about as often as it says', () => {
    // Questions of unequal difficulty, eight attempts each; the truth is that of the whole population.
    const difficulties = [0.05, 0.1, 0.2, 0.4, 0.6, 0.8];
    const [k, attempts, questions, draws] = [4, 8, 60, 300];
    const truth = difficulties.reduce((sum, p) => sum + (1 - (1 - p) ** k), 0) / difficulties.length;
    const stream = streamOf('attempts');
    let held = 0;
    for (let draw = 0; draw < draws; draw++) {
      const right = Array.from({ length: questions }, (_, q) => {
        const at = (draw * questions + q) * (attempts + 1);
        const p = difficulties[integer(5, stream, at, difficulties.length)]!;
        return Array.from({ length: attempts }, (_, i) => uniform(6, stream, at + i + 1) < p).filter(Boolean).length;
      });
      const { interval } = passRate(attempts, right, k);
      if (interval!.low <= truth && truth <= interval!.high) held++;
    }
    expect(held / draws).toBeGreaterThan(0.91);
    expect(held / draws).toBeLessThan(0.985);
  });

  test('an interval stays between nothing and all', () => {
    const { rate, interval } = passRate(4, [4, 4, 4, 4, 4, 4, 4, 4, 4, 3], 4);
    expect(rate).toBe(1);
    expect(interval!.high).toBeLessThanOrEqual(1);
    expect(passRate(4, [1, 0], 1).interval).toBeUndefined();
  });
});
