// Differences from the baseline: paired by seed, at the same place of the x axis, and not where they would mean nothing.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceScene } from '#src/components/curves/difference-scene.ts';
import {
  describeDifference,
  differenceNote,
  differenceReading,
  differenceTable,
  unpairedNotes,
} from '#src/components/curves/difference-words.ts';
import { lossScene } from '#src/components/curves/loss-scene.ts';
import { partsOfTime, type ExperimentRecord } from '#src/experiment/record.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { preferences, type CurveView } from '#src/store/preferences.ts';
import { addPoints, curvesOf } from '#src/store/shown/curves.ts';
import { differencesOf, subtract } from '#src/store/shown/paired-curves.ts';
import { append, newSeries, type Series } from '#src/science/series.ts';
import { filledRecord, fourWidths } from '../fake-record.ts';

const seriesOf = (...points: [number, number][]): Series => {
  const series = newSeries();
  append(
    series,
    points.map(([step]) => step),
    points.map(([, loss]) => loss),
  );
  return series;
};
const contents = ({ steps, losses, length }: Series): [number, number][] =>
  Array.from({ length }, (_, i) => [steps[i]!, losses[i]!]);
const view: CurveView = preferences.get();
const notes = (record: ExperimentRecord): string[] => unpairedNotes({ record, view });

/** Two arms, three seeds, a few looks: all numbers can be followed by hand. */
function smallRecord(
  seeds: number[][] = [
    [0, 1, 2],
    [0, 1, 2],
  ],
): ExperimentRecord {
  const spec = fourWidths;
  const record = filledRecord({ ...spec, seeds: [0, 1, 2], arms: spec.arms.slice(0, 2) });
  record.arms.forEach(
    (arm, a) =>
      (arm.runs = seeds[a]!.map((seed, r) => ({
        ...arm.runs[0]!,
        seed,
        validation: [
          [10, 3 - a + r / 10],
          [20, 2 - a + (a ? seed / 4 : r / 10)],
        ],
      }))),
  );
  return record;
}

describe('the difference of two curves', () => {
  it('is taken at the same step, where both have a look', () => {
    const difference = subtract(seriesOf([10, 3], [20, 2]), seriesOf([10, 2.5], [20, 2.25]), 1);
    expect(contents(difference)).toEqual([
      [10, 0.5],
      [20, -0.25],
    ]);
  });

  it('takes the baseline to be straight between two looks, and never beyond its ends', () => {
    const baseline = seriesOf([10, 4], [20, 2]);
    const difference = subtract(seriesOf([5, 1], [10, 1], [15, 1], [20, 1], [25, 1]), baseline, 1);
    expect(contents(difference)).toEqual([
      [10, -3],
      [15, -2],
      [20, -1],
    ]);
  });

  it('is at equal x where a step of the one is not a step of the other', () => {
    // Twice the tokens a step: step 10 of the one is step 20 of the other.
    const difference = subtract(seriesOf([5, 1], [10, 1], [15, 1]), seriesOf([10, 4], [20, 2]), 2);
    expect(contents(difference)).toEqual([
      [5, -3],
      [10, -1],
    ]);
  });

  it('reaches the end where seconds differ only by rounding', () => {
    const difference = subtract(seriesOf([10, 1]), seriesOf([5, 2], [10, 1.5]), 1 + 1e-13);
    expect(contents(difference)).toEqual([[10, -0.5]]);
  });

  it('of a curve and a line equals the formula at every step', () => {
    const steps = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(steps, steps, fc.double({ min: 0.2, max: 5, noNaN: true }), (one, other, ratio) => {
        const sorted = (list: number[]): number[] => [...list].sort((a, b) => a - b);
        const line = seriesOf(...sorted(other).map((s): [number, number] => [s, 7 - s / 100]));
        const difference = subtract(seriesOf(...sorted(one).map((s): [number, number] => [s, 1])), line, ratio);
        for (const [step, value] of contents(difference)) {
          expect(value).toBeCloseTo(1 - (7 - (step * ratio) / 100), 9);
          expect(step * ratio).toBeGreaterThanOrEqual(Math.min(...other) - 1e-6);
          expect(step * ratio).toBeLessThanOrEqual(Math.max(...other) + 1e-6);
        }
        const inside = one.filter((s) => s * ratio >= Math.min(...other) && s * ratio <= Math.max(...other));
        expect(difference.length).toBeGreaterThanOrEqual(inside.length);
      }),
    );
  });
});

