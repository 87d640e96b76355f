// What the law of repeated text says, from the run that read its text once.

import { describe, expect, it } from 'vitest';
import { fitPoints } from '#src/science/fit/fit-points.ts';
import { lossOfRepeated, publishedRepeats } from '#src/science/fit/laws/repeated.ts';
import type { Law } from '#src/science/fit/laws/law.ts';
import { lawPoints } from '#src/science/scaling/law-points.ts';
import { repeatedTextOf } from '#src/science/scaling/repeated-text.ts';
import { endedLesson } from '../../store/fake-sweep.ts';

const law: Law = { E: 1.6, A: 0, alpha: 0, B: 55, beta: 0.4 };
/** Each arm of the data wall where the law says, for a text of which repetitions are worth so much. */
const wall = (tokens: number, noise = 0.0005) => {
  const unique = [102_400, 25_600, 6400, 1600, 25_600, 51_200, 25_600, 12_800];
  return endedLesson(
    'wall',
    (size, arm, seed) =>
      lossOfRepeated(law, size, unique[arm]!, { tokens, parameters: Infinity }) * (1 + noise * Math.sin(3 * arm + 5 * seed)),
  );
};
const found = (record: ReturnType<typeof wall>) => {
  const points = lawPoints(record);
  const report = fitPoints(points);
  return { points, report, curves: repeatedTextOf(points, report) };
};

describe('repeated text', () => {
  it('is fitted although all runs have one size, and finds what it was made with', () => {
    const { report, curves } = found(wall(6));
    expect([report.form, report.n, report.repeats!.runs]).toEqual(['dataConstrained', 12, 9]);
    expect(report.repeats!.interval!.low).toBeLessThan(6);
    expect(report.repeats!.interval!.high).toBeGreaterThan(6);
    const [{ arm, unique, published, own, lowest }] = curves as [(typeof curves)[0]];
    expect([arm, unique[0], unique.at(-1)!.toFixed(3), lowest.map((each) => each.arm)]).toEqual([
      0,
      1600,
      '102400.000',
      [1, 2, 3],
    ]);
    // At less text fewer repetitions are left of what 15.39 would give.
    expect(own![0]).toBeGreaterThan(published[0]!);
    expect(published.at(-1)).toBeCloseTo(own!.at(-1)!, 9);
    for (const losses of [published, own!]) expect(losses.every((loss, i) => i === 0 || loss <= losses[i - 1]!)).toBe(true);
  });

  it.each([
    [0.0001, 'high'],
    [1e6, 'low'],
  ])('is not told where repetitions are worth nothing or all (R* %f)', (tokens, known) => {
    const { report, curves } = found(wall(tokens));
    const refusal = report.refusals.find(({ withholds }) => withholds.includes('repeats'))!;
    expect([refusal.code, Object.keys(refusal.values)]).toEqual(['fitRepeatsOpen', [known]]);
    expect(curves[0]!.own).toBeUndefined();
  });

  it('has the published exponent where these runs fix none', () => {
    const { curves, report } = found(wall(publishedRepeats.tokens));
    expect([report.told.beta === undefined, curves[0]!.beta.published]).toEqual([false, false]);
    const noisy = found(wall(publishedRepeats.tokens, 0.02));
    expect([noisy.report.told.beta, noisy.curves[0]!.beta]).toEqual([undefined, { value: 0.3526596, published: true }]);
  });

  it('is held against the lowest loss of a run that learned its text by heart, and ended higher', () => {
    const record = wall(6);
    const run = record.arms[3]!.runs[0]!;
    const low = run.validation.at(-1)![1];
    run.validation = [...run.validation.slice(0, 1), [300, low], [400, low + 1]];
    run.ends = [[2034, low + 1.01]];
    run.final = low + 1.01;
    const point = lawPoints(record).find(({ arm, run: seed }) => arm === 3 && seed === 0)!;
    expect(point.loss).toBeCloseTo(low + 0.01, 6);
  });

  it('has no curve where nothing was read again, or nothing once', () => {
    const record = wall(6);
    for (const arm of [1, 2, 3]) for (const run of record.arms[arm]!.runs) run.status = 'diverged';
    expect(found(record).curves).toEqual([]);
    const again = wall(6);
    for (const arm of [0, 5, 6, 7]) for (const run of again.arms[arm]!.runs) run.status = 'diverged';
    expect(found(again).curves).toEqual([]);
  });
});
