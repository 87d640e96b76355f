// Estimates against closed forms, numbers worked out by hand, and simulation: intervals must cover, power must be what was asked.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal } from '#src/data/random.ts';
import {
  deviation,
  effectSize,
  intervalOf,
  mean,
  pairedEstimate,
  pValue,
  seedsNeeded,
  seedsRange,
  welchEstimate,
  type Estimate,
  skewness,
  withError,
} from '#src/science/statistics/estimates.ts';

const losses = fc.array(
  fc.integer({ min: -5_000_000, max: 5_000_000 }).map((v) => v / 1e6),
  { minLength: 3, maxLength: 12 },
);

describe('mean and deviation', () => {
  it('are known by hand', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(deviation([1, 2, 6])).toBeCloseTo(Math.sqrt((4 + 1 + 9) / 2), 14);
    expect(mean([])).toBeNaN();
    expect(deviation([1])).toBeNaN();
  });

  it('are exact for equal values, whatever they are', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 10, noNaN: true }), fc.integer({ min: 2, max: 20 }), (value, n) => {
        expect(mean(Array<number>(n).fill(value))).toBe(value);
        expect(deviation(Array<number>(n).fill(value))).toBe(0);
      }),
    );
  });
});

describe('a paired difference', () => {
  // Mean 2, deviation 1, error 1/√3, t = 2√3 at two degrees of freedom, where P(|T| > t) = 1 − t / √(2 + t²).
  const estimate = pairedEstimate([1, 2, 3]);

  it('is Student’s', () => {
    expect(estimate).toEqual({ n: 3, mean: 2, deviation: 1, error: 1 / Math.sqrt(3), df: 2, groups: 1 });
    const { low, high, level } = intervalOf(estimate, 0.95)!;
    expect(level).toBe(0.95);
    expect(low).toBeCloseTo(2 - 4.302653 / Math.sqrt(3), 6);
    expect(high).toBeCloseTo(2 + 4.302653 / Math.sqrt(3), 6);
    const t = 2 * Math.sqrt(3);
    expect(pValue(estimate)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 12);
    expect(effectSize(estimate)).toBeCloseTo(2 * (1 - 3 / 7), 14);
  });

  it('has an interval that leaves out 0 exactly if p < 1 − level', () => {
    fc.assert(
      fc.property(losses, fc.double({ min: 0.5, max: 0.999, noNaN: true }), (differences, level) => {
        const estimate = pairedEstimate(differences);
        const { low, high } = intervalOf(estimate, level)!;
        expect(low > 0 || high < 0).toBe(pValue(estimate)! < 1 - level);
      }),
    );
  });

  it('has no interval below three seeds', () => {
    for (const few of [pairedEstimate([0.1]), pairedEstimate([0.1, 0.1]), welchEstimate([1, 2, 3], [1, 2])]) {
      expect(intervalOf(few, 0.95)).toBeUndefined();
      expect(pValue(few)).toBeUndefined();
      expect(effectSize(few)).toBeUndefined();
    }
  });

  it('without spread is itself, and never NaN', () => {
    const zero = pairedEstimate([0, 0, 0]);
    expect(intervalOf(zero, 0.95)).toEqual({ low: 0, high: 0, level: 0.95 });
    expect([pValue(zero), effectSize(zero), seedsNeeded(zero, 0.05)]).toEqual([1, 0, undefined]);
    const shifted = pairedEstimate([0.1, 0.1, 0.1]);
    expect(intervalOf(shifted, 0.95)).toEqual({ low: 0.1, high: 0.1, level: 0.95 });
    expect([pValue(shifted), effectSize(shifted), seedsNeeded(shifted, 0.05)]).toEqual([0, undefined, 0]);
  });

  it('changes sign with its arms, and scales with its unit', () => {
    fc.assert(
      fc.property(losses, (differences) => {
        const estimate = pairedEstimate(differences);
        const turned = pairedEstimate(differences.map((d) => -d));
        const { low, high } = intervalOf(estimate, 0.95)!;
        const back = intervalOf(turned, 0.95)!;
        expect([low + back.high, high + back.low]).toEqual([0, 0]);
        expect(pValue(turned)).toBe(pValue(estimate));
        const doubled = intervalOf(pairedEstimate(differences.map((d) => 2 * d)), 0.95)!;
        expect([doubled.low, doubled.high]).toEqual([2 * low, 2 * high]);
      }),
    );
  });
});

describe('an error of another kind', () => {
  const estimate = pairedEstimate([0.1, 0.2, 0.15, 0.12]);

  it('of nothing changes nothing', () => {
    expect(withError(estimate, 0, 15)).toEqual(estimate);
  });

  it('is added as a square, and has the degrees of freedom of the larger one', () => {
    const same = withError(estimate, estimate.error, estimate.df);
    expect(same.error).toBeCloseTo(Math.SQRT2 * estimate.error, 12);
    expect(same.df).toBeCloseTo(2 * estimate.df, 12);
    const large = withError(estimate, 1000 * estimate.error, 15);
    expect(large.error).toBeCloseTo(1000 * estimate.error, 3);
    expect(large.df).toBeCloseTo(15, 3);
    expect(withError({ ...estimate, error: 0 }, 0.3, 15)).toMatchObject({ mean: estimate.mean, error: 0.3, df: 15 });
  });
});

