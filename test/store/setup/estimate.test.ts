// What an experiment will take: by the pieces that were timed here, and by nothing else.

import { describe, expect, it } from 'vitest';
import { stepOf, type StepTime } from '#src/science/step-cost.ts';
import { kinds, workOf, type Pieces } from '#src/science/work.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { estimateSeconds } from '#src/store/setup/estimate.ts';
import { tiny } from '../../tiny.ts';

const arm = { ...tiny, width: 64, context: 64, batch: 16, steps: 200 };
const timed = (milliseconds: Pieces, change: Partial<typeof arm> = {}, seeds = 3): StepTime => ({
  ...stepOf({ ...arm, ...change }, seeds),
  milliseconds,
});
const each = (step: number, batch = 0, text = 0): Pieces => ({ step, batch, text });
const estimated = (...given: Parameters<typeof estimateSeconds>): number => estimateSeconds(...given)!;
/** Without what every experiment takes: what is between and around the pieces. */
const nothing = estimated([arm], 3, 100, [timed(each(0))]);
const pieces = (...given: Parameters<typeof estimateSeconds>): number => (estimated(...given) - nothing) / 1.05;

describe('an estimate', () => {
  it('is none where nothing was timed', () => {
    expect(estimateSeconds([arm], 3, 100, [])).toBeUndefined();
  });

  it('is what there is of each kind × what one took', () => {
    expect(pieces([arm], 3, 100, [timed(each(50))])).toBeCloseTo(200 * 0.05, 10);
    expect(pieces([{ ...arm, steps: 1000, learningRate: 1 }], 3, 1, [timed(each(50))])).toBeCloseTo(50, 10);
    const { batch, text } = workOf(arm);
    expect(pieces([arm], 3, 100, [timed(each(50, 20, 400))])).toBeCloseTo(10 + 0.02 * batch + 0.4 * text, 10);
  });

  it('adds arms, of which those that train together count as one', () => {
    const wide = { ...arm, width: 128 };
    const times = [timed(each(50)), timed(each(150), { width: 128 }), timed(each(90), {}, 6)];
    expect(pieces([arm, wide], 3, 100, times)).toBeCloseTo(200 * 0.2, 10);
    expect(pieces([arm, { ...arm, learningRate: 0.1 }], 3, 100, times)).toBeCloseTo(200 * 0.09, 10);
  });

  it('takes the newest of several', () => {
    expect(pieces([arm], 3, 100, [timed(each(500)), timed(each(50))])).toBeCloseTo(10, 10);
  });

  it.each([0.001, 1, 1000])('goes by the nearest of what was not timed, at %f GFLOP/s measured', (speed) => {
    const far = timed(each(1e6, 1e6, 1e6), { width: 512, depth: 12 });
    const of = (change: Partial<typeof arm>, seeds = 3): number =>
      pieces([{ ...arm, ...change }], seeds, speed, [far, timed(each(50))]);
    // Between as long and as much longer as there is more to compute.
    expect(of({ width: 68 })).toBeGreaterThanOrEqual(10 - 1e-9);
    expect(of({ width: 68 })).toBeLessThan(10 * 1.15);
    expect(of({}, 4)).toBeLessThanOrEqual(10 * (4 / 3) + 1e-9);
    expect(of({}, 2)).toBeGreaterThanOrEqual(10 * (2 / 3) - 1e-9);
  });

  it('counts evaluations and texts of small runs, which take longer than their steps', () => {
    for (const { spec } of lessons)
      for (const { config } of spec('test').arms) {
        const work = workOf(config);
        expect(work.step).toBe(config.steps);
        if (config.steps >= 30) expect(work.batch).toBeGreaterThanOrEqual(9); // each of the eight points, and the first, has two passages
        expect(work.text).toBe(3);
        expect(kinds.every((kind) => Number.isSafeInteger(work[kind]))).toBe(true);
      }
  });
});
