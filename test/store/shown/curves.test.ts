// Growing curves and their summary over seeds.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lessons } from '#src/lessons/lessons.ts';
import { tQuantile } from '#src/science/statistics/student.ts';
import { addPoints, curvesOf } from '#src/store/shown/curves.ts';
import { append, lastPoint, newSeries, type Series } from '#src/science/series.ts';
import { newSummary, summarise, type Summary } from '#src/science/summary.ts';
import { emptyRecord, filledRecord } from '../fake-record.ts';

const seriesOf = (...points: [number, number][]): Series => {
  const series = newSeries(2);
  for (const [step, loss] of points) append(series, [step], [loss]);
  return series;
};
const contents = ({ steps, losses, length }: Series): [number, number][] =>
  Array.from({ length }, (_, i) => [steps[i]!, losses[i]!]);
const summaryOf = (...seeds: Series[]): Summary => {
  const summary = newSummary();
  summarise(summary, seeds, -Infinity);
  return summary;
};
const columns = ['steps', 'losses', 'median', 'half', 'low', 'high', 'count'] as const;
const rows = (summary: Summary): Record<string, number>[] =>
  Array.from({ length: summary.length }, (_, i) => Object.fromEntries(columns.map((c) => [c, summary[c][i]!])));

describe('append', () => {
  it('grows without losing points', () => {
    const series = newSeries(1);
    for (let i = 0; i < 100; i++) append(series, [2 * i, 2 * i + 1], [i, -i]);
    expect(series.length).toBe(200);
    expect(contents(series)[137]).toEqual([137, -68]);
  });

  it('replaces the end when a run goes on from a checkpoint', () => {
    const series = seriesOf([1, 4], [2, 3], [3, 2]);
    const { version } = series;
    append(series, [2, 3], [3.5, 2.5]);
    expect(contents(series)).toEqual([
      [1, 4],
      [2, 3.5],
      [3, 2.5],
    ]);
    expect(series.version).not.toBe(version);
  });

  it('of nothing is no change', () => {
    const series = seriesOf([1, 4]);
    const { version } = series;
    append(series, [], []);
    expect(series.version).toBe(version);
  });
});

describe('a series', () => {
  it('finds its last point', () => {
    expect(lastPoint(seriesOf([10, 3], [20, 2]))).toEqual({ step: 20, loss: 2 });
    expect(lastPoint(newSeries())).toBeUndefined();
  });
});

describe('the summary of several seeds', () => {
  it('is their mean, median, range and the t interval of the mean', () => {
    const summary = summaryOf(seriesOf([5, 1]), seriesOf([5, 2]), seriesOf([5, 6]));
    const deviation = Math.sqrt((4 + 1 + 9) / 2);
    expect(rows(summary)).toEqual([
      {
        steps: 5,
        losses: 3,
        median: 2,
        half: expect.closeTo((tQuantile(0.975, 2) * deviation) / Math.sqrt(3), 12),
        low: 1,
        high: 6,
        count: 3,
      },
    ]);
  });

  it('has no interval below three seeds', () => {
    expect(rows(summaryOf(seriesOf([1, 4]), seriesOf([1, 2])))).toEqual([
      { steps: 1, losses: 3, median: 3, half: NaN, low: 2, high: 4, count: 2 },
    ]);
    expect(rows(summaryOf(seriesOf([1, 4])))[0]).toMatchObject({ losses: 4, median: 4, half: NaN, count: 1 });
  });

  it('has an interval of no width where all seeds agree', () => {
    expect(summaryOf(seriesOf([1, 2]), seriesOf([1, 2]), seriesOf([1, 2])).half[0]).toBe(0);
  });

  it('counts at every step the seeds that have a number there, and waits for none', () => {
    const summary = summaryOf(seriesOf([1, 4], [2, 2], [3, 1]), seriesOf([1, 2], [2, NaN]), seriesOf([2, 4]));
    expect(contents(summary)).toEqual([
      [1, 3],
      [2, 3],
      [3, 1],
    ]);
    expect([...summary.count.subarray(0, 3)]).toEqual([2, 2, 1]);
  });

  it('falls in n where seeds that were added later have got to', () => {
    const first = seriesOf([1, 3], [2, 2], [3, 1]);
    const later = newSeries();
    const summary = summaryOf(first, later);
    append(later, [1, 2], [5, 4]);
    summarise(summary, [first, later], 1);
    expect(contents(summary)).toEqual([
      [1, 4],
      [2, 3],
      [3, 1],
    ]);
    expect([...summary.count.subarray(0, 3)]).toEqual([2, 2, 1]);
  });

  it('has another version when it was brought up to date', () => {
    const series = seriesOf([1, 4]);
    const summary = summaryOf(series);
    const { version } = summary;
    append(series, [1], [3]);
    summarise(summary, [series], 1);
    expect(contents(summary)).toEqual([[1, 3]]);
    expect(summary.version).not.toBe(version);
  });

  it('is the same whether made at once or brought up to date in any order and size', () => {
    const parts = fc.array(fc.record({ seed: fc.nat(3), count: fc.integer({ min: 1, max: 30 }), back: fc.nat(5) }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(parts, (list) => {
        const seeds = Array.from({ length: 4 }, () => newSeries(1));
        const grown = newSummary();
        list.forEach(({ seed, count, back }, i) => {
          const from = Math.max(1, (lastPoint(seeds[seed]!)?.step ?? 0) + 1 - back);
          const steps = Array.from({ length: count }, (_, k) => from + k);
          append(
            seeds[seed]!,
            steps,
            steps.map((s) => Math.sin(s * (seed + 1) + i)),
          );
          summarise(grown, seeds, from);
        });
        expect(rows(grown)).toEqual(rows(summaryOf(...seeds)));
      }),
    );
  });
});

describe('curves of a record', () => {
  const spec = lessons[0]!.spec('nano');

  it('are the same from points as from disk', () => {
    const whole = curvesOf(filledRecord(spec));
    const grown = curvesOf(emptyRecord(spec));
    filledRecord(spec).arms.forEach((arm, a) =>
      arm.runs.forEach((run, r) => {
        for (const kind of ['train', 'validation'] as const) {
          const points = run[kind];
          const half = Math.floor(points.length / 2);
          for (const part of [points.slice(0, half), points.slice(half)])
            addPoints(grown, [
              {
                arm: a,
                run: r,
                kind,
                steps: Float64Array.from(part, ([s]) => s),
                losses: Float64Array.from(part, ([, l]) => l),
              },
            ]);
        }
      }),
    );
    grown.forEach((arm, a) => expect(rows(arm.summary.validation)).toEqual(rows(whole[a]!.summary.validation)));
    expect(whole[0]!.summary.validation.count[0]).toBe(3);
  });

  it('ignore points of arms that are not there', () => {
    const curves = curvesOf(emptyRecord(spec));
    addPoints(curves, [{ arm: 9, run: 0, kind: 'train', steps: Float64Array.of(1), losses: Float64Array.of(1) }]);
    expect(curves.every((arm) => arm.summary.train.length === 0)).toBe(true);
  });
});
