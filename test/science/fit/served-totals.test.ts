// Which trained size is cheapest in all at equal loss, read along measured lengths and never beyond them.

import { describe, expect, test } from 'vitest';
import { computeOf, lossAt, type Law } from '#src/science/fit/laws/law.ts';
import { cheapestServing } from '#src/science/fit/laws/serving.ts';
import { servedTotals, type MeasuredEnd } from '#src/science/fit/measured/served-totals.ts';

const law: Law = { E: 1.5, A: 30, alpha: 0.45, B: 60, beta: 0.4 };

/** Each size at many lengths, of three seeds that lie as far apart everywhere. */
function ends(sizes: readonly number[], lengths: readonly number[], apart = 0): MeasuredEnd[] {
  return sizes.flatMap((parameters) =>
    lengths.flatMap((tokens) =>
      [-1, 0, 1].map((seed) => ({ parameters, tokens, seed, loss: lossAt(law, { parameters, tokens }) + apart * seed })),
    ),
  );
}
const many = Array.from({ length: 60 }, (_, i) => 1e5 * 1.15 ** i); // to 3.8e8

describe('what a size costs in all', () => {
  const sizes = [2000, 4000, 8000, 16000];
  const measured = ends(sizes, many);

  test.each([1e6, 1e8, 1e10])('is 6·N·D to the loss and 2·N for each of %d tokens served', (served) => {
    const { loss, sizes: found } = servedTotals(measured, served)!;
    for (const { parameters, tokens, training, serving, total } of found) {
      const exact = (law.B / (loss - law.E - law.A * parameters ** -law.alpha)) ** (1 / law.beta);
      expect(tokens / exact).toBeCloseTo(1, 1);
      expect(training).toBeCloseTo(computeOf({ parameters, tokens }), 0);
      expect([serving, total]).toEqual([2 * parameters * served, training + serving]);
    }
  });

  test('is least for ever smaller sizes the more is served, as the law says that lies behind', () => {
    const best = (served: number): number => {
      const { sizes: found } = servedTotals(measured, served)!;
      return found.reduce((a, b) => (b.total < a.total ? b : a)).parameters;
    };
    const { loss } = servedTotals(measured, 1)!;
    const chosen = [1, 1e7, 1e8, 1e9, 1e11].map(best);
    expect(chosen).toEqual(chosen.toSorted((a, b) => b - a));
    expect(new Set(chosen).size).toBeGreaterThan(1);
    for (const served of [1e8, 1e9]) {
      const wanted = cheapestServing(law, loss, served)!.best.parameters;
      expect(Math.abs(Math.log2(best(served) / wanted))).toBeLessThan(1.01); // to the next of the sizes
    }
  });
});

describe('the loss at which sizes are compared', () => {
  test('is the lowest that the smallest reached with every seed', () => {
    const measured = ends([2000, 8000], many, 0.01);
    expect(servedTotals(measured, 1)!.loss).toBeCloseTo(lossAt(law, { parameters: 2000, tokens: many.at(-1)! }) + 0.01, 10);
  });

  test('is never beyond what a size has measured: who did not get there, or was past it, is named and not counted', () => {
    const measured = [
      ...ends([2000, 4000], many),
      ...ends([8000], many.slice(0, 3)), // too short
      ...ends([16000], many.slice(-2)), // too long
    ];
    const { sizes, short, past } = servedTotals(measured, 1)!;
    expect([sizes.map(({ parameters }) => parameters), short, past]).toEqual([[2000, 4000], [8000], [16000]]);
  });

  test('is that of the most sizes where the smallest stands alone, and none where all do', () => {
    const apart = ends([2000], many.slice(0, 2));
    expect(servedTotals([...apart, ...ends([4000, 8000], many)], 1)!.past).toEqual([]);
    expect(servedTotals([...apart, ...ends([4000, 8000], many)], 1)!.short).toEqual([2000]);
    expect(servedTotals([...apart, ...ends([4000], many.slice(-2))], 1)).toBeUndefined();
    expect(servedTotals(apart, 1)).toBeUndefined();
    expect(servedTotals([], 1)).toBeUndefined();
  });
});

describe('how sure it is', () => {
  test('is taken seed by seed: what all seeds share leaves no doubt', () => {
    const { lead, seeds } = servedTotals(ends([2000, 8000], many), 1e10)!;
    expect(seeds).toBe(3);
    expect(lead!.second.parameters).toBe(8000);
    expect(lead!.interval!.low).toBeCloseTo(lead!.times, 6);
    expect(lead!.times).toBeGreaterThan(3);
  });

  test('has no interval of two seeds, and counts those that all sizes have', () => {
    const two = ends([2000, 8000], many, 0.01).filter(({ seed, parameters }) => seed !== 1 || parameters === 2000);
    const { lead, seeds } = servedTotals(two, 1e8)!;
    expect([seeds, lead!.interval]).toEqual([2, undefined]);
  });

  test('is in doubt where seeds cross', () => {
    const noisy = ends([2000, 2100], many).map((end) => ({
      ...end,
      loss: end.loss + (end.parameters === 2000 ? 0.01 : -0.01) * Number(end.seed),
    }));
    const { low, high } = servedTotals(noisy, 1e6)!.lead!.interval!;
    expect(low).toBeLessThan(1);
    expect(high).toBeGreaterThan(1);
  });
});
