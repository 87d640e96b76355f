// Every parameter starts as in the reference: the same names and shapes, the same numbers rounded to float32, padding zero.

import { expect, test } from 'vitest';
import { size } from '#src/graph/graph.ts';
import { initialValues } from '#src/graph/initial.ts';
import { unpack } from '#src/graph/packing.ts';
import { arenaLayout } from '#src/graph/weights.ts';
import { trainingGraph } from '#src/model/model.ts';
import { initialParameters, parametersOf } from '../reference/initial.ts';
import { variants } from './variants.ts';

test.each(Object.entries(variants))('%s', (_, config) => {
  const { parameters } = trainingGraph(config, 2, { beta1: 0.9, beta2: 0.95, clip: 1 });
  const expected = parametersOf(config);
  expect(parameters.map((p) => p.name).sort()).toEqual(expected.map((p) => p.name).sort());
  for (const seed of [0, 7]) {
    const values = initialParameters(config, seed);
    for (const p of parameters) {
      const found = initialValues(p, seed);
      expect(found, p.name).toHaveLength(size(p.shape));
      // As in an arena of one replica, from which padding is taken away.
      const arena = new Float32Array(arenaLayout([p], 1).bytes / 4);
      arena.set(found);
      const [trimmed] = unpack([p], 1, arena, 0);
      expect(trimmed!.data, p.name).toEqual(Float32Array.from(values[p.name]!, (v) => v + 0)); // 0 · x may be −0
      const sum = (v: Float32Array): number => v.reduce((a, b) => a + Math.abs(b), 0);
      expect(sum(found), `padding of ${p.name}`).toBeCloseTo(sum(trimmed!.data), 3);
    }
  }
});

test('groups of the optimizer are those of the reference', () => {
  for (const config of Object.values(variants)) {
    const { parameters } = trainingGraph(config, 2, { beta1: 0.9, beta2: 0.95, clip: 1 });
    const groups = new Map(parametersOf(config).map((p) => [p.name, p.group]));
    for (const p of parameters) {
      const kind = p.group === 'embedding' || p.group === 'head' ? 'table' : p.group;
      expect(kind, p.name).toBe(groups.get(p.name));
    }
  }
});
