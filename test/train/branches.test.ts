// Runs that differ in their length alone, branching off from the longest of them.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { totalSteps, type ArmConfig } from '#src/experiment/settings.ts';
import { trunksOf } from '#src/train/branches.ts';
import { rateAt } from '#src/train/schedule.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { cohortOf, learned, tinyArm } from './tiny.ts';

const wsd: ArmConfig = { ...tinyArm, schedule: 'wsd', decayShare: 0.25, warmup: 3 };

describe('a trunk', () => {
  test('is the arm at the full rate for longest, and each other branches where its decay begins', () => {
    // 40 steps decay over 10: the rate of step 30, counted from 0, is the first below a longer run's only after it.
    const arms = [40, 8, 80, 20].map((steps): ArmConfig => ({ ...wsd, steps }));
    expect(trunksOf(arms)).toEqual([
      {
        arm: 2,
        branches: [
          { arm: 1, step: 7 },
          { arm: 3, step: 16 },
          { arm: 0, step: 31 },
        ],
      },
    ]);
  });

  test('has the very rates of its branches up to there, and no longer', () => {
    const lengths = fc.array(fc.tuple(fc.integer({ min: 6, max: 60 }), fc.constantFrom(0, 0.1, 0.25, 1)), {
      minLength: 2,
      maxLength: 5,
    });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 0, max: 5 }), (given, warmup) => {
        const arms = given.map(([steps, decayShare]): ArmConfig => ({ ...wsd, warmup, steps, decayShare }));
        const rates = (arm: number): number[] =>
          Array.from({ length: 60 }, (_, step) => rateAt(step, totalSteps(arms[arm]!), arms[arm]!));
        const [trunk, ...others] = trunksOf(arms);
        expect(others).toEqual([]);
        expect(new Set([trunk!.arm, ...trunk!.branches.map(({ arm }) => arm)])).toEqual(new Set(arms.keys()));
        expect(trunk!.branches).toHaveLength(arms.length - 1);
        for (const { arm, step } of trunk!.branches) {
          const [own, whole] = [rates(arm), rates(trunk!.arm)];
          expect(own.slice(0, step)).toEqual(whole.slice(0, step));
          expect(step).toBeLessThanOrEqual(arms[arm]!.steps);
          // Unless both come down there, or the warm-up is not over, the next rate is another.
          if (step < arms[arm]!.steps && step >= warmup) expect(own[step]).toBeLessThan(1);
        }
      }),
    );
  });

  test('is of arms that are otherwise alike, whatever their budget is in', () => {
    const tokens: ArmConfig = { ...wsd, budget: 'tokens', tokens: 10 * wsd.batch * wsd.context };
    expect(trunksOf([wsd, tokens]).map(({ arm, branches }) => [arm, ...branches.map((b) => b.arm)])).toEqual([[0, 1]]);
    const short = { ...wsd, steps: 12 };
    const others: Partial<ArmConfig>[] = [
      { schedule: 'cosine' },
      { warmup: 2 },
      { learningRate: 1e-3 },
      { uniqueText: 500 },
      { dropout: 0.1 },
      { characterDropout: 0.1 },
      { stopAfter: 2 }, // evaluated at steps of its own
    ];
    for (const other of others) expect(trunksOf([wsd, { ...short, ...other }])).toEqual([]);
    expect(trunksOf([wsd, { ...short, finalRate: 0.5 }]), 'a setting that wsd does not use').toHaveLength(1);
    expect(
      trunksOf([
        { ...wsd, stopAfter: 2 },
        { ...short, stopAfter: 2 },
      ]),
    ).toEqual([]);
    expect(trunksOf([wsd])).toEqual([]);
  });
});

describe('a branch', () => {
  const all: ArmConfig = { ...wsd, dropout: 0.2, firstLayer: true, characterDropout: 0.1, spanShuffle: 0.5, context: 16 };
  const trainees = [{ seed: 4 }, { seed: 9, change: { learningRate: 5e-3, noise: 0.1 } }];

  test.each([
    ['plain', wsd],
    ['with dropout, augmentation and a shortcut', all],
  ])('from a snapshot of the trunk learns what its arm learns alone, bit for bit: %s', async (_, base) => {
    const arms = [20, 8, 14].map((steps): ArmConfig => ({ ...base, steps }));
    const [trunk] = trunksOf(arms);
    expect(trunk!.branches.map(({ step }) => step)).toEqual([7, 12]);
    await withErrorScopes(async () => {
      const whole = await cohortOf(arms[trunk!.arm]!, trainees);
      for (const { arm, step } of trunk!.branches) {
        await whole.train(step - whole.step);
        const [alone, branch] = [await cohortOf(arms[arm]!, trainees), await cohortOf(arms[arm]!, trainees)];
        branch.restore(await whole.snapshot(), step);
        const metrics = await alone.train(arms[arm]!.steps);
        expect(await branch.train(arms[arm]!.steps)).toEqual(metrics.slice(step));
        for (const m of trainees.keys()) expect(await learned(branch, m)).toEqual(await learned(alone, m));
        await Promise.all([alone.destroy(), branch.destroy()]);
      }
      await whole.destroy();
    });
  });
});
