// The ratio of two speeds: its interval holds the truth as often as it says, also where bursts are anything but independent.

import { describe, expect, it } from 'vitest';
import { fewestBatches, logRatioOf, type Times } from '#src/science/statistics/batch-means.ts';
import { intervalOf } from '#src/science/statistics/estimates.ts';
import { noisyTimes, type Machine } from '../../session/noisy-machine.ts';

/** How often, of so many simulated comparisons, the 95 % interval holds the true ratio. */
function coverage(comparisons: number, machine: Omit<Machine, 'seed'>): number {
  const truth = Math.log(machine.speeds[1]! / machine.speeds[0]!);
  let held = 0;
  for (let seed = 0; seed < comparisons; seed++) {
    const [times, others] = noisyTimes({ ...machine, seed });
    const { low, high } = intervalOf(logRatioOf(others!, times!)!, 0.95)!;
    if (low <= truth && truth <= high) held++;
  }
  return held / comparisons;
}

describe('of simulated timings', () => {
  it.each<[string, Omit<Machine, 'seed'>]>([
    ['of identical work', { steps: 200, speeds: [40, 40] }],
    ['of identical work beside two others', { steps: 200, speeds: [40, 40, 60, 90] }],
    ['of unequal work', { steps: 200, speeds: [40, 55] }],
    ['in few long bursts', { steps: 1500, stepsPerBurst: 100, speeds: [0.5, 0.5] }],
    ['in many short bursts', { steps: 500, speeds: [7, 8], scatter: 0.3 }],
  ])('%s: of 600 intervals at 95 percent, 93 to 97 percent hold the truth', (_, machine) => {
    const held = coverage(600, machine);
    expect(held).toBeGreaterThanOrEqual(0.93);
    expect(held).toBeLessThanOrEqual(0.97);
  });
});

describe('batches', () => {
  const even = (parts: number, seconds: number): Times =>
    Array.from({ length: 32 }, (_, part) => (part % (32 / parts) === 0 ? [10, 10 * seconds] : [0, 0]));

  it('of exact times give an exact ratio', () => {
    expect(logRatioOf(even(32, 0.2), even(32, 0.1))).toMatchObject({ mean: Math.log(2), error: 0 });
  });

  it('hold what both have: parts in which one was not timed join the next', () => {
    const estimate = logRatioOf(even(8, 0.3), even(32, 0.1))!;
    expect(estimate.n).toBe(8);
    expect(estimate.mean).toBeCloseTo(Math.log(3), 12);
  });

  it('are not made of nothing', () => {
    expect(logRatioOf(even(4, 0.1), even(32, 0.1))).toBeUndefined();
    expect(logRatioOf([], [])).toBeUndefined();
    expect(logRatioOf(even(32, 0), even(32, 0.1))).toBeUndefined();
    expect(logRatioOf(even(8, 0.1), even(8, 0.1))!.n).toBeGreaterThanOrEqual(fewestBatches);
  });
});
