// Buffers by lifetime: none for two tensors that are needed at the same time, and fewer bytes. That training does not notice is
// tested in layout.test.ts.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baseArm, modelConfig } from '#src/experiment/settings.ts';
import { reflect } from '#src/gpu/reflection.ts';
import { accessesOf } from '#src/graph/access.ts';
import { size, type Graph, type Tensor } from '#src/graph/graph.ts';
import { Memory, planBytes } from '#src/graph/memory.ts';
import { lifetimes, share, type Use } from '#src/graph/reuse.ts';
import { Weights } from '#src/graph/weights.ts';
import { evaluationGraph, trainingGraph } from '#src/model/model.ts';
import { gpuDevice } from '../gpu/device.ts';
import { variants } from '../model/variants.ts';
import { batch, optimizer, vocab } from './stepping.ts';

describe('a lifetime', () => {
  const of = (...uses: [dispatch: number, writes: boolean][]) =>
    lifetimes(uses.map(([dispatch, writes]): Use<string> => ({ of: 'x', dispatch, writes }))).get('x');
  const always = { first: 0, last: Infinity };

  test('lasts from the first to the last dispatch', () => {
    expect(of([3, true], [5, false])).toEqual({ first: 3, last: 5 });
    expect(of([3, true], [4, true], [9, false], [9, false])).toEqual({ first: 3, last: 9 });
  });

  test('never ends where something comes from outside: it is read before it is written', () => {
    expect(of([3, false])).toEqual(always);
    expect(of([3, false], [4, true], [5, false])).toEqual(always);
  });

  test('never ends where something is meant for the outside: nobody reads it', () => {
    expect(of([3, true])).toEqual(always);
    expect(of([3, true], [4, true])).toEqual(always);
  });
});