describe('the differences of an experiment', () => {
  it('pair each seed with itself, whatever its place', () => {
    const record = smallRecord([
      [2, 0, 1],
      [0, 1, 2],
    ]);
    const [difference] = differencesOf(record, curvesOf(record), [1, 1]);
    // At step 20 the baseline's seeds 2, 0, 1 have 2.0, 2.1, 2.2; the arm's seed s has 1 + s/4.
    expect(difference!.seeds.map(({ series }) => series.losses[1])).toEqual([1 - 2.1, 1.25 - 2.2, 1.5 - 2]);
    expect(difference!.summary.count[1]).toBe(3);
    expect(difference!.summary.losses[1]).toBeCloseTo((-1.1 - 0.95 - 0.5) / 3, 12);
  });

  it('follow the baseline that was chosen, with the opposite sign', () => {
    const record = smallRecord();
    const curves = curvesOf(record);
    const [there] = differencesOf(record, curves, [1, 1]);
    const [back] = differencesOf({ ...record, baseline: 1 }, curves, [1, 1]);
    expect([there!.arm, back!.arm]).toEqual([1, 0]);
    expect(back!.summary.losses[1]).toBe(-there!.summary.losses[1]!);
    expect(back!.summary.half[1]).toBeCloseTo(there!.summary.half[1]!, 12);
  });

  it('follow new points, and are kept while there are none', () => {
    const record = smallRecord();
    const curves = curvesOf(record);
    const [before] = differencesOf(record, curves, [1, 1]);
    expect(differencesOf(record, curves, [1, 1])[0]).toBe(before);
    for (const arm of [0, 1])
      addPoints(curves, [{ arm, run: 0, kind: 'validation', steps: Float64Array.of(30), losses: Float64Array.of(1) }]);
    const [after] = differencesOf(record, curves, [1, 1]);
    expect(contents(after!.summary).at(-1)).toEqual([30, 0]);
    expect(after!.summary.count[2]).toBe(1);
  });

  it('are exactly zero for an arm that is the baseline again', () => {
    const record = smallRecord();
    record.arms[1] = structuredClone(record.arms[0]!);
    const { summary } = differencesOf(record, curvesOf(record), [1, 1])[0]!;
    expect([...summary.losses.subarray(0, 2), ...summary.half.subarray(0, 2)]).toEqual([0, 0, 0, 0]);
  });

  it('are not made where arms share fewer than two seeds, text or GPU, and say why', () => {
    const record = smallRecord([
      [0, 1, 2],
      [5, 6, 7],
    ]);
    expect(differencesOf(record, curvesOf(record), [1, 1])).toEqual([]);
    expect(notes(record)).toEqual(['There is no paired difference between B and A: they have no seed in common.']);
    expect(
      notes(
        smallRecord([
          [0, 1],
          [1, 2],
        ]),
      )[0],
    ).toContain('only one seed in common');
    const other = smallRecord();
    other.arms[1]!.origin = {
      id: 'x',
      title: 'x',
      startedAt: '',
      data: { ...other.data, name: 'Speeches' },
    };
    expect(notes(other)[0]).toContain('different text');
    other.arms[1]!.origin = { ...other.arms[1]!.origin, data: other.data };
    other.trainings.push({ device: { ...other.trainings[0]!.device, adapter: 'apple m2' } });
    for (const run of other.arms[1]!.runs) run.training = 1;
    expect(notes(other)[0]).toContain('different GPUs');
    expect(notes(smallRecord())).toEqual([]);
  });

  it.each([
    ['the arm', [1], 'all seeds of B diverged'],
    ['the baseline', [0], 'all seeds of A diverged'],
    ['both', [0, 1], 'all seeds of A and B diverged'],
  ])('are not made where every seed of %s diverged (25-one-diverged.json)', (_, arms, reason) => {
    const record = smallRecord();
    for (const arm of arms) for (const run of record.arms[arm]!.runs) run.status = 'diverged';
    expect(differencesOf(record, curvesOf(record), [1, 1])).toEqual([]);
    expect(notes(record)).toEqual([`There is no paired difference between B and A: ${reason}.`]);
    record.arms[arms[0]!]!.runs[0]!.status = 'finished';
    record.arms[arms.at(-1)!]!.runs[0]!.status = 'finished';
    expect(differencesOf(record, curvesOf(record), [1, 1])).toHaveLength(1);
  });

  it('are not made at equal time where speeds were not measured alike, and say so', () => {
    const record = smallRecord();
    const inTime = { ...view, axis: 'seconds' } as const;
    const shown = (axis: CurveView) => ({ record, curves: curvesOf(record), progress: undefined, view: axis });
    const drawn = (axis: CurveView): number => differenceScene(shown(axis)).labels.length;
    expect(drawn(inTime), 'of an older record nobody knows').toBe(1);
    const times = Array.from({ length: partsOfTime }, (): [number, number] => [1, 1]);
    record.trainings[0]!.plans = [
      { runs: 3, times },
      { runs: 12, times },
    ];
    record.arms.forEach(({ runs }, arm) => runs.forEach((run) => (run.plan = arm)));
    expect(drawn(inTime)).toBe(0);
    expect(drawn(view)).toBe(1);
    const sentence = 'There is no difference at equal time between B and A: their speeds were not measured alike.';
    expect(unpairedNotes({ record, view: inTime })).toEqual([sentence]);
    expect(describeDifference(shown(inTime))).toContain(sentence);
    expect(notes(record)).toEqual([]);
    record.trainings[0]!.plans[1]!.runs = 3;
    expect(drawn(inTime)).toBe(1);
  });
});

