// What goes to the GPU at once: bursts of about 25 ms, command buffers of at most 12 ms.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { piecesOfStep, stepsPerBurst } from '#src/train/pace.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { cohortOf, learned, tinyArm } from './tiny.ts';

const measured = fc.double({ min: 1e-3, max: 1e5, noNaN: true });

describe('a burst', () => {
  test('of a fast GPU has many steps, of a slow one a single step', () => {
    expect([0.25, 1, 5, 24, 26, 1000].map(stepsPerBurst)).toEqual([100, 25, 5, 1, 1, 1]);
  });

  test('takes about 25 ms, or one step', () => {
    fc.assert(
      fc.property(measured, (ms) => {
        const steps = stepsPerBurst(ms);
        expect(Number.isInteger(steps) && steps >= 1).toBe(true);
        if (steps > 1) expect(Math.abs(steps * ms - 25)).toBeLessThanOrEqual(ms);
      }),
    );
  });

  test('is one step as long as nothing was measured', () => expect(stepsPerBurst(0)).toBe(1));
});

describe('a command buffer', () => {
  test('takes at most 12 ms of a step', () => {
    expect([0.25, 12, 13, 100, 2000].map(piecesOfStep)).toEqual([1, 1, 2, 9, 167]);
    fc.assert(
      fc.property(measured, (ms) => {
        expect(ms / piecesOfStep(ms)).toBeLessThanOrEqual(12);
        expect(Number.isInteger(piecesOfStep(ms))).toBe(true);
      }),
    );
  });

  test('of the first step is short: nobody knows yet how slow the GPU is', () => {
    expect(piecesOfStep(0)).toBeGreaterThan(10);
  });
});

test('a cohort learns and measures the same in any number of pieces', async () => {
  const outcomes = await withErrorScopes(async () => {
    const found = [];
    for (const pieces of [1, 2, 7]) {
      const cohort = await cohortOf({ ...tinyArm, dropout: 0.2 }, [{ seed: 1 }, { seed: 2 }]);
      const metrics = [...(await cohort.train(3, pieces)), ...(await cohort.train(2, pieces))];
      found.push({ metrics, loss: await cohort.model.evaluate([1], pieces), state: await learned(cohort, 1) });
      await cohort.destroy();
    }
    return found;
  });
  expect(outcomes[0]!.metrics.map((m) => m.step)).toEqual([1, 2, 3, 4, 5]);
  expect(outcomes[1]).toEqual(outcomes[0]);
  expect(outcomes[2]).toEqual(outcomes[0]);
});