describe('sharing', () => {
  const life = fc
    .tuple(fc.nat(40), fc.nat(12), fc.nat(8))
    .map(([first, length, bytes]) => ({ first, last: first + length, bytes: 256 * (bytes + 1) }));
  const tensors = fc.array(life, { maxLength: 60 }).map((list) => new Map(list.entries()));

  test('gives every tensor one buffer that is large enough', () => {
    fc.assert(
      fc.property(tensors, (all) => {
        const shared = share(all);
        expect(shared.flatMap((b) => b.tenants).sort((a, b) => a - b)).toEqual([...all.keys()]);
        for (const { bytes, tenants } of shared) expect(bytes).toBe(Math.max(...tenants.map((t) => all.get(t)!.bytes)));
      }),
    );
  });

  test('keeps apart what is needed at the same time, so that all tensors of a dispatch are in different buffers', () => {
    fc.assert(
      fc.property(tensors, (all) => {
        for (const { tenants } of share(all))
          for (let dispatch = 0; dispatch <= 52; dispatch++)
            expect(
              tenants.filter((t) => all.get(t)!.first <= dispatch && dispatch <= all.get(t)!.last).length,
            ).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('never takes more than without, nor less than what is needed at once', () => {
    fc.assert(
      fc.property(tensors, (all) => {
        const sum = (list: Iterable<{ bytes: number }>): number => [...list].reduce((a, b) => a + b.bytes, 0);
        const taken = sum(share(all));
        expect(taken).toBeLessThanOrEqual(sum(all.values()));
        for (let dispatch = 0; dispatch <= 52; dispatch++)
          expect(taken).toBeGreaterThanOrEqual(sum([...all.values()].filter((l) => l.first <= dispatch && dispatch <= l.last)));
      }),
    );
  });

  test('lets all of equal size and separate lifetimes into one buffer, and no two that touch', () => {
    const chain = (step: number) =>
      new Map(Array.from({ length: 9 }, (_, i) => [i, { first: step * i, last: step * i + 1, bytes: 256 }]));
    expect(share(chain(2))).toHaveLength(1);
    expect(share(chain(1))).toHaveLength(2);
  });
});

const generous = { maxStorageBufferBindingSize: 2 ** 40, maxBufferSize: 2 ** 40 };
const names = Object.keys(variants);
const configOf = (name: string) => ({ ...variants[name]!, vocab });
const placed = (t: Tensor): Tensor => t.view?.of ?? t;

describe('in a model', () => {
  test('what a dispatch writes is what its shader says', () => {
    for (const name of names)
      for (const d of trainingGraph(configOf(name), batch, optimizer).dispatches) {
        const declared = Object.entries(reflect(d.shader).entryPoints[d.entry]!).filter(([name]) => d.bind[name]);
        const expected = declared.map(([name, type]) => [placed(d.bind[name]!), type === 'storage'] as const);
        expect(new Map(accessesOf(d).map((a) => [a.tensor, a.writes])), d.shader.name).toEqual(new Map(expected));
        for (const [name, t] of Object.entries(d.bind)) {
          const written = new RegExp(`var<storage, read_write> ${name}:`).test(d.shader.code);
          expect(
            accessesOf(d).some((a) => a.tensor === placed(t) && a.writes),
            `${d.shader.name}: ${name}`,
          ).toBe(written);
        }
      }
  });

  test.each(names)('%s: all tensors of a dispatch have ranges of their own', async (name) => {
    const device = await gpuDevice();
    for (const graph of [trainingGraph(configOf(name), batch, optimizer), evaluationGraph(configOf(name), batch)]) {
      const weights = new Weights(device, graph, 2);
      const memory = new Memory(device, graph, weights, true);
      for (const { bind } of graph.dispatches) {
        const ranges = [...new Set(Object.values(bind).map(placed))]
          .filter((t) => !graph.stacks.has(t)) // a stack and a member of it may meet in one dispatch
          .map((t) => memory.find(t));
        for (const [i, a] of ranges.entries())
          for (const b of ranges.slice(0, i))
            if (
              a.buffer === b.buffer &&
              ![memory.inputs, memory.partials, weights.parameters, weights.gradients].includes(a.buffer)
            )
              expect.fail(`${a.buffer.label} is bound twice`);
      }
      memory.destroy();
      weights.destroy();
    }
  });

  test('eight layers take a third less than without, and hardly more than what is needed at once', () => {
    const graph = trainingGraph({ ...modelConfig(baseArm, 65), depth: 8 }, 16, optimizer);
    const activations = (reuse: boolean): number => planBytes(graph, 1, generous, reuse) - 16 * parametersOf(graph);
    expect(activations(true) / activations(false)).toBeLessThan(0.67);
    expect(activations(true) / mostAtOnce(graph)).toBeLessThan(1.05);
  });

  test('evaluation takes as much for eight layers as for two', () => {
    const bytes = (depth: number): number => {
      const graph = evaluationGraph({ ...modelConfig(baseArm, 65), depth }, 16);
      return planBytes(graph, 1, generous) - 16 * parametersOf(graph);
    };
    expect(bytes(8) / bytes(2)).toBeLessThan(1.1);
  });
});

const parametersOf = (g: Graph): number => g.parameters.reduce((sum, p) => sum + size(p.shape), 0);

/** Bytes of the values and gradients between their first and last dispatch, where they are most. */
function mostAtOnce(g: Graph): number {
  const lives = new Map<Tensor, { first: number; last: number }>();
  for (const [at, { bind }] of g.dispatches.entries())
    for (const t of Object.values(bind).map(placed))
      if (t.role === 'value' || t.role === 'gradient') lives.set(t, { first: lives.get(t)?.first ?? at, last: at });
  for (const p of g.parameters) lives.delete(g.gradients.get(p)!);
  return Math.max(
    ...g.dispatches.map((_, at) =>
      [...lives].reduce((sum, [t, l]) => sum + (l.first <= at && at <= l.last ? 4 * size(t.shape) : 0), 0),
    ),
  );
}
