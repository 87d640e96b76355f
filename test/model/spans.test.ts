// The table of what is traced: every parameter has its place, and every learned shortcut weight a name of its own.

import { expect, test } from 'vitest';
import { size } from '#src/graph/graph.ts';
import { trainingGraph } from '#src/model/model.ts';
import { spansOf, type Span } from '#src/model/spans.ts';
import { parameterCounts } from '#src/science/counts.ts';
import { words } from '#src/words/language.ts';
import { tinyModel } from '../tiny.ts';
import { variants } from './variants.ts';

const spansIn = (config: (typeof variants)[string]): Span[] =>
  spansOf(config, trainingGraph(config, 2, { beta1: 0.9, beta2: 0.95, clip: 1 }).parameters);

const nameOf = ({ part, index }: NonNullable<Span['weight']>): string => words().traceName('weight', part, index);

test.each(Object.entries(variants))('%s: every weight is in one span, and every trace has a name', (_, config) => {
  const { parameters } = trainingGraph(config, 2, { beta1: 0.9, beta2: 0.95, clip: 1 });
  const spans = spansOf(config, parameters);
  for (const p of parameters) {
    const own = spans.filter((s) => s.parameter === p);
    let next = 0;
    for (const { first, count } of own) {
      expect(first, p.name).toBe(next);
      next += count;
    }
    expect(next, p.name).toBe(size(p.shape));
  }
  const weights = spans.flatMap(({ layer, weight }) => (weight === undefined ? [] : [`${layer} ${nameOf(weight)}`]));
  expect(new Set(weights).size, 'names within a layer').toBe(weights.length);
  const scales = config.layerScale ? 2 * config.depth : 0; // one name for all channels of each
  expect(weights).toHaveLength(parameterCounts(config).scalars - scales * (config.width - 1));
  for (const { layer, group, weight } of spans) {
    expect(layer).toBeGreaterThanOrEqual(-1);
    expect(layer).toBeLessThan(config.depth);
    expect(group).toMatch(/^(qkv|out|up|down|shortcuts|embedding|head)$/);
    if (weight) expect(nameOf(weight), 'words of its own').not.toBe(`${weight.part} ${weight.index ?? 0}`);
  }
});

test('shortcut weights are called by their symbol and what it weighs', () => {
  const base = { ...tinyModel, depth: 2 };
  const names = (change: Partial<typeof base>): [number, string][] =>
    spansIn({ ...base, ...change }).flatMap(({ layer, weight }) => (weight === undefined ? [] : [[layer, nameOf(weight)]]));
  expect(names({})).toEqual([]);
  expect(names({ valueResidual: 'fixed' }), 'what is not learned is not traced').toEqual([]);
  expect(names({ firstLayer: true, valueResidual: 'learned', uNet: true })).toEqual([
    [0, 'a (stream)'],
    [0, 'b (first layer)'],
    [1, 'w (U-net)'],
    [1, 'a (stream)'],
    [1, 'b (first layer)'],
    [1, 'λ (first values)'],
  ]);
  expect(names({ valueEmbeddings: true })).toEqual([
    [0, 'λ (value embedding)'],
    [1, 'λ (value embedding)'],
  ]);
  expect(names({ denseFormer: true })).toEqual([
    [0, 'α 0 (embedding)'],
    [0, 'α 1 (output of block 1)'],
    [1, 'α 0 (embedding)'],
    [1, 'α 1 (output of block 1)'],
    [1, 'α 2 (output of block 2)'],
  ]);
  expect(names({ depth: 1, reZero: true, layerScale: true })).toEqual([
    [0, 'r (attention)'],
    [0, 'g (attention, mean)'],
    [0, 'r (MLP)'],
    [0, 'g (MLP, mean)'],
  ]);
  expect(names({ depth: 1, hyperConnections: true }).map(([, name]) => name)).toEqual([
    ...['attention', 'MLP'].flatMap((sublayer) => [
      `a1 (${sublayer} reads copy 1)`,
      `a2 (${sublayer} reads copy 2)`,
      ...['1 to 1', '1 to 2', '2 to 1', '2 to 2'].map((pair) => `A (${sublayer}, copy ${pair})`),
      `b1 (${sublayer} writes copy 1)`,
      `b2 (${sublayer} writes copy 2)`,
    ]),
  ]);
});
