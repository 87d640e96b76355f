// Growing curves and their means.

import { describe, expect, it } from 'vitest';
import { lessons } from '#src/lessons/experiments.ts';
import {
  addPoints, append, curvesOf, extendMean, newSeries, pointAt, updateMeans, type MeanSeries, type Series,
} from '#src/store/curves.ts'; // prettier-ignore
import { emptyRecord, filledRecord } from './fake-record.ts';

const seriesOf = (...points: [number, number][]): Series => {
  const series = newSeries(2);
  for (const [step, loss] of points) append(series, [step], [loss]);
  return series;
};
const contents = ({ steps, losses, length }: Series): [number, number][] =>
  Array.from({ length }, (_, i) => [steps[i]!, losses[i]!]);
const newMean = (replicas: number): MeanSeries => ({ ...newSeries(), read: Array.from({ length: replicas }, () => 0) });

describe('append', () => {
  it('grows without losing points', () => {
    const series = newSeries(1);
    for (let i = 0; i < 100; i++) append(series, [2 * i, 2 * i + 1], [i, -i]);
    expect(series.length).toBe(200);
    expect(contents(series)[137]).toEqual([137, -68]);
  });

  it('replaces the end when a run goes on from a checkpoint', () => {
    const series = seriesOf([1, 4], [2, 3], [3, 2]);
    expect(append(series, [2, 3], [3.5, 2.5])).toBe(true);
    expect(contents(series)).toEqual([[1, 4], [2, 3.5], [3, 2.5]]); // prettier-ignore
  });
});

describe('extendMean', () => {
  it('waits for the slowest replica and then goes on', () => {
    const replicas = [seriesOf([1, 4], [2, 2]), seriesOf([1, 2])];
    const mean = newMean(2);
    extendMean(mean, replicas, [false, false]);
    expect(contents(mean)).toEqual([[1, 3]]);
    append(replicas[1]!, [2], [4]);
    extendMean(mean, replicas, [false, false]);
    expect(contents(mean)).toEqual([[1, 3], [2, 3]]); // prettier-ignore
  });

  it('does not wait for a replica that has ended, nor count a loss that is no number', () => {
    const replicas = [seriesOf([1, 4], [2, 2], [3, 1]), seriesOf([1, 2], [2, NaN])];
    const mean = newMean(2);
    extendMean(mean, replicas, [false, true]);
    expect(contents(mean)).toEqual([[1, 3], [2, 2], [3, 1]]); // prettier-ignore
  });
});

describe('curves of a record', () => {
  const spec = lessons[0]!.spec('nano');

  it('are the same from points as from disk', () => {
    const whole = curvesOf(filledRecord(spec));
    const grown = curvesOf(emptyRecord(spec));
    filledRecord(spec).arms.forEach((arm, a) =>
      arm.replicas.forEach((replica, r) => {
        for (const kind of ['train', 'validation'] as const) {
          const points = replica[kind];
          const half = Math.floor(points.length / 2);
          for (const part of [points.slice(0, half), points.slice(half)])
            addPoints(grown, [
              { arm: a, replica: r, kind, steps: Float64Array.from(part, ([s]) => s), losses: Float64Array.from(part, ([, l]) => l) },
            ]);
        }
      }),
    ); // prettier-ignore
    grown.forEach(updateMeans);
    grown.forEach((arm, a) => expect(contents(arm.mean.validation)).toEqual(contents(whole[a]!.mean.validation)));
  });

  it('ignore points of arms that are not there', () => {
    const curves = curvesOf(emptyRecord(spec));
    addPoints(curves, [{ arm: 9, replica: 0, kind: 'train', steps: Float64Array.of(1), losses: Float64Array.of(1) }]);
    expect(curves.every((arm) => arm.mean.train.length === 0)).toBe(true);
  });

  it('find the last point at or before a step', () => {
    const series = seriesOf([10, 3], [20, 2]);
    expect(pointAt(series, 9)).toBeUndefined();
    expect(pointAt(series, 10)).toEqual({ step: 10, loss: 3 });
    expect(pointAt(series, 1000)).toEqual({ step: 20, loss: 2 });
  });
});
