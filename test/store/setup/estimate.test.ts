// What an experiment will take: by the steps that were timed here, and by nothing else.

import { describe, expect, it } from 'vitest';
import { stepOf, type StepTime } from '#src/science/step-cost.ts';
import { estimateSeconds } from '#src/store/setup/estimate.ts';
import { tiny } from '../../tiny.ts';

const arm = { ...tiny, width: 64, context: 64, batch: 16, steps: 200 };
const timed = (milliseconds: number, change: Partial<typeof arm> = {}, seeds = 3): StepTime => ({
  ...stepOf({ ...arm, ...change }, seeds),
  milliseconds,
});

describe('an estimate', () => {
  it('is none where nothing was timed', () => {
    expect(estimateSeconds([arm], 3, 100, [])).toBeUndefined();
  });

  it('is steps × what one took, and a tenth for what is beside them', () => {
    expect(estimateSeconds([arm], 3, 100, [timed(50)])).toBeCloseTo(200 * 0.05 * 1.1, 10);
    expect(estimateSeconds([{ ...arm, steps: 1000, learningRate: 1 }], 3, 1, [timed(50)])).toBeCloseTo(55, 10);
  });

  it('adds arms, of which those that train together count as one', () => {
    const wide = { ...arm, width: 128 };
    const times = [timed(50), timed(150, { width: 128 }), timed(90, {}, 6)];
    expect(estimateSeconds([arm, wide], 3, 100, times)).toBeCloseTo(200 * 0.2 * 1.1, 10);
    expect(estimateSeconds([arm, { ...arm, learningRate: 0.1 }], 3, 100, times)).toBeCloseTo(200 * 0.09 * 1.1, 10);
  });

  it('takes the newest of several', () => {
    expect(estimateSeconds([arm], 3, 100, [timed(500), timed(50)])).toBeCloseTo(11, 10);
  });

  it.each([0.001, 1, 1000])('goes by the nearest of what was not timed, at %f GFLOP/s measured', (speed) => {
    const far = timed(1e6, { width: 512, depth: 12 });
    const of = (change: Partial<typeof arm>, seeds = 3): number =>
      estimateSeconds([{ ...arm, ...change }], seeds, speed, [far, timed(50)])!;
    // Between as long and as much longer as there is more to compute.
    expect(of({ width: 68 })).toBeGreaterThanOrEqual(11 - 1e-9);
    expect(of({ width: 68 })).toBeLessThan(11 * 1.15);
    expect(of({}, 4)).toBeLessThanOrEqual(11 * (4 / 3) + 1e-9);
    expect(of({}, 2)).toBeGreaterThanOrEqual(11 * (2 / 3) - 1e-9);
  });
});
