// Arms that differ only in their budget: what belongs together, and the time to a loss read between runs that each ended.

import { describe, expect, it } from 'vitest';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { familiesOf } from '#src/science/verdict/families.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import { data, recordOf, type ArmSpec } from './records.ts';

const arm = (config: Partial<ArmConfig>, ends: readonly number[] = [2, 2, 2]): ArmSpec => ({ config, ends });
const withShortcut = { firstLayer: true };
const families = (...configs: Partial<ArmConfig>[]): number[][] => familiesOf(recordOf(configs.map((c) => arm(c))));

describe('families', () => {
  it('are equal but for steps, tokens and warm-up, from short to long', () => {
    expect(
      families(
        { steps: 400, warmup: 40 },
        { ...withShortcut, steps: 400, warmup: 40 },
        { steps: 200, warmup: 20 },
        { ...withShortcut, budget: 'tokens', tokens: 819_200, warmup: 80 },
      ),
    ).toEqual([
      [2, 0],
      [1, 3],
    ]);
  });

  it('may have one member', () => {
    expect(families({ steps: 200 }, { steps: 400 }, withShortcut)).toEqual([[0, 1], [2]]);
  });

  it('are not two arms of equal budget: those are compared', () => {
    expect(families({}, {}, withShortcut)).toEqual([[0], [1], [2]]);
    expect(families({}, { budget: 'tokens', tokens: 400 * 1024 })).toEqual([[0], [1]]);
  });

  it('are none if all arms would be one: then its budgets are compared', () => {
    expect(families({ steps: 200 }, { steps: 400 })).toEqual([[0], [1]]);
  });

  it('do not reach over different texts', () => {
    const specs = [arm({ steps: 200 }), arm({ steps: 400 }), arm(withShortcut)];
    specs[1] = { ...specs[1]!, origin: { data: { ...data, name: 'Another' } } };
    expect(familiesOf(recordOf(specs))).toEqual([[0], [1], [2]]);
  });
});

