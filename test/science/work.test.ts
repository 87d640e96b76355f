// What training takes is counted before as it is counted while it goes on, and comes to nothing at the end.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { baseArm } from '#src/experiment/settings.ts';
import { evaluationBudget } from '#src/science/budget.ts';
import { batchesOf, windowsTogether, workLeft, workOf } from '#src/science/work.ts';

const heldOutOf = (passages: number, windows: number) => ({ text: 'a', passages, scored: 1024, windows, write: () => {} });

test('each evaluation takes away its batches, and the last one leaves nothing', () => {
  const runs = fc.record({
    steps: fc.integer({ min: 1, max: 3000 }),
    context: fc.integer({ min: 2, max: 1024 }),
    passages: fc.integer({ min: 1, max: 300 }),
  });
  fc.assert(
    fc.property(runs, ({ steps, context, passages }) => {
      const heldOut = heldOutOf(passages, Math.ceil(1024 / context));
      const budget = evaluationBudget({ ...baseArm, budget: 'steps', steps, context }, heldOut);
      const together = windowsTogether(context, heldOut.windows);
      let before = workLeft(budget, heldOut, together, { step: 0, evaluated: 0 });
      expect(before.step).toBe(steps);
      for (const at of budget.evaluations) {
        const after = workLeft(budget, heldOut, together, { step: at, evaluated: at });
        const sets = at === steps ? budget.sets : budget.sets.slice(0, 1);
        expect(before.batch - after.batch).toBe(batchesOf(sets, heldOut, together));
        expect(before.text - after.text).toBeGreaterThanOrEqual(0);
        before = after;
      }
      expect(before).toEqual({ step: 0, batch: 0, text: 0 });
    }),
    { numRuns: 200 },
  );
});

test('before its text is read a run counts as with a long one', () => {
  const arm = { ...baseArm, context: 32, batch: 8, steps: 200 };
  const heldOut = heldOutOf(109, 32); // tiny Shakespeare
  const budget = evaluationBudget(arm, heldOut);
  expect(workOf(arm)).toEqual(workLeft(budget, heldOut, windowsTogether(32, 32), { step: 0, evaluated: 0 }));
});
