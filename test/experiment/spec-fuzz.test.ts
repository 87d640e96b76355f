// Configs that were changed at random: each is refused in a sentence, or every arm of it can be trained.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readJson } from '#src/experiment/files/json.ts';
import { mostArms, mostSeeds, mostSteps } from '#src/experiment/limits.ts';
import { checkArm } from '#src/experiment/options.ts';
import { baseArm, totalSteps } from '#src/experiment/settings.ts';
import { settingsFrom, specFrom } from '#src/experiment/spec.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { fuzz, fuzzTimeout, mutations, takenOrRefused } from '../fuzz.ts';

const specs = [
  ...lessons.map(({ spec }) => spec('test')),
  { arms: [{ config: {} }] },
  {
    title: 'T',
    seeds: [1, 2],
    baseline: 1,
    arms: [{ name: 'A', config: { depth: 2 } }, { config: { budget: 'tokens', tokens: 9 } }],
  },
];
const settings = [baseArm, { depth: 1, width: 8, heads: 1 }, { budget: 'tokens', tokens: 100_000, warmup: 0, dropout: 0.1 }];

test('a changed config is refused, or can be trained', { timeout: fuzzTimeout }, () => {
  let taken = 0;
  fuzz(5000, fc.oneof(mutations(specs), mutations(settings)), (value) => {
    const json = JSON.stringify(value) ?? 'undefined';
    const spec = takenOrRefused(() => {
      const read = readJson(json);
      const isSpec = typeof read === 'object' && read !== null && 'arms' in read;
      return specFrom(isSpec ? read : { arms: [{ config: settingsFrom(read) }] });
    });
    if (!spec) return;
    taken++;
    const { arms, seeds, baseline = 0, title } = spec;
    expect(arms.length >= 1 && arms.length <= mostArms && seeds.length >= 1 && seeds.length <= mostSeeds).toBe(true);
    expect(arms[baseline]).toBeDefined();
    expect(new Set(seeds).size).toBe(seeds.length);
    expect(title.length).toBeGreaterThan(0);
    for (const { name, config } of arms) {
      expect(name.trim()).not.toBe('');
      expect(checkArm(config)).toEqual([]);
      expect(totalSteps(config)).toBeLessThanOrEqual(mostSteps);
      expect(Object.keys(config).sort()).toEqual(Object.keys(baseArm).sort());
    }
    expect(specFrom(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
  });
  expect(taken, 'what is tried is near to what is right').toBeGreaterThan(5);
});