describe('skewness', () => {
  it('is 0 of what is symmetric, or does not vary, and follows the longer tail', () => {
    expect(skewness([1, 2, 3])).toBeCloseTo(0, 12);
    expect(skewness([0.3, 0.3, 0.3])).toBe(0);
    expect(skewness([0, 0, 3])).toBeCloseTo(Math.SQRT1_2, 12);
    expect(skewness([0, 0, -3])).toBeCloseTo(-Math.SQRT1_2, 12);
  });
});

describe('an unpaired difference', () => {
  it('is Welch’s', () => {
    // Variances 1 and 12, n = 3 and 4: their shares of the variance are 1/3 and 3; df = (10/3)² / ((1/3)²/2 + 3²/3).
    const estimate = welchEstimate([1, 2, 3], [1, 1, 7, 7]);
    expect(estimate).toMatchObject({ n: 3, mean: -2, groups: 2 });
    expect(estimate.error).toBeCloseTo(Math.sqrt(10 / 3), 14);
    expect(estimate.df).toBeCloseTo(100 / 9 / (1 / 18 + 3), 12);
    expect(estimate.deviation).toBeCloseTo(Math.sqrt(13 / 2), 14);
  });

  it('has 2·(n − 1) degrees of freedom for equal spreads, or none at all', () => {
    expect(welchEstimate([1, 2, 3], [5, 6, 7]).df).toBeCloseTo(4, 12);
    const certain = welchEstimate([1, 1, 1], [2, 2, 2]);
    expect(certain).toMatchObject({ mean: -1, error: 0, df: 4 });
    expect([pValue(certain), effectSize(certain)]).toEqual([0, undefined]);
  });

  it.each([
    [[1, 2, 3], [5, 6, 7], 4],
    [[1, 2, 3], [0, 10, 20], 4], // Welch's would be 2.04: one arm spreads ten times as much
    [[1, 2, 3, 4, 5], [1, 1, 1, 1, 1.001], 8],
    [[1, 2, 3], [1, 1, 7, 7], 4], // of the smaller arm
  ])('has an effect corrected with the freedom of its spread: %j and %j', (a, b, df) => {
    const estimate = welchEstimate(a, b);
    const d = estimate.mean / Math.sqrt((deviation(a) ** 2 + deviation(b) ** 2) / 2);
    expect(effectSize(estimate)).toBeCloseTo(d * (1 - 3 / (4 * df - 1)), 12);
  });

  it('changes sign with its arms', () => {
    fc.assert(
      fc.property(losses, losses, (a, b) => {
        const [there, back] = [intervalOf(welchEstimate(a, b), 0.95)!, intervalOf(welchEstimate(b, a), 0.95)!];
        expect(there.low).toBeCloseTo(-back.high, 10);
        expect(there.high).toBeCloseTo(-back.low, 10);
      }),
    );
  });
});

/** In how many of 2,000 experiments the interval holds the truth, 0. */
function coverage(estimateOf: (experiment: number) => Estimate): number {
  const experiments = 2000;
  let covered = 0;
  for (let e = 0; e < experiments; e++) {
    const { low, high } = intervalOf(estimateOf(e), 0.95)!;
    if (low <= 0 && 0 <= high) covered++;
  }
  return covered / experiments;
}

/** `n` draws of experiment `e`, each source of chance by its own number. */
const draws = (source: number, e: number, n: number): number[] =>
  Array.from({ length: n }, (_, i) => normal(20, source, e * n + i));

describe('equal arms, two thousand times', () => {
  const within = (share: number): void => {
    expect(share).toBeGreaterThan(0.93);
    expect(share).toBeLessThan(0.97);
  };

  it.each([3, 5, 16])('with normal differences over %i seeds, the interval covers 0 as often as it says', (n) => {
    within(coverage((e) => pairedEstimate(draws(1, e, n).map((d) => 0.01 * d))));
  });

  it.each([3, 5, 16])('with an effect of the seed that both share, over %i seeds, it does so too', (n) => {
    // Loss = 2 + seed (sd 0.05) + arm's own noise (sd 0.01): pairing takes the seed out.
    within(
      coverage((e) => {
        const seed = draws(2, e, n);
        const [own, other] = [draws(3, e, n), draws(4, e, n)];
        return pairedEstimate(seed.map((s, i) => 2 + 0.05 * s + 0.01 * own[i]! - (2 + 0.05 * s + 0.01 * other[i]!)));
      }),
    );
  });

  it.each([3, 5, 16])('with different seeds and unequal spreads, over %i, Welch’s does so too', (n) => {
    within(
      coverage((e) =>
        welchEstimate(
          draws(5, e, n),
          draws(6, e, n).map((d) => 1.5 * d),
        ),
      ),
    );
  });
});

