// How often and how much a run is looked at: at most a tenth of training, on steps that are there, and never nothing.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluationBudget, samplingSteps } from '#src/train/budget.ts';

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
        const seen = budget.evaluations.length * budget.windows + budget.windowsAtEnd;
        const share = seen / 3 / (steps * batch); // a forward pass is a third of a step
        if (budget.windows > 4 && budget.windowsAtEnd > 4) expect(share).toBeLessThanOrEqual(0.1);
        else
          expect(seen).toBeLessThanOrEqual(
            Math.max(0.3 * steps * batch, 4 * budget.evaluations.length) + 4 * budget.evaluations.length,
          );
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
        const { evaluations } = budget;
        expect([evaluations[0], evaluations.at(-1)]).toEqual([1, steps]);
        expect(evaluations.length).toBeLessThanOrEqual(17);
        const gaps = evaluations.slice(1).map((step, i) => step - evaluations[i]!);
        expect(gaps.every((gap) => Number.isInteger(gap) && gap > 0)).toBe(true);
        expect(Math.max(0, ...gaps)).toBeLessThanOrEqual(Math.ceil(0.19 * steps));
      }),
    );
  });

  test('of the sizes of the lessons', () => {
    expect(evaluationBudget(200, 8, 10_000, 32)).toEqual({
      evaluations: [1, 9, 25, 46, 71, 99, 130, 164, 200],
      windows: 26,
      windowsAtEnd: 224,
    });
    expect(evaluationBudget(400, 16, 10_000, 16)).toEqual({
      evaluations: [1, 8, 22, 40, 61, 85, 112, 141, 173, 206, 241, 279, 317, 358, 400],
      windows: 64,
      windowsAtEnd: 960,
    });
    expect(evaluationBudget(30, 4, 6000, 64)).toEqual({
      evaluations: [1, 4, 7, 11, 15, 19, 25, 30],
      windows: 4,
      windowsAtEnd: 18,
    });
  });
});

describe('samples', () => {
  test('are written at the first look past a quarter and past half, and at the end', () => {
    fc.assert(
      fc.property(runs, ({ steps, batch, windows, together }) => {
        const { evaluations } = evaluationBudget(steps, batch, windows, together);
        const found = samplingSteps(evaluations);
        expect(
          found.every((step) => evaluations.includes(step)),
          `${found.join()} of ${evaluations.join()}`,
        ).toBe(true);
        expect(found).toHaveLength(3);
        expect(found[0]).toBeGreaterThanOrEqual(steps / 4);
        expect(found[1]).toBeGreaterThanOrEqual(steps / 2);
        expect(found[2]).toBe(steps);
      }),
    );
    expect(samplingSteps([1, 9, 25, 46, 71, 99, 130, 164, 200])).toEqual([71, 130, 200]);
  });
});
