// What an idea is worth, read between the families of a record.

import { describe, expect, it } from 'vitest';
import { sizeOf } from '#src/science/scaling/scale-axis.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { gainsOf } from '#src/science/scaling/gains.ts';
import { emptyRecord, lessonNamed } from '../../store/fake-record.ts';
import { endedLesson, endedRecord } from '../../store/fake-sweep.ts';

/** Losses that fall straight over ln C, and ideas that are worth so many times the compute. */
function worth(id: string, factors: (arm: number) => number, noise = 0.002): ExperimentRecord {
  const empty = emptyRecord(lessonNamed(id).spec('nano'));
  const compute = (arm: number): number =>
    sizeOf(empty, empty.arms[arm]!, 'flops', { steps: totalSteps(empty.arms[arm]!.config), seconds: 0 })!;
  return endedLesson(
    id,
    (_, arm, seed) => 4 - 0.1 * Math.log((compute(arm) * factors(arm)) / 1e9) + noise * Math.sin(5 * seed + 3 * arm),
  );
}
const codes = (refusals: readonly { readonly code: string }[]): string[] => refusals.map(({ code }) => code);

describe('an idea', () => {
  it.each([
    ['better-idea', 3, 2],
    ['parameters', 5, 1],
  ])('of %s is worth what it was made to be, between lines of %i sizes', (id, sizes, ideas) => {
    const gains = gainsOf(worth(id, (arm) => (arm < sizes ? 1 : 1.3)));
    expect(gains).toHaveLength(ideas);
    for (const { gain, scales } of gains) {
      expect(gain.interval!.low).toBeLessThan(1.3);
      expect(gain.interval!.high).toBeGreaterThan(1.3);
      expect(gain.compute!.baseline / gain.compute!.variant).toBeCloseTo(gain.gain!, 9);
      expect([scales.sizes, codes(gain.refusals)]).toEqual([sizes, []]);
    }
  });

  it('scales better where its lead grows, and that is not said from two sizes', () => {
    const [idea] = gainsOf(worth('parameters', (arm) => (arm < 5 ? 1 : 1.2 + 0.8 * (arm - 5)), 0));
    expect(idea!.scales.interval!.low).toBeGreaterThan(0);
    const depth = gainsOf(worth('depth', () => 1));
    expect(depth.map(({ scales }) => codes(scales.refusals))).toEqual([[], ['fitOneSize']]);
  });

  it('has no gain beyond what both measured, nor while only one of them has ended', () => {
    const far = gainsOf(worth('better-idea', (arm) => (arm < 3 ? 1 : 1000)));
    expect(far.map(({ gain }) => [gain.gain, ...codes(gain.refusals)])).toEqual([
      [undefined, 'fitNoCommonLoss'],
      [undefined, 'fitNoCommonLoss'],
    ]);
    const begun = endedRecord(emptyRecord(lessonNamed('better-idea').spec('nano')), [0, 1, 2], () => 2);
    expect(gainsOf(begun).flatMap(({ gain }) => codes(gain.refusals))).toEqual(['fitNoCommonLoss', 'fitNoCommonLoss']);
  });

  it('is none where only size, text or a single arm differs', () => {
    for (const id of ['law', 'budget', 'longer', 'data', 'wall', 'shortcuts', 'better-data', 'by-heart'])
      expect([id, gainsOf(endedLesson(id, () => 2)).length]).toEqual([id, 0]);
  });
});