describe('the difference chart', () => {
  const record = filledRecord({ ...lessons[0]!.spec('nano'), baseline: 0 });
  const curves = curvesOf(record);
  const shown = { record, curves, progress: undefined, view };

  it('draws thin seeds, a thick mean and a band for every arm but the baseline, and a line at zero', () => {
    const scene = differenceScene(shown);
    expect(scene.zero).toBe(true);
    expect(scene.lines.filter((line) => line.marker)).toHaveLength(3);
    expect(scene.lines.filter((line) => !line.marker)).toHaveLength(9);
    expect(scene.bands).toHaveLength(3);
    expect(scene.y.low).toBeLessThan(0);
    expect(scene.y.high).toBeGreaterThan(0);
    expect(differenceScene({ ...shown, view: { ...view, showRuns: false, band: 'none' } })).toMatchObject({ bands: [] });
  });

  it('has the x axis and the margin of the loss chart', () => {
    const [loss, difference] = [lossScene(shown), differenceScene(shown)];
    expect([difference.x.low, difference.x.high]).toEqual([loss.x.low, loss.x.high]);
    expect(difference.names).toEqual(loss.names);
  });

  it('labels each arm with its last difference and half-width', () => {
    const { labels } = differenceScene(shown);
    expect(labels.map(({ letter }) => letter)).toEqual(['B − A', 'C − A', 'D − A']);
    for (const { value } of labels) expect(value).toMatch(/^−\d\.\d+ ± 0\.\d+$/);
  });

  it('says everything in bits as well', () => {
    const nats = differenceScene(shown).labels[0]!.y;
    expect(differenceScene({ ...shown, view: { ...view, unit: 'bits' } }).labels[0]!.y).toBeCloseTo(nats / Math.LN2, 12);
  });

  it('is read at the cursor, described in words and as a table', () => {
    expect(differenceReading(200, shown)).toMatchObject({ at: '200 steps', values: [{ letter: 'B − A', n: 3 }, {}, {}] });
    expect(differenceReading(3, shown).values).toEqual([]);
    expect(describeDifference(shown)).toMatch(
      /from A, no residual, in nats per character.* B, no residual \+ first layer: −\d\.\d+ ± \d\.\d+ \(95 % interval, 3 seeds\) after 200 steps\./,
    );
    expect(differenceNote(shown)).toContain('3 seeds, paired by seed; band: 95 % interval');
    const { arms, rows } = differenceTable(shown);
    expect(arms).toEqual(['B − A', 'C − A', 'D − A']);
    expect(rows.at(-1)).toMatchObject({ step: 200, cells: [{ n: 3 }, { n: 3 }, { n: 3 }] });
  });
});
