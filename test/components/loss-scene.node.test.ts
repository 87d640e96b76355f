// From curves to what is drawn and what is said.

import { describe, expect, it } from 'vitest';
import { describe as inWords, lossScene, lossTable, readout, stepSize, type View } from '#src/components/loss-scene.ts';
import { lessons } from '#src/lessons/experiments.ts';
import { curvesOf } from '#src/store/curves.ts';
import { filledRecord } from './fake-record.ts';

const record = filledRecord(lessons[1]!.spec('nano'), 0.5);
const curves = curvesOf(record);
const view: View = { axis: 'steps', logX: false, logY: false, showTrain: true, showRuns: true };

describe('the x axis', () => {
  it('measures a step in tokens, FLOP and shared seconds', () => {
    const { config, flopsPerToken } = record.arms[0]!;
    expect(stepSize('tokens', record, 0, undefined)).toBe(config.batch * config.context);
    expect(stepSize('flops', record, 0, undefined)).toBe(config.batch * config.context * flopsPerToken);
    expect(stepSize('seconds', record, 0, undefined)).toBeCloseTo(0.011);
  });

  it('reaches to the end of the budget from the start', () => {
    expect(lossScene(record, curves, undefined, view).x).toMatchObject({ low: 0, high: 200 });
    const { x } = lossScene(record, curves, undefined, { ...view, axis: 'flops', logX: true });
    expect(x.low).toBeGreaterThan(0);
    expect(x.high).toBe(200 * stepSize('flops', record, 3, undefined));
  });
});

it('draws a thick mean over thin seeds, and leaves out what is switched off', () => {
  const count = (change: Partial<View>): number => lossScene(record, curves, undefined, { ...view, ...change }).lines.length;
  expect(count({})).toBe(4 * (3 + 1 + 3 + 1));
  expect(count({ showTrain: false })).toBe(4 * (3 + 1));
  expect(count({ showTrain: false, showRuns: false })).toBe(4);
}); // prettier-ignore

it('labels each arm at its last point', () => {
  const { labels } = lossScene(record, curves, undefined, view);
  expect(labels.map(({ letter, x }) => [letter, x])).toEqual([['A', 100], ['B', 100], ['C', 100], ['D', 100]]); // prettier-ignore
});

it('is not flattened by a run that flies off', () => {
  const wild = structuredClone(record);
  wild.arms[0]!.replicas[0]!.train.push([101, 900]);
  wild.arms[0]!.replicas[1]!.train.push([101, 900]);
  expect(lossScene(wild, curvesOf(wild), undefined, view).y.high).toBeLessThan(7);
});

it('reads each arm where the cursor is', () => {
  const { at, values } = readout(55, record, curves, undefined, 'steps');
  expect(at).toBe('55 steps');
  expect(values).toHaveLength(4);
});

it('describes the curves in words and as a table', () => {
  expect(inWords(record, curves)).toMatch(/A, width 16: from \d\.\d{3} to \d\.\d{3} in 100 steps, mean of 3 seeds\./);
  const table = lossTable(curves);
  expect(table.length).toBeLessThanOrEqual(12);
  expect(table.at(-1)!.step).toBe(100);
  expect(table.at(-1)!.losses).toHaveLength(4);
});
