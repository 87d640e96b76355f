// What a sweep's axes make: arms, their names, and what is no sweep.

import { describe, expect, test } from 'vitest';
import { linkOf, readLink } from '#src/links/link.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { specFrom } from '#src/experiment/spec.ts';
import { armsOf, changesOf, isGrid, placeName, pointsOf, type Sweep } from '#src/experiment/sweep/sweep.ts';

const sweep: Sweep = {
  axes: [{ width: [16, 32], heads: [1, 2] }, { learningRate: [0.01, 0.02, 0.04] }, { firstLayer: [false, true] }],
};

test('every combination is a point, along the last axis first', () => {
  const arms = armsOf(baseArm, sweep);
  expect(arms).toHaveLength(12);
  expect(pointsOf(sweep)).toBe(12);
  expect(arms.map(({ name }) => name).slice(0, 3)).toEqual([
    'width 16, learning rate 0.01, first layer off',
    'width 16, learning rate 0.01, first layer on',
    'width 16, learning rate 0.02, first layer off',
  ]);
  expect(arms.map(({ config }) => [config.width, config.heads, config.learningRate, config.firstLayer])).toEqual(
    [16, 32].flatMap((width) =>
      [0.01, 0.02, 0.04].flatMap((rate) => [false, true].map((wire) => [width, width / 16, rate, wire])),
    ),
  );
  expect(changesOf(sweep)[11]).toEqual({ width: 32, heads: 2, learningRate: 0.04, firstLayer: true });
});

test('places of an axis whose first setting repeats itself are named by what tells them apart, too', () => {
  const axis = { width: [16, 32, 16, 32], heads: [1, 2, 1, 2], steps: [40, 20, 80, 40], warmup: [4, 2, 8, 4] };
  const names = ['width 16, steps 40', 'width 32, steps 20', 'width 16, steps 80', 'width 32, steps 40'];
  expect(armsOf(baseArm, { axes: [axis] }).map(({ name }) => name)).toEqual(names);
  expect(names.map((_, place) => placeName(axis, place))).toEqual(names);
});

test('arms are its grid only if each stands in its place', () => {
  const arms = armsOf(baseArm, sweep);
  expect(isGrid(sweep, arms)).toBe(true);
  expect(isGrid(sweep, arms.slice(1))).toBe(false);
  expect(isGrid(sweep, [...arms.slice(1), arms[0]!])).toBe(false);
});

describe('a file', () => {
  const file = (over: object = {}, axes: unknown = [{ width: [16, 32], heads: [1, 2] }, { steps: [50, 100] }]): unknown => ({
    sweep: { axes, config: { warmup: 5 } },
    seeds: [0, 1],
    ...over,
  });

  test('says axes and what all points have in common', () => {
    const spec = specFrom(file());
    expect(spec.arms.map(({ name }) => name)).toEqual([
      'width 16, steps 50',
      'width 16, steps 100',
      'width 32, steps 50',
      'width 32, steps 100',
    ]);
    expect(spec.arms.every(({ config }) => config.warmup === 5)).toBe(true);
    expect(spec.sweep).toEqual({ axes: [{ width: [16, 32], heads: [1, 2] }, { steps: [50, 100] }] });
    expect(specFrom(file(), { warmup: 7, steps: 60 }).arms.map(({ config }) => [config.warmup, config.steps])).toEqual([
      [7, 50],
      [7, 100],
      [7, 50],
      [7, 100],
    ]);
  });

  test.each([
    ['arms beside it', file({ arms: [{ config: {} }] }), 'sweep must not stand beside arms: a sweep says what its arms are'],
    ['neither', { seeds: [0] }, 'arms is missing'],
    ['an axis of nothing', file({}, [{}]), 'must have lists of the same length, one for each setting that changes along it'],
    ['lists of two lengths', file({}, [{ width: [16, 32], heads: [1] }]), 'must have lists of the same length'],
    ['a setting on two axes', file({}, [{ steps: [50] }, { steps: [60] }]), 'sweep.axes must differ from each other'],
    ['an empty list', file({}, [{ steps: [] }]), 'sweep.axes[0].steps must be a list of 1 to 256 entries'],
    ['a text for a number', file({}, [{ steps: ['50'] }]), 'sweep.axes[0].steps[0] must be a finite number'],
    ['no list', file({}, [{ steps: 50 }]), 'sweep.axes[0].steps must be a list'],
    ['no axes', file({}, 'steps'), 'sweep.axes must be a list of 1 to 4 entries'],
    [
      'too many points',
      file({}, [{ steps: Array.from({ length: 129 }, (_, i) => 50 + i) }, { firstLayer: [false, true] }]),
      'sweep.axes must have at most 256 points',
    ],
    [
      'too many runs',
      file({ seeds: [0, 1, 2, 3, 4] }, [{ steps: Array.from({ length: 205 }, (_, i) => 50 + i) }]),
      'sweep must have at most 1024 runs, of all points and seeds',
    ],
    ['a point that cannot work', file({}, [{ width: [16, 18] }]), /sweep cannot be used: .*width 18/],
    ['a setting that is none', file({}, [{ wdth: [16] }]), 'sweep.axes[0].wdth'],
    ['a setting outside', file({ sweep: { axes: [{ steps: [50] }], width: 8 } }), 'sweep.width'],
  ])('is refused with %s', (_, value, sentence) => {
    expect(() => specFrom(value)).toThrow(sentence);
  });

  test('at the limits it is taken', () => {
    const steps = Array.from({ length: 256 }, (_, i) => 50 + i);
    expect(specFrom(file({ seeds: [0, 1, 2, 3] }, [{ steps }])).arms).toHaveLength(256);
  });
});

describe('a sweep over widths', () => {
  const ruleIn = (axes: object[], given: object = {}) => specFrom({ sweep: { axes, config: given } }).arms[0]!.config.rateRule;

  test('takes rates ∝ 1/width unless it says another rule, or the rates', () => {
    expect(ruleIn([{ width: [8, 16] }])).toBe('width');
    expect(ruleIn([{ steps: [50, 60] }, { width: [8, 16], heads: [1, 2] }])).toBe('width');
    expect(ruleIn([{ width: [8, 16] }], { rateRule: 'none' })).toBe('none');
    expect(ruleIn([{ width: [8, 16] }], { rateRule: 'mup' })).toBe('mup');
    expect(ruleIn([{ width: [8, 16], learningRate: [0.02, 0.01] }])).toBe('none');
    expect(ruleIn([{ width: [16] }, { steps: [50, 60] }])).toBe('none');
    expect(ruleIn([{ depth: [1, 2] }])).toBe('none');
  });

  test.each(['none', 'width', 'mup'] as const)('has the rule %s in its link, too', (rateRule) => {
    const read = readLink('#v=1&lesson=own&size=nano&axes=width:8,16/steps:50,60').spec!;
    expect(read.arms[0]!.config.rateRule).toBe('width');
    const spec = { ...read, arms: read.arms.map((arm) => ({ ...arm, config: { ...arm.config, rateRule } })) };
    expect(linkOf(spec).includes('rateRule')).toBe(rateRule !== 'width');
    expect(readLink(linkOf(spec)).spec!.arms).toEqual(spec.arms);
  });
});
