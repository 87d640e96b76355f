// The points of a law are the runs that have ended, each with its size, its length and its loss.

import { expect, test } from 'vitest';
import { fitPoints } from '#src/science/fit/fit-points.ts';
import { lawPoints } from '#src/science/scaling/law-points.ts';
import { law, sweepRecord, sweepSpec } from '../../store/fake-sweep.ts';

test('every run that has ended is one', () => {
  const record = sweepRecord();
  const points = lawPoints(record);
  expect(points).toHaveLength(16 * 3);
  const [first] = points;
  const { core, head, total } = record.arms[0]!.parameters;
  expect(first).toMatchObject({
    arm: 0,
    run: 0,
    parameters: core + head,
    otherParameters: total,
    tokens: 50 * 8 * 32,
    seed: 0,
    loss: record.arms[0]!.runs[0]!.final,
  });
  expect(first!.unique).toBeCloseTo(0.9 * record.data.characters, -1);
  const { told } = fitPoints(points);
  expect(told.alpha).toBeCloseTo(law.alpha, 1);
  expect(told.beta).toBeCloseTo(law.beta, 1);
});

test('what has not ended is none, and what has diverged is said', () => {
  const record = sweepRecord(10);
  expect(lawPoints(record)).toHaveLength(30);
  const [gone] = record.arms.filter(({ runs }) => runs[0]!.status === 'finished');
  gone!.runs[1]!.status = 'diverged';
  const points = lawPoints(record);
  expect(points.filter(({ diverged }) => diverged)).toHaveLength(1);
  expect(points.filter(({ loss }) => Number.isFinite(loss))).toHaveLength(29);
  expect(fitPoints(points).refusals.map(({ code }) => code)).toContain('fitDiverged');
});

test('a rate that is the same for every width is told, one by a rule is not', () => {
  const codes = (rateRule: 'none' | 'width'): string[] => {
    const record = sweepRecord();
    for (const arm of record.arms) Object.assign(arm, { config: { ...arm.config, rateRule } });
    return fitPoints(lawPoints(record)).refusals.map(({ code }) => code);
  };
  expect(codes('none')).toContain('fitOneRate');
  expect(codes('width')).not.toContain('fitOneRate');
  expect(sweepSpec.arms.every(({ config }) => config.rateRule === 'none')).toBe(true);
});
