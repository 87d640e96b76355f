// How often and how much a run is looked at: about a tenth of training, on steps that are there, and the same text whatever the run.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longestPassage } from '#src/data/held-out.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import { evaluationBudget, longestOf, samplingSteps } from '#src/science/budget.ts';

const heldOutOf = (passages: number) => ({ text: 'a', passages, scored: longestPassage, windows: 16, write: () => {} });
const armOf = (steps: number, batch: number, context: number): ArmConfig => ({
  ...baseArm,
  budget: 'steps',
  steps,
  batch,
  context,
});

const runs = fc.record({
  steps: fc.integer({ min: 1, max: 3000 }),
  batch: fc.integer({ min: 1, max: 128 }),
  context: fc.integer({ min: 2, max: 1024 }),
  passages: fc.integer({ min: 1, max: 2000 }),
});

describe('evaluation', () => {
  test('costs about a tenth of training, unless the smallest looks cost more', () => {
    fc.assert(
      fc.property(runs, ({ steps, batch, context, passages }) => {
        const { evaluations, sets } = evaluationBudget(armOf(steps, batch, context), heldOutOf(passages));
        const share = (passages: number): number => (passages * longestPassage) / 3 / (steps * batch * context); // a forward pass is a third of a step
        if (evaluations.length > 9) expect(share(evaluations.length * sets[0]!)).toBeLessThanOrEqual(0.05);
        if (sets.length > 1) expect(share(sets.at(-1)!)).toBeLessThanOrEqual(0.05 * Math.SQRT2);
      }),
    );
  });

  test('asks for passages that exist, more at the end than on the way, and for steps that come', () => {
    fc.assert(
      fc.property(runs, ({ steps, batch, context, passages }) => {
        const { evaluations, sets } = evaluationBudget(armOf(steps, batch, context), heldOutOf(passages));
        expect(sets[0]).toBe(Math.min(2, passages));
        expect(sets.every((size, i) => size <= passages && size > (sets[i - 1] ?? 0))).toBe(true);
        expect([evaluations[0], evaluations.at(-1)]).toEqual([1, steps]);
        expect(evaluations.length).toBeLessThanOrEqual(17);
        const gaps = evaluations.slice(1).map((step, i) => step - evaluations[i]!);
        expect(gaps.every((gap) => Number.isInteger(gap) && gap > 0)).toBe(true);
        expect(Math.max(0, ...gaps)).toBeLessThanOrEqual(Math.ceil(0.19 * steps));
      }),
    );
  });

  test('of the sizes of the lessons', () => {
    const nano = evaluationBudget(armOf(200, 8, 64), heldOutOf(117));
    expect(nano).toEqual({ evaluations: [1, 9, 25, 46, 71, 99, 130, 164, 200], sets: [2, 4, 8, 16] });
    const longer = evaluationBudget(armOf(400, 32, 64), heldOutOf(117));
    expect(longer.evaluations).toHaveLength(17);
    expect(longer.sets).toEqual([2, 4, 8, 16, 32, 64, 117]);
    expect(evaluationBudget(armOf(30, 4, 16), heldOutOf(117)).sets).toEqual([2]);
    expect(evaluationBudget(armOf(30, 4, 16), heldOutOf(117), { all: true }).sets).toEqual([2, 4, 8, 16, 32, 64, 117]);
  });
});

describe('samples', () => {
  test('are written at the first look past a quarter and past half, and at the end', () => {
    fc.assert(
      fc.property(runs, ({ steps, batch, context, passages }) => {
        const { evaluations } = evaluationBudget(armOf(steps, batch, context), heldOutOf(passages));
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

test('of a sweep the ends are measured on what its longest point pays for, and the curves as ever', () => {
  const [short, long] = [armOf(30, 4, 16), armOf(400, 32, 64)];
  const alone = evaluationBudget(short, heldOutOf(117));
  const within = evaluationBudget(short, heldOutOf(117), { longest: longestOf([{ config: short }, { config: long }]) });
  expect(within.evaluations).toEqual(alone.evaluations);
  expect(within.sets).toEqual(evaluationBudget(long, heldOutOf(117)).sets);
  expect(within.sets.length).toBeGreaterThan(alone.sets.length);
});
