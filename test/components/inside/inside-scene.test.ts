// From what was captured inside an arm to what is drawn.

import { expect, it } from 'vitest';
import { styleAt } from '#src/components/base/palette.ts';
import { insideScene } from '#src/components/inside/inside-scene.ts';
import type { InsideRecord, TraceKind } from '#src/experiment/record.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import { inside } from './sample-inside.ts';

const sceneOf = (kind: TraceKind, group: string, of: InsideRecord = inside, change: Partial<ArmConfig> = {}) =>
  insideScene(of, kind, group, { ...baseArm, steps: 200, ...change }, styleAt(1));

it('has a line for each block, darker the deeper it is, in the colour of the arm', () => {
  const { lines } = sceneOf('weight', 'a (stream)');
  expect(lines.map(({ points }) => [[...(points.x as number[])], [...(points.y as number[])]])).toEqual([
    [
      [10, 20, 30],
      [1, 1.1, 1.2],
    ],
    [
      [10, 20, 30],
      [1, 0.9, 0.8],
    ],
  ]);
  expect(lines[0]!.alpha).toBeLessThan(lines[1]!.alpha);
  expect(lines.map(({ token }) => token)).toEqual(['--arm-b', '--arm-b']);
});

it('names each line at its end, and only as many as there is room for', () => {
  expect(sceneOf('weight', 'a (stream)').labels.map(({ letter, x, y, value }) => [letter, x, y, value])).toEqual([
    ['block 1', 30, 1.2, '1.2'],
    ['block 2', 30, 0.8, '0.8'],
  ]);
  const deep: InsideRecord = {
    steps: [1],
    traces: Array.from({ length: 48 }, (_, layer) => ({ kind: 'gradient', part: 'qkv', layer, values: [layer] })),
  };
  const { lines, labels } = sceneOf('gradient', 'qkv', deep);
  expect(lines).toHaveLength(48);
  expect(labels.length).toBeLessThanOrEqual(12);
  expect(labels.at(-1)!.letter).toBe('block 48');
});

it('counts the streams from the one that enters the first block to the one that the head reads', () => {
  const values = [1, 2];
  const streams: InsideRecord = {
    steps: [1, 2],
    traces: [0, 1, 2].map((layer) => ({ kind: 'stream', part: 'stream', layer, values })),
  };
  expect(sceneOf('stream', 'stream', streams).labels.map(({ letter }) => letter)).toEqual(['embedding', 'block 1', 'last block']);
});

it('reaches to the end of the budget, or beyond where a run has', () => {
  expect(sceneOf('weight', 'a (stream)').x).toMatchObject({ low: 0, high: 200 });
  expect(sceneOf('weight', 'a (stream)', inside, { steps: 25 }).x.high).toBe(30);
});

it('begins at zero for what has a size, and has room for either sign of a weight', () => {
  expect(sceneOf('gradient', 'qkv').y.low).toBe(0);
  const weights = sceneOf('weight', 'a (stream)');
  expect(weights.zero).toBe(true);
  expect(weights.y.low).toBeLessThan(0.8);
  expect(weights.y.high).toBeGreaterThan(1.2);
  const flat: InsideRecord = { steps: [1], traces: [{ kind: 'weight', part: 'firstLayer', index: 0, layer: 0, values: [0] }] };
  expect(sceneOf('weight', 'a (stream)', flat).y).toMatchObject({ low: 0, high: 1 });
});

it.each<[string, Partial<ArmConfig>, string[]]>([
  ['the first pair without residual', { residual: false, firstLayer: true }, ['block 1 (means nothing)', 'block 2']],
  ['with residual it scales what the updates are added to', { firstLayer: true }, ['block 1', 'block 2']],
])('marks the weights on which no loss depends: %s', (_, change, names) => {
  const { lines, labels } = sceneOf('weight', 'a (stream)', inside, change);
  expect(labels.map(({ letter }) => letter)).toEqual(names);
  expect(lines.map(({ dash }) => dash.length > 0)).toEqual(names.map((name) => name.includes('nothing')));
});

it('marks what hyper-connections read first, and the gradients of a block in which nothing else is learned', () => {
  const values = [1];
  const trace = (kind: TraceKind, part: string, layer: number) => ({ kind, part, layer, values });
  const of = (...traces: InsideRecord['traces']): InsideRecord => ({ steps: [1], traces });
  const letters = (...args: Parameters<typeof sceneOf>): string[] => sceneOf(...args).labels.map(({ letter }) => letter);
  const reads = of({ ...trace('weight', 'attention.read', 0), index: 0 }, { ...trace('weight', 'attention.read', 1), index: 0 });
  const read = 'a1 (attention reads copy 1)';
  expect(letters('weight', read, reads, { hyperConnections: true })).toEqual(['block 1 (means nothing)', 'block 2']);
  const gradients = of(trace('gradient', 'shortcuts', 0), trace('gradient', 'shortcuts', 1));
  const pairs = { residual: false, firstLayer: true };
  expect(letters('gradient', 'shortcut weights', gradients, pairs)).toEqual(['block 1 (means nothing)', 'block 2']);
  expect(letters('gradient', 'shortcut weights', gradients, { ...pairs, layerScale: true })).toEqual(['block 1', 'block 2']);
});
