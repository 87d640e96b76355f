// The traces that a record keeps: appended, thinned out when there are many, cut where a run goes back.

import { describe, expect, test } from 'vitest';
import { addFrame, asInSeed, upTo, valueAt, type InsideFrame } from '#src/experiment/inside.ts';
import { mostCaptures } from '#src/experiment/limits.ts';
import type { InsideRecord } from '#src/experiment/record.ts';

const frameAt = (step: number, every = 1, parts = ['qkv', 'out']): InsideFrame => ({
  arm: 0,
  step,
  every,
  values: parts.map((part, i) => ({ kind: 'gradient', part, layer: i, value: step + i / 10 })),
});

/** A record with captures at these steps, every so many. */
const record = (steps: Iterable<number>, stride = 1, from?: InsideRecord): InsideRecord => {
  let inside = from;
  for (const step of steps) inside = addFrame(inside, frameAt(step, stride));
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

test('what each seed has learned is kept of the last capture alone, and takes the place of the mean', () => {
  const at = (step: number): InsideFrame => ({
    ...frameAt(step, 1, ['qkv', 'out']),
    values: [
      { kind: 'gradient', part: 'qkv', layer: 0, value: step },
      { kind: 'weight', part: 'skip', layer: 1, value: step / 2 },
    ],
    seeds: [
      { seed: 3, weights: [step / 4] },
      { seed: 5, weights: [step * 0.75] },
    ],
  });
  const inside = addFrame(addFrame(undefined, at(4)), at(8));
  expect(inside.seeds).toEqual(at(8).seeds);
  expect(asInSeed(inside, 5).traces.map(({ values }) => values)).toEqual([
    [4, 8],
    [2, 6],
  ]);
  expect(asInSeed(inside, 4)).toBe(inside);
  expect(upTo(inside, 8).seeds).toEqual(at(8).seeds);
  expect(upTo(inside, 7).seeds, 'of another step').toBeUndefined();
});

test('a step is captured once, and none before the last', () => {
  expect(record([5, 10, 10, 5, 15]).steps).toEqual([5, 10, 15]);
});

describe('thinning out', () => {
  test('begins when there would be too many, and keeps the first', () => {
    const fits = mostCaptures - 1;
    expect(record(every(3, fits), 3).steps).toEqual(every(3, fits));
    const next = record(every(3, fits + 1), 3);
    expect(next.steps).toEqual([3, ...every(6, (fits + 1) / 2)]);
    for (const trace of next.traces) expect(trace.values).toHaveLength(next.steps.length);
  });

  test.each([450, 1000, 3333, 100_000])('leaves %i captures evenly spread, and never too many', (count) => {
    const { steps, traces } = record(every(1, count));
    expect(steps.length).toBeLessThanOrEqual(mostCaptures);
    expect(steps.length).toBeGreaterThanOrEqual(mostCaptures / 2);
    const [first, stride] = steps;
    expect(first).toBe(1);
    expect(Number.isInteger(Math.log2(stride!))).toBe(true);
    expect(steps.slice(1)).toEqual(every(stride!, steps.length - 1));
    expect(count - steps.at(-1)!).toBeLessThan(stride!);
    expect(traces[0]!.values).toEqual(steps);
  });

  test.each([
    [1, 0, 250, 150],
    [1, 0, 900, 7],
    [2, 0, 700, 699],
    [5, 0, 402, 100],
    [5, 1000, 450, 201], // from when somebody looked
    [24, 24_000, 3000, 1],
  ])('every %i steps after %i: %i captures, taken back to the first %i, end the same', (stride, after, count, left) => {
    const all = every(stride, count, after);
    const ahead = record(all, stride);
    const again = record(all.slice(left), stride, upTo(ahead, all[left - 1]!));
    expect(again).toEqual(ahead);
    const more = every(stride, 1000, all.at(-1));
    expect(record(more, stride, again)).toEqual(record([...all, ...more], stride));
  });

  test('goes on where a resumed run left off', () => {
    const through = record(every(2, 700), 2);
    const first = record(every(2, 300), 2);
    expect(record(every(2, 400, 600), 2, structuredClone(first))).toEqual(through);
  });

  test('follows a change of pace, as long as there is room', () => {
    const changed = record([30, 40], 10, record([21, 22, 23], 1, record([10, 20], 10)));
    expect(changed.steps).toEqual([10, 20, 21, 22, 23, 30, 40]);
    for (const [before, then] of [
      [1, 10],
      [10, 1],
      [7, 12],
    ] as const) {
      const first = every(before, 190);
      const after = then * Math.ceil(first.at(-1)! / then); // steps of captures are multiples of their pace
      const inside = record(every(then, 300, after), then, record(first, before));
      expect(inside.steps.length).toBeLessThanOrEqual(mostCaptures);
      expect(inside.steps.length).toBeGreaterThan(mostCaptures / 10);
    }
  });
});

test('going back drops what came later', () => {
  const inside = record([5, 10, 15]);
  expect(upTo(inside, 10)).toEqual(record([5, 10]));
  expect(upTo(inside, 4).steps).toEqual([]);
  expect(inside.steps, 'the record it was made from').toEqual([5, 10, 15]);
});

test('other traces than before begin anew', () => {
  const inside = addFrame(record([5, 10]), frameAt(15, 5, ['up', 'down']));
  expect(inside.steps).toEqual([15]);
  expect(inside.traces.map((t) => t.part)).toEqual(['up', 'down']);
});

describe('a trace that begins later than others', () => {
  const inside = record([15, 20], 5, addFrame(addFrame(undefined, frameAt(5, 5, ['qkv'])), frameAt(10, 5, ['qkv'])));
  const [first, later] = inside.traces;

  test('leaves what is known of them', () => {
    expect(inside.steps).toEqual([5, 10, 15, 20]);
    expect([first!.values, later!.values]).toEqual([
      [5, 10, 15, 20],
      [15.1, 20.1],
    ]);
    expect([0, 1, 2, 3].map((i) => valueAt(inside, later!, i))).toEqual([NaN, NaN, 15.1, 20.1]);
    expect([0, 3].map((i) => valueAt(inside, first!, i))).toEqual([5, 20]);
  });

  test('is cut and thinned out beside them', () => {
    expect(upTo(inside, 15).traces.map(({ values }) => values)).toEqual([[5, 10, 15], [15.1]]);
    expect(upTo(inside, 10).traces.map(({ values }) => values)).toEqual([[5, 10], []]);
    const long = record(every(5, 1000, 20), 5, structuredClone(inside));
    expect(long.steps.length).toBeLessThan(500);
    const [all, some] = long.traces;
    expect(all!.values).toEqual(long.steps);
    expect(some!.values).toEqual(long.steps.slice(-some!.values.length).map((step) => step + 0.1));
    expect(long.steps.at(-some!.values.length)).toBeGreaterThanOrEqual(15);
  });

  test('ends where it is no longer captured', () => {
    const fewer = addFrame(structuredClone(inside), frameAt(25, 5, ['qkv']));
    expect(fewer.steps).toEqual([5, 10, 15, 20, 25]);
    expect(fewer.traces.map(({ part, values }) => [part, values])).toEqual([['qkv', [5, 10, 15, 20, 25]]]);
  });
});
