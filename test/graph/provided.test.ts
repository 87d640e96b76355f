// What a plan is given: every kernel that binds a buffer takes it for the same.

import { expect, test } from 'vitest';
import { reflect } from '#src/gpu/reflection.ts';
import { structOf } from '#src/graph/provided.ts';
import { inspectionGraph } from '#src/model/inside.ts';
import { evaluationGraph, trainingGraph } from '#src/model/model.ts';
import { spansOf } from '#src/model/spans.ts';
import { variants } from '../model/variants.ts';
import { optimizer } from './stepping.ts';

const config = { ...variants['first layer']!, dropout: 0.1 };
const training = trainingGraph(config, 2, optimizer);
const graphs = [training, evaluationGraph(config, 2), inspectionGraph(config, spansOf(config, training.parameters))];

test('all kernels of a training and of what is done beside it declare what is provided alike', () => {
  const seen = new Map<string, Set<string>>();
  for (const { shader, provided = [] } of graphs.flatMap((g) => g.dispatches))
    for (const name of provided) {
      const { uniforms, storages } = reflect(shader);
      const declared = JSON.stringify({ ...(uniforms[name] ?? storages[name])!, binding: 0 }); // each numbers for itself
      seen.set(name, (seen.get(name) ?? new Set()).add(declared));
    }
  for (const name of ['step', 'control', 'metrics', 'replicas', 'tiles', 'segments', 'pieces', 'spans'])
    expect(seen.get(name)?.size, name).toBe(1);
});

test('what no kernel binds has no struct', () => {
  expect(structOf(training, 'replicas').bytes).toBe(28);
  expect(() => structOf(graphs[1]!, 'replicas')).toThrow('No kernel of this graph binds replicas.');
});
