// Specs from files and addresses: what they may leave out, and what is said of those that cannot be trained.

import { describe, expect, test } from 'vitest';
import { mostArms } from '#src/experiment/limits.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { settingsFrom, specFrom } from '#src/experiment/spec.ts';
import { lessons } from '#src/lessons/lessons.ts';

const arms = (...configs: readonly unknown[]): object => ({ arms: configs.map((config) => ({ config })) });

test('what a spec leaves out is that of the base recipe', () => {
  expect(specFrom(arms({}, { depth: 3, firstLayer: true }))).toEqual({
    experiment: 'own',
    title: 'Your own',
    question: '',
    size: 'own',
    seeds: [0],
    arms: [
      { name: 'arm 1', config: baseArm },
      { name: 'arm 2', config: { ...baseArm, depth: 3, firstLayer: true } },
    ],
  });
});

describe.each(lessons)('$id', ({ spec }) => {
  test.each(['test', 'nano', 'standard', 'large'] as const)('at %s comes back from a file as it was', (size) => {
    const { arms, sweep, ...about } = spec(size);
    // A sweep is written as its axes, not as the arms that they make.
    const file = { ...about, ...(sweep ? { sweep: { ...sweep, config: arms[0]!.config } } : { arms }) };
    expect(specFrom(JSON.parse(JSON.stringify(file)))).toEqual(spec(size));
  });
});

test.each([
  ['nothing', null, 'the file must be an object'],
  ['no arms', {}, 'arms is missing'],
  ['an empty list of arms', arms(), `arms must be a list of 1 to ${mostArms} entries`],
  ['too many arms', arms(...Array.from({ length: mostArms + 1 }, () => ({}))), `arms must be a list of 1 to ${mostArms} entries`],
  ['a setting that there is not', arms({}, { layers: 3 }), 'no settings: arms[1].config.layers'],
  ['an arm that is nothing', { arms: [null] }, 'arms[0] must be an object'],
  ['an arm that is a list', { arms: [[]] }, 'arms[0] must be an object'],
  ['an arm without a config', { arms: [{ name: 'A' }] }, 'arms[0].config is missing'],
  ['arms that are nothing', { arms: null }, 'arms must be a list'],
  ['an empty name', { arms: [{ name: '', config: {} }] }, 'arms[0].name must be a text of 1 to'],
  ['a blank name', { arms: [{ name: ' \t', config: {} }] }, 'arms[0].name must not be blank'],
  ['a name of nothing that is seen', { arms: [{ name: '\u200b\u2060\ufeff', config: {} }] }, 'arms[0].name must not be blank'],
  ['a blank title', { ...arms({}), title: '\u3164 \u00ad' }, 'title must not be blank'],
  ['settings that are a list', arms([]), 'arms[0].config must be an object'],
  ['a list of lists', { arms: [[{}], []] }, 'arms[0] must be an object'],
  ['a key of the prototype', JSON.parse('{"arms":[{"config":{"__proto__":1}}]}'), 'no settings: arms[0].config.__proto__'],
  ['a text for a number', arms({ depth: '3' }), 'arms[0].config.depth must be a finite number'],
  ['settings that are a text', arms('deep'), 'arms[0].config must be an object'],
  ['a number out of range', arms({ depth: 1000 }), 'arms[0].config cannot be used: Depth must be'],
  ['a combination that cannot be', arms({ reZero: true, residual: false }), 'arms[0].config cannot be used: ReZero'],
  ['a seed below 0', { ...arms({}), seeds: [-1] }, 'seeds[0] must be a whole number from 0 to'],
  ['a seed twice', { ...arms({}), seeds: [1, 1] }, 'seeds must differ from each other'],
  ['a baseline that there is not', { ...arms({}, {}), baseline: 2 }, 'baseline must be a whole number from 0 to 1'],
  ['no seeds', { ...arms({}), seeds: [] }, 'seeds must be a list of 1 to'],
])('%s is refused in one sentence that says where', (_, value, place) => {
  expect(() => specFrom(value)).toThrow(`This is not an experiment to train: ${place}`);
});

describe('a key that a spec does not have', () => {
  const told = (value: unknown): string => {
    try {
      specFrom(value);
    } catch (error) {
      return (error as Error).message;
    }
    return 'was taken';
  };

  test.each([
    ['settings beside arms', { ...arms({}), depth: 1, learningRate: 0.5 }, /so not here: depth, learningRate\.$/],
    ['a setting beside a config', { arms: [{ config: {} }, { config: {}, width: 8 }] }, /so not here: arms\[1\]\.width\.$/],
    ['settings in place of a config', { arms: [{ name: 'A', depth: 1, width: 8 }] }, /: arms\[0\]\.depth, arms\[0\]\.width\.$/],
    ['something else', { ...arms({}), seed: 3, Title: 'T' }, /but not seed, Title\.$/],
    ['something else of an arm', { arms: [{ config: {}, colour: 'red' }] }, /but not arms\[0\]\.colour\.$/],
    [
      'no settings',
      arms({ layers: 3 }, { lr: 1, Depth: 2 }),
      /no settings: arms\[0\]\.config\.layers, arms\[1\]\.config\.lr, arms\[1\]\.config\.Depth\.$/,
    ],
    [
      'all of these',
      { ...arms({ layers: 3 }), depth: 1, seed: 3 },
      /not here: depth; .* not seed; no settings: arms\[0\]\.config\.layers\.$/,
    ],
  ])('%s is named', (_, value, sentence) => {
    expect(told(value)).toMatch(sentence);
  });

  test('is told in one sentence, however many there are and however long', () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`key${i}`, 1]));
    const long = { ['x'.repeat(800_000)]: 1 };
    for (const value of [many, long, { ...arms(many, long), ...many, depth: 1 }])
      expect(told(value).length).toBeLessThanOrEqual(300);
    expect(told({ ...arms({}), ...many })).toMatch(/key0, key1, .* and \d+ more\.$/);
  });
});

test('settings for every arm are named without a place', () => {
  expect(settingsFrom({ depth: 2, residual: false })).toEqual({ depth: 2, residual: false });
  expect(() => settingsFrom({ depth: 2, seeds: [1], Width: 8 })).toThrow('no settings: seeds, Width.');
  expect(() => settingsFrom({ depth: '2' })).toThrow('depth must be a finite number');
});

test('what holds everywhere is part of each arm before it is judged', () => {
  const narrow = arms({ width: 12 });
  expect(() => specFrom(narrow)).toThrow('Width must be a multiple');
  expect(specFrom(narrow, { heads: 1 }).arms[0]!.config).toMatchObject({ width: 12, heads: 1 });
  expect(() => specFrom(arms({}), { heads: 3 })).toThrow('Width must be a multiple');
});

describe('a budget of tokens', () => {
  const tokens = (config: object): object => arms({ budget: 'tokens', batch: 2, context: 16, warmup: 0, ...config });

  test('has no more steps than a budget of steps may have', () => {
    expect(specFrom(tokens({ tokens: 32_000_000 })).arms).toHaveLength(1);
    for (const config of [{ tokens: 32_000_001 }, { tokens: 1e10 }, { tokens: 2e6 + 1, batch: 1, context: 2 }])
      expect(() => specFrom(tokens(config))).toThrow('Tokens may give at most 1,000,000 steps: with this batch and context, ');
  });
});
