// Records that were changed at random: each is refused in a sentence, or it is a record that everything else can work with.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { letterOf } from '#src/experiment/arms.ts';
import { exportCsv } from '#src/experiment/files/csv.ts';
import { exportRecord } from '#src/experiment/files/export.ts';
import { parseRecord } from '#src/experiment/files/schema.ts';
import * as limits from '#src/experiment/limits.ts';
import { checkArm } from '#src/experiment/options.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import { verdictMarkdown } from '#src/science/verdict/markdown.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import { fuzz, fuzzTimeout, mutations, takenOrRefused } from '../../fuzz.ts';
import { sampleRecord } from '../sample-record.ts';

const old = (name: string): unknown => JSON.parse(readFileSync(`test/fixtures/${name}.json`, 'utf8'));
const marked = sampleRecord({ marks: { note: 'n', styles: [1, 0], runs: [{ arm: 1, run: 1, name: 'best', hidden: true }] } });
const good = [sampleRecord(), marked, old('version1'), old('comparison')];

const broken = /undefined|NaN|\[object/;

test('a changed record is refused, or is one that holds together', { timeout: fuzzTimeout }, () => {
  let taken = 0;
  fuzz(20_000, mutations(good), (value) => {
    const json = JSON.stringify(value) ?? '';
    const record = takenOrRefused(() => parseRecord(json));
    if (!record) return;
    taken++;
    expectWhole(record);
    expect(parseRecord(exportRecord(record)), 'comes back').toEqual(JSON.parse(exportRecord(record)));
    expect(exportCsv(record)).not.toMatch(broken);
    if (taken % 10 !== 0) return; // a verdict takes its time
    expect(verdictOf(record).headline).not.toMatch(broken);
    expect(verdictMarkdown(record)).not.toMatch(broken);
  });
  expect(taken, 'what is tried is near to what is right').toBeGreaterThan(20);
});

/** By hand, and apart from the schema: what may be relied on. */
function expectWhole(record: ExperimentRecord): void {
  const { arms, baseline, trainings, floors } = record;
  // Not by expect(), which is slow, and is asked for every point.
  const real = (...numbers: readonly number[]): void => {
    if (!numbers.every(Number.isFinite)) throw new Error(`${numbers.join()} must be finite`);
  };
  const whole = (value: number, least: number, most: number): void => {
    if (!Number.isSafeInteger(value) || value < least || value > most) throw new Error(`${value} is not in ${least} to ${most}`);
  };
  expect(arms[baseline]).toBeDefined();
  whole(arms.length, 1, limits.mostArmsInFile);
  for (const { loss } of floors) real(loss);
  for (const { arm, run } of record.marks?.runs ?? []) expect(arms[arm]!.runs[run], letterOf(arm)).toBeDefined();
  for (const { name, config, runs, inside, vocab, flopsPerToken } of arms) {
    expect(typeof name === 'string' && name.length > 0 && name.length <= limits.longestName).toBe(true);
    expect(checkArm(config)).toEqual([]);
    whole(totalSteps(config), 1, limits.mostSteps);
    whole(vocab, 1, 1e6);
    real(flopsPerToken);
    expect(new Set(runs.map(({ seed }) => seed)).size, 'each seed once').toBe(runs.length);
    for (const { seed, train, validation, final, training, tokens, seconds, secondsShare } of runs) {
      whole(seed, 0, limits.largestSeed);
      expect(trainings[training]).toBeDefined();
      real(seconds, secondsShare, final ?? 0);
      whole(tokens, 0, totalSteps(config) * config.batch * config.context);
      for (const curve of [train, validation]) {
        for (const [at, [step, loss]] of curve.entries()) {
          whole(step, (curve[at - 1]?.[0] ?? -1) + 1, totalSteps(config));
          real(loss);
        }
      }
    }
    for (const { values } of inside?.traces ?? []) expect(values.length).toBeLessThanOrEqual(inside!.steps.length);
  }
}
