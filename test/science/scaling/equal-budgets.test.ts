// Budgets are seen in the sizes of the arms; a parabola goes through what has ended of each.

import { describe, expect, it } from 'vitest';
import { lossAt, type Law } from '#src/science/fit/laws/law.ts';
import { armsAt, equalWorkOf } from '#src/science/scaling/equal-budgets.ts';
import { emptyRecord, lessonNamed } from '../../store/fake-record.ts';
import { endedLesson, endedRecord } from '../../store/fake-sweep.ts';

/** Lowest in the middle of the widths of the lesson. */
const law: Law = { E: 1, A: 150, alpha: 0.55, B: 200, beta: 0.45 };
const codes = (refusals: readonly { readonly code: string }[]): string[] => refusals.map(({ code }) => code);

describe('budgets', () => {
  it('have a parabola each, with their lowest points further to the right the larger they are', () => {
    const record = endedLesson('budget', (size) => lossAt(law, size));
    const { parabolas, refusals, a } = equalWorkOf(record)!;
    expect([parabolas.length, codes(refusals)]).toEqual([3, []]);
    expect(parabolas.map(({ compute }) => armsAt(record, compute))).toEqual([
      [0, 1, 2, 3, 4],
      [5, 6, 7, 8, 9],
      [10, 11, 12, 13, 14],
    ]);
    expect(parabolas[2]!.parameters).toBeGreaterThan(parabolas[0]!.parameters);
    expect(a).toBeGreaterThan(0);
  });

  it('have none of two sizes, nor where the loss has no lowest point between them', () => {
    const spec = lessonNamed('budget').spec('nano');
    const begun = endedRecord(emptyRecord(spec), [0, 1, 5, 6, 7, 8], (size) => lossAt(law, size));
    expect(codes(equalWorkOf(begun)!.refusals)).toContain('fitFewAtBudget');
    const falling = endedLesson('budget', ({ parameters }) => 5 - 0.1 * Math.log(parameters));
    expect(codes(equalWorkOf(falling)!.refusals)).toEqual(['fitNoBend', 'fitNoBend', 'fitNoBend']);
  });

  it('are none in a grid, along one axis, or where an idea is tried at one size', () => {
    for (const id of ['law', 'longer', 'parameters', 'better-idea', 'wall', 'trap', 'depth'])
      expect([id, equalWorkOf(endedLesson(id, (size) => lossAt(law, size)))]).toEqual([id, undefined]);
  });
});
