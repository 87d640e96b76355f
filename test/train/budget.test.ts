// How often and how much a run is looked at: at most a tenth of training, on steps that are there, and never nothing.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluationBudget, samplingSteps } from '#src/train/budget.ts';

/** Steps after which the session looks. */
const looksOf = (steps: number, every: number): number[] =>
  Array.from({ length: steps }, (_, i) => i + 1).filter((step) => step === 1 || step % every === 0 || step === steps);

const runs = fc.record({
  steps: fc.integer({ min: 1, max: 3000 }),
  batch: fc.integer({ min: 1, max: 128 }),
  windows: fc.integer({ min: 1, max: 20_000 }),
  together: fc.integer({ min: 1, max: 128 }),
});

describe('evaluation', () => {
  test('costs at most a tenth of training, unless even the smallest look does', () => {
    fc.assert(
      fc.property(runs, ({ steps, batch, windows, together }) => {
        const budget = evaluationBudget(steps, batch, windows, together);
        const looks = looksOf(steps, budget.every);
        const seen = looks.length * budget.windows + budget.windowsAtEnd;
        const share = seen / 3 / (steps * batch); // a forward pass is a third of a step
        if (budget.windows > 4 && budget.windowsAtEnd > 4) expect(share).toBeLessThanOrEqual(0.1);
        else expect(seen).toBeLessThanOrEqual(Math.max(0.3 * steps * batch, 4 * looks.length) + 4 * looks.length);
      }),
    );
  });

  test('asks for windows that exist, at least one, and for steps that come', () => {
    fc.assert(
      fc.property(runs, ({ steps, batch, windows, together }) => {
        const budget = evaluationBudget(steps, batch, windows, together);
        for (const asked of [budget.windows, budget.windowsAtEnd]) {
          expect(Number.isInteger(asked)).toBe(true);
          expect(asked).toBeGreaterThanOrEqual(1);
          expect(asked).toBeLessThanOrEqual(windows);
        }
        expect(Number.isInteger(budget.every)).toBe(true);
        expect(budget.every).toBeGreaterThanOrEqual(1);
        expect(looksOf(steps, budget.every).length).toBeLessThanOrEqual(7);
      }),
    );
  });

  test('of the sizes of the lessons', () => {
    expect(evaluationBudget(200, 8, 10_000, 32)).toEqual({ every: 34, windows: 32, windowsAtEnd: 224 });
    expect(evaluationBudget(400, 16, 10_000, 16)).toEqual({ every: 67, windows: 128, windowsAtEnd: 960 });
    expect(evaluationBudget(30, 4, 6000, 64)).toEqual({ every: 5, windows: 4, windowsAtEnd: 18 });
  });
});

describe('samples', () => {
  test('are written at the first look past a quarter and past half, and at the end', () => {
    fc.assert(
      fc.property(runs, ({ steps, batch, windows, together }) => {
        const { every } = evaluationBudget(steps, batch, windows, together);
        const looks = looksOf(steps, every);
        const found = samplingSteps(steps, every);
        expect(
          found.every((step) => looks.includes(step)),
          `${found.join()} of ${looks.join()}`,
        ).toBe(true);
        expect(found).toHaveLength(3);
        expect(found[0]).toBeGreaterThanOrEqual(steps / 4);
        expect(found[1]).toBeGreaterThanOrEqual(steps / 2);
        expect(found[2]).toBe(steps);
      }),
    );
    expect(samplingSteps(200, 34)).toEqual([68, 102, 200]);
  });
});
