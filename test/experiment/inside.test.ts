// The traces that a record keeps: appended, thinned out when there are many, cut where a run goes back.

import { describe, expect, test } from 'vitest';
import { addFrame, upTo, type InsideFrame } from '#src/experiment/inside.ts';
import { mostCaptures } from '#src/experiment/limits.ts';
import type { InsideRecord } from '#src/experiment/record.ts';

const frameAt = (step: number, parts = ['qkv', 'out']): InsideFrame => ({
  arm: 0,
  step,
  values: parts.map((part, i) => ({ kind: 'gradient', part, layer: i, value: step + i / 10 })),
});

/** A record with captures at these steps. */
const record = (steps: Iterable<number>, from?: InsideRecord): InsideRecord => {
  let inside = from;
  for (const step of steps) inside = addFrame(inside, frameAt(step));
  return inside!;
};
const every = (stride: number, count: number, after = 0): number[] =>
  Array.from({ length: count }, (_, i) => after + stride * (i + 1));

test('captures are appended, each value to its trace', () => {
  expect(record([5, 10, 15])).toEqual({
    steps: [5, 10, 15],
    traces: [
      { kind: 'gradient', part: 'qkv', layer: 0, values: [5, 10, 15] },
      { kind: 'gradient', part: 'out', layer: 1, values: [5.1, 10.1, 15.1] },
    ],
  });
});

test('a step is captured once, and none before the last', () => {
  expect(record([5, 10, 10, 5, 15]).steps).toEqual([5, 10, 15]);
});

describe('thinning out', () => {
  test('begins with the first capture that does not fit', () => {
    expect(record(every(3, mostCaptures)).steps).toEqual(every(3, mostCaptures));
    const next = record(every(3, mostCaptures + 2));
    expect(next.steps).toEqual(every(6, mostCaptures / 2 + 1));
    for (const trace of next.traces) expect(trace.values).toHaveLength(next.steps.length);
  });

  test.each([450, 1000, 3333, 100_000])('leaves %i captures evenly spread, and never too many', (count) => {
    const { steps, traces } = record(every(1, count));
    expect(steps.length).toBeLessThanOrEqual(mostCaptures);
    expect(steps.length).toBeGreaterThanOrEqual(mostCaptures / 2);
    const stride = steps[0]!;
    expect(Number.isInteger(Math.log2(stride))).toBe(true);
    expect(steps).toEqual(every(stride, steps.length));
    expect(count - steps.at(-1)!).toBeLessThan(stride);
    expect(traces[0]!.values).toEqual(steps);
  });

  test('goes on where a resumed run left off', () => {
    const through = record(every(2, 700));
    const first = record(every(2, 300));
    expect(record(every(2, 400, 600), structuredClone(first))).toEqual(through);
  });

  test('follows a change of pace, as long as there is room', () => {
    expect(record([10, 20, 21, 22, 23, 30, 40]).steps).toEqual([10, 20, 21, 22, 23, 30, 40]);
  });
});

test('going back drops what came later', () => {
  const inside = record([5, 10, 15]);
  expect(upTo(inside, 10)).toEqual(record([5, 10]));
  expect(upTo(inside, 4).steps).toEqual([]);
  expect(inside.steps, 'the record it was made from').toEqual([5, 10, 15]);
});

test('other traces than before begin anew', () => {
  const inside = addFrame(record([5, 10]), frameAt(15, ['qkv', 'up']));
  expect(inside.steps).toEqual([15]);
  expect(inside.traces.map((t) => t.part)).toEqual(['qkv', 'up']);
});