describe('several budgets', () => {
  // The shortcut needs half the steps: it ends after 100 where the other ends after 200, and so on.
  const specs: ArmSpec[] = [
    arm({ steps: 100 }, [3.0, 3.01, 2.99]),
    arm({ steps: 200 }, [2.5, 2.51, 2.49]),
    arm({ steps: 400 }, [2.2, 2.21, 2.19]),
    { ...arm({ ...withShortcut, steps: 100 }, [2.5, 2.51, 2.49]), secondsPerStep: 0.012 },
    { ...arm({ ...withShortcut, steps: 200 }, [2.2, 2.21, 2.19]), secondsPerStep: 0.012 },
    { ...arm({ ...withShortcut, steps: 400 }, [2.0, 2.01, 1.99]), secondsPerStep: 0.012 },
  ];

  it('are compared at the longest, and timed between runs that each ended', () => {
    const { baseline, comparisons, sentences, notes } = verdictOf(recordOf(specs));
    expect(baseline).toBe(2);
    expect(comparisons).toHaveLength(1);
    const [{ arm, end, reach }] = comparisons as [(typeof comparisons)[0]];
    expect([arm, end!.mean]).toEqual([5, -0.2]);
    expect(reach).toMatchObject({ form: 'budgets', n: 3, reached: 3, early: 0, turned: 0 });
    expect(reach!.steps!.ratio).toBeCloseTo(0.5, 9);
    expect(reach!.seconds!.ratio).toBeCloseTo(0.6, 9);
    expect(sentences[0]).toContain(
      'It reaches the final loss of C in 0.50 times the steps (95 %: 0.50 to 0.50) and 0.60 times the time (95 %: 0.60 to 0.60), each budget with its own decay.',
    );
    expect(notes).toContain(
      'Arms that differ only in their budget count as one, compared at the budget of the baseline or at its longest: A, B and C; D, E and F.',
    );
  });

  it('are interpolated over the logarithm of the steps', () => {
    // 2.35 lies half-way between 2.5 at 100 and 2.2 at 200 steps: at 100·√2 of 400.
    const ends = [2.35, 2.36, 2.34];
    const record = recordOf([...specs.slice(0, 2), arm({ steps: 400 }, ends), ...specs.slice(3)]);
    expect(verdictOf(record).comparisons[0]!.reach!.steps!.ratio).toBeCloseTo(Math.SQRT2 / 4, 9);
  });

  it('are never extrapolated', () => {
    const late = [...specs.slice(0, 2), arm({ steps: 400 }, [1.9, 1.9, 1.9]), ...specs.slice(3)];
    expect(verdictOf(recordOf(late)).comparisons[0]!.reach).toEqual({
      form: 'budgets',
      n: 3,
      reached: 0,
      early: 0,
      turned: 0,
    });
    const early = [...specs.slice(0, 2), arm({ steps: 400 }, [2.6, 2.6, 2.6]), ...specs.slice(3)];
    expect(verdictOf(recordOf(early)).comparisons[0]!.reach).toEqual({
      form: 'budgets',
      n: 3,
      reached: 0,
      early: 3,
      turned: 3,
    });
  });

  it('of one arm are enough: the other needs only its end', () => {
    const { comparisons, baseline } = verdictOf(recordOf([specs[2]!, ...specs.slice(3)]));
    expect(baseline).toBe(0);
    expect(comparisons[0]!.reach).toMatchObject({ form: 'budgets', reached: 3 });
    expect(comparisons[0]!.reach!.steps!.ratio).toBeCloseTo(0.5, 9);
    // The other way round the single arm is read within its run.
    expect(verdictOf(recordOf(specs.slice(2, 6).reverse())).comparisons[0]!.reach).toMatchObject({ form: 'schedule' });
  });

  it('do without a run that diverged', () => {
    const holed = specs.map((spec, i) => (i === 4 ? { ...spec, runs: { 1: { status: 'diverged' as const } } } : spec));
    const { reach } = verdictOf(recordOf(holed)).comparisons[0]!;
    // Seed 1 is read between 2.51 at 100 and 2.01 at 400: 2.21 after 100·4^0.6.
    const ratios = [0.5, 4 ** 0.6 / 4, 0.5];
    expect(reach!.steps!.ratio).toBeCloseTo(Math.exp(ratios.reduce((sum, r) => sum + Math.log(r), 0) / 3), 9);
  });

  it('are compared at the baseline’s own, where there are longer ones', () => {
    const { comparisons, baseline } = verdictOf(recordOf([specs[1]!, ...specs.slice(3)]));
    expect([baseline, comparisons[0]!.arm, comparisons[0]!.end!.mean]).toEqual([0, 2, -0.3]);
    // 2.5 is where the shortest ends, at half of the baseline's 200 steps.
    expect(comparisons[0]!.reach!.steps!.ratio).toBeCloseTo(0.5, 9);
  });

  it('tell what an arm reaches in the time of the baseline, with a decay of its own', () => {
    const slow = specs.map((spec, i) => (i < 3 ? spec : { ...spec, secondsPerStep: 0.02 }));
    const { comparisons, sentences, notes } = verdictOf(recordOf(slow));
    // 400 steps of 0.01 s are 200 of 0.02 s, after which the shortcut ends at 2.2, as the baseline does.
    expect(comparisons[0]!.equalSeconds).toMatchObject({ form: 'budgets', mean: 0 });
    expect(sentences[0]).toContain('At equal time on the same GPU no difference was found');
    expect(notes.join()).not.toContain('is read on its way');
    const between = specs.map((spec, i) => (i < 3 ? spec : { ...spec, secondsPerStep: 0.01 * Math.SQRT2 }));
    expect(verdictOf(recordOf(between)).comparisons[0]!.equalSeconds!.mean).toBeCloseTo(-0.1, 9);
  });

  it('leave the time of the baseline to the curves, if they do not reach it', () => {
    const fast = specs.map((spec, i) => (i < 3 ? spec : { ...spec, secondsPerStep: 0.005 }));
    expect(verdictOf(recordOf(fast)).comparisons[0]!.equalSeconds).toMatchObject({ form: 'schedule' });
  });
});