describe('seeds needed', () => {
  /** The share of 4,000 experiments in which a paired t test at α finds a true difference of `delta` deviations. */
  function powerAt(n: number, delta: number, alpha: number): number {
    let found = 0;
    for (let e = 0; e < 4000; e++) if (pValue(pairedEstimate(draws(7, e, n).map((d) => d + delta)))! < alpha) found++;
    return found / 4000;
  }

  it.each([
    [0.6, 0.05],
    [1, 0.05],
    [1.5, 0.05],
    [1, 0.05 / 3],
  ])('for half of what was seen, %f deviations, at α = %f, has the power asked for', (delta, alpha) => {
    const seen: Estimate = { n: 3, mean: 2 * delta, deviation: 1, error: 1 / Math.sqrt(3), df: 2, groups: 1 };
    const n = 3 + seedsNeeded(seen, alpha)!;
    expect(powerAt(n, delta, alpha)).toBeGreaterThan(0.78);
    expect(powerAt(n - 2, delta, alpha)).toBeLessThan(0.8);
  });

  it('counts both arms where they are not paired', () => {
    const seen: Estimate = { n: 3, mean: 2, deviation: 1, error: Math.sqrt(2 / 3), df: 4, groups: 2 };
    const n = 3 + seedsNeeded(seen, 0.05)!;
    let found = 0;
    for (let e = 0; e < 4000; e++)
      if (
        pValue(
          welchEstimate(
            draws(8, e, n).map((d) => d + 1),
            draws(9, e, n),
          ),
        )! < 0.05
      )
        found++;
    expect(found / 4000).toBeGreaterThan(0.78);
    expect(found / 4000).toBeLessThan(0.84);
  });

  it('is none where there are enough, one at least below three, and unknown where no number would do', () => {
    expect(seedsNeeded(pairedEstimate([1, 1.01, 0.99]), 0.05)).toBe(0);
    expect(seedsNeeded(pairedEstimate([1, 1.01]), 0.05)).toBe(1);
    expect(seedsNeeded(pairedEstimate([1]), 0.05)).toBeUndefined();
    expect(seedsNeeded(pairedEstimate([1, -1, 0.001]), 0.05)).toBeUndefined();
  });

  it('is known as well as the spread is', () => {
    // χ² at two degrees of freedom is −2·ln(1 − p): the spread of three seeds lies between 0.52 and 6.3 times what was seen.
    const seen: Estimate = { n: 3, mean: 2, deviation: 1, error: 1 / Math.sqrt(3), df: 2, groups: 1 };
    const at = (factor: number): number | undefined => seedsNeeded({ ...seen, deviation: factor }, 0.05);
    const [least, most] = [0.975, 0.025].map((p) => Math.sqrt(2 / (-2 * Math.log(1 - p))));
    expect(seedsRange(seen, 0.05, 0.95)).toEqual({ few: at(least!), many: at(most!) });
    expect(seedsRange({ ...seen, mean: 0.2 }, 0.05, 0.95)).toEqual({ few: at(10 * least!) });
    expect(seedsRange({ ...seen, mean: 0 }, 0.05, 0.95)).toBeUndefined();
    expect(seedsRange({ ...seen, n: 2 }, 0.05, 0.95)).toBeUndefined();
    expect(seedsRange(pairedEstimate([1, 1, 1]), 0.05, 0.95)).toEqual({ few: 0, many: 0 });
  });

  it.each([3, 8])('holds the number that the true spread needs in 95 of 100 experiments of %i seeds', (n) => {
    let held = 0;
    for (let e = 0; e < 1000; e++) {
      const sample = pairedEstimate(draws(11, e, n));
      // Half the mean is what is looked for, so the mean is taken as it is and only the spread as seen.
      const seen = { ...sample, mean: 1.5 };
      const { few, many = Infinity } = seedsRange(seen, 0.05, 0.95)!;
      const truth = seedsNeeded({ ...seen, deviation: 1 }, 0.05)!;
      if (few <= truth && truth <= many) held++;
    }
    expect(held / 1000).toBeGreaterThan(0.93);
  });

  it('narrows with the seeds', () => {
    const widths = [3, 5, 8, 16].map((n) => {
      const seen: Estimate = { n, mean: 1, deviation: 1, error: 1 / Math.sqrt(n), df: n - 1, groups: 1 };
      const { few, many = Infinity } = seedsRange(seen, 0.05, 0.95)!;
      return (n + many) / (n + few);
    });
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
  });

  it('falls as the difference grows, and is the same in any unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 20 }), fc.double({ min: 0.2, max: 3, noNaN: true }), (n, d) => {
        const seen = (scale: number, delta: number): Estimate => ({
          n,
          mean: scale * delta,
          deviation: scale,
          error: scale / Math.sqrt(n),
          df: n - 1,
          groups: 1,
        });
        const needed = seedsNeeded(seen(1, d), 0.05)!;
        expect(seedsNeeded(seen(1, 1.1 * d), 0.05)).toBeLessThanOrEqual(needed);
        expect(seedsNeeded(seen(4, d), 0.05)).toBe(needed);
      }),
    );
  });
});
