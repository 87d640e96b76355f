// Lines join arms that differ in one number alone.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseArm, learningRateFor, type ArmConfig } from '#src/experiment/settings.ts';
import { joinedAlong, joinedArms } from '#src/science/scaling/joined-arms.ts';
import { lessonNamed } from '../../store/fake-record.ts';

const lines = (id: string, size: 'nano' | 'standard' = 'standard') =>
  joinedArms(
    lessonNamed(id)
      .spec(size)
      .arms.map(({ config }) => config),
  );
const arm = (change: Partial<ArmConfig>): ArmConfig => ({ ...baseArm, ...change });

describe('the lessons', () => {
  it('depth has three lines, one for each wiring', () => {
    expect(lines('depth')).toEqual([
      { by: 'depth', following: [], arms: [0, 1, 2, 3, 4] },
      { by: 'depth', following: [], arms: [5, 6, 7, 8] },
      { by: 'depth', following: [], arms: [9, 10, 11] },
    ]);
    expect(lines('depth', 'nano').map(({ arms }) => arms.length)).toEqual([3, 3, 2]);
  });

  it('parameters has one by width for each wiring, with the heads and the rate that suit it', () => {
    const line = { by: 'width', following: ['heads', 'learningRate'] };
    expect(lines('parameters')).toEqual([
      { ...line, arms: [0, 1, 2, 3, 4] },
      { ...line, arms: [5, 6, 7, 8, 9] },
    ]);
  });

  it('data has one by the amount of text, all of it last', () => {
    expect(lines('data')).toEqual([{ by: 'uniqueText', following: [], arms: [0, 1, 2, 3] }]);
  });

  it('the data wall has one by the amount of text, without the beginning of the book', () => {
    const byText = lines('wall').filter(({ by }) => by === 'uniqueText');
    expect(byText).toEqual([{ by: 'uniqueText', following: [], arms: [3, 2, 1, 0] }]);
  });

  it('a better idea has one by length for each idea, with the warm-up that suits it', () => {
    expect(lines('better-idea')).toEqual(
      [0, 3, 6].map((first) => ({ by: 'steps', following: ['warmup'], arms: [first, first + 1, first + 2] })),
    );
  });

  it('the trap has one at the same rate and one at the rate of each width', () => {
    const byWidth = lines('trap').filter(({ by }) => by === 'width');
    expect(byWidth.map(({ arms }) => arms)).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it('the law has one for each length and one for each width', () => {
    expect(lines('law', 'nano').map(({ by, arms }) => [by, arms.length])).toEqual([
      ...Array.from({ length: 4 }, () => ['width', 5]),
      ...Array.from({ length: 5 }, () => ['steps', 4]),
    ]);
  });

  it('a budget has one for each of three, along the widths', () => {
    expect(joinedAlong(lessonNamed('budget').spec('nano').sweep!).map(({ by, arms }) => [by, ...arms])).toEqual([
      ['width', 0, 1, 2, 3, 4],
      ['width', 5, 6, 7, 8, 9],
      ['width', 10, 11, 12, 13, 14],
    ]);
    expect(joinedAlong(lessonNamed('law').spec('nano').sweep!), 'of a grid of two').toEqual([]);
    expect(joinedAlong({ axes: [{ width: [16, 32] }] }), 'of what does not begin again').toEqual([]);
  });

  it('shortcuts has none: its arms differ in kind', () => expect(lines('shortcuts')).toEqual([]));
});

describe('any arms', () => {
  it('are sorted by the number, wherever they stand', () => {
    const depths = [8, 2, 4].map((depth) => arm({ depth }));
    expect(joinedArms(depths)).toEqual([{ by: 'depth', following: [], arms: [1, 2, 0] }]);
  });

  it('that differ in two numbers are not joined, nor those that differ in nothing', () => {
    expect(joinedArms([arm({ depth: 2 }), arm({ depth: 4, batch: 8 })])).toEqual([]);
    expect(joinedArms([arm({}), arm({})])).toEqual([]);
    expect(joinedArms([arm({ learningRate: 1e-3 }), arm({ width: 32, residual: false })])).toEqual([]);
  });

  it('that differ in the rate alone are joined by it', () => {
    expect(joinedArms([arm({ learningRate: 1e-2 }), arm({ learningRate: 1e-3 })])).toEqual([
      { by: 'learningRate', following: [], arms: [1, 0] },
    ]);
  });

  it('are not told apart by a setting that none of them uses', () => {
    expect(joinedArms([arm({ depth: 2, tokens: 5 }), arm({ depth: 4, tokens: 7 })]).map(({ by }) => by)).toEqual(['depth']);
  });

  it('of two experiments make a line each', () => {
    const twice = [16, 32, 16, 32].map((width) => arm({ width, learningRate: learningRateFor(width) }));
    expect(joinedArms(twice).map(({ arms }) => arms)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('on a line differ in its number, and in nothing else but what follows it, however they are mixed', () => {
    const config = fc
      .record({
        depth: fc.constantFrom(1, 2, 4),
        width: fc.constantFrom(16, 32),
        batch: fc.constantFrom(4, 8),
        residual: fc.boolean(),
        uniqueText: fc.constantFrom(0, 100),
      })
      .map(arm);
    fc.assert(
      fc.property(fc.array(config, { minLength: 1, maxLength: 12 }), (configs) => {
        const found = joinedArms(configs);
        for (const { by, following, arms } of found) {
          const others = (Object.keys(baseArm) as (keyof ArmConfig)[]).filter((key) => key !== by && !following.includes(key));
          for (const key of others) expect(new Set(arms.map((index) => configs[index]![key])).size).toBe(1);
          expect(new Set(arms.map((index) => configs[index]![by])).size).toBe(arms.length);
        }
        // Every pair that differs in one of these numbers alone stands on lines of it.
        const keys = ['depth', 'width', 'batch', 'uniqueText'] as const;
        configs.forEach((a, i) =>
          configs.forEach((b, j) => {
            const differ = [...keys, 'residual' as const].filter((key) => a[key] !== b[key]);
            if (differ.length !== 1 || differ[0] === 'residual') return;
            for (const index of [i, j]) {
              const alike = configs.filter((c) => JSON.stringify(c) === JSON.stringify(configs[index])).length;
              const on = found.some(({ by, arms }) => by === differ[0] && arms.includes(index));
              expect(on || alike > 1).toBe(true);
            }
          }),
        );
      }),
    );
  });
});
