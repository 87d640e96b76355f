// Holm's method against its definition, and its intervals against its decisions.

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { intervalOf, pairedEstimate, pValue } from '#src/science/statistics/estimates.ts';
import { holm } from '#src/science/statistics/holm.ts';

it('rejects step by step, and keeps the level at which it stopped', () => {
  // Sorted: 0.01 ≤ 0.05/4, 0.02 > 0.05/3: it stops there, though 0.02 and 0.03 are below 0.05.
  const decisions = holm([0.03, 0.01, 0.9, 0.02], 0.05);
  expect(decisions.map((d) => d.rejected)).toEqual([false, true, false, false]);
  expect(decisions.map((d) => d.level)).toEqual([1 - 0.05 / 3, 1 - 0.05 / 4, 1 - 0.05 / 3, 1 - 0.05 / 3]);
});

it('leaves a single test as it is, and does not count what cannot be tested', () => {
  expect(holm([0.04], 0.05)).toEqual([{ rejected: true, level: 0.95 }]);
  expect(holm([undefined, 0.04, undefined], 0.05)).toEqual([
    { rejected: false, level: 0.95 },
    { rejected: true, level: 0.95 },
    { rejected: false, level: 0.95 },
  ]);
  expect(holm([], 0.05)).toEqual([]);
});

const pValues = fc.array(fc.double({ min: 0, max: 0.2, noNaN: true }), { minLength: 1, maxLength: 8 });

it('rejects exactly those whose adjusted p-value is at most α', () => {
  // Adjusted, in ascending order: the running maximum of (m − i + 1) · p. Another way to write the same method.
  fc.assert(
    fc.property(pValues, (ps) => {
      const order = ps.map((_, i) => i).sort((a, b) => ps[a]! - ps[b]!);
      let highest = 0;
      const expected: boolean[] = [];
      order.forEach((index, i) => {
        highest = Math.max(highest, (ps.length - i) * ps[index]!);
        expected[index] = highest <= 0.05;
      });
      expect(holm(ps, 0.05).map((d) => d.rejected)).toEqual(expected);
    }),
  );
});

it('does not depend on the order of the tests', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.double({ min: 0, max: 0.2, noNaN: true }), { minLength: 1, maxLength: 8 }), (ps) => {
      expect(holm([...ps].reverse(), 0.05)).toEqual(holm(ps, 0.05).reverse());
    }),
  );
});

it('gives intervals that leave out 0 exactly where it rejects', () => {
  const difference = fc.array(fc.double({ min: -1, max: 1.6, noNaN: true }), { minLength: 3, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(difference, { minLength: 1, maxLength: 6 }), (samples) => {
      const estimates = samples.map(pairedEstimate);
      const decisions = holm(estimates.map(pValue), 0.05);
      estimates.forEach((estimate, i) => {
        const { low, high } = intervalOf(estimate, decisions[i]!.level)!;
        expect(low > 0 || high < 0).toBe(decisions[i]!.rejected);
      });
    }),
  );
});
