// Specs from files and addresses: what they may leave out, and what is said of those that cannot be trained.

import { describe, expect, test } from 'vitest';
import { mostArms } from '#src/experiment/limits.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { specFrom } from '#src/experiment/spec.ts';
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
    expect(specFrom(JSON.parse(JSON.stringify(spec(size))))).toEqual(spec(size));
  });
});

test.each([
  ['nothing', null, 'the file must be an object'],
  ['no arms', {}, 'arms is missing'],
  ['an empty list of arms', arms(), `arms must be a list of 1 to ${mostArms} entries`],
  ['too many arms', arms(...Array.from({ length: mostArms + 1 }, () => ({}))), `arms must be a list of 1 to ${mostArms} entries`],
  ['a setting that there is not', arms({}, { layers: 3 }), 'arms[1].config.layers is no setting of an arm'],
  ['a key of the prototype', JSON.parse('{"arms":[{"config":{"__proto__":1}}]}'), 'arms[0].config'],
  ['a text for a number', arms({ depth: '3' }), 'arms[0].config.depth must be a finite number'],
  ['settings that are a text', arms('deep'), 'arms[0].config must be an object'],
  ['a number out of range', arms({ depth: 1000 }), 'arms[0].config cannot be used: Depth must be'],
  ['a combination that cannot be', arms({ reZero: true, residual: false }), 'arms[0].config cannot be used: ReZero'],
  ['a seed below 0', { ...arms({}), seeds: [-1] }, 'seeds[0] must be a whole number from 0 to'],
  ['no seeds', { ...arms({}), seeds: [] }, 'seeds must be a list of 1 to'],
])('%s is refused in one sentence that says where', (_, value, place) => {
  expect(() => specFrom(value)).toThrow(`This is not an experiment to train: ${place}`);
});
