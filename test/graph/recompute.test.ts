// Activation checkpointing: what is made once more, what is kept, and what that saves. That training does not notice is tested
// in layout.test.ts.

import { describe, expect, test } from 'vitest';
import { baseArm, modelConfig, type ModelConfig } from '#src/experiment/settings.ts';
import { Graph, size, type Dispatch, type Tensor } from '#src/graph/graph.ts';
import { planBytes } from '#src/graph/memory.ts';
import { trainingGraph } from '#src/model/model.ts';
import { optimizer } from './stepping.ts';

const shape = [4, 8];
const code = `
  @group(0) @binding(0) var<storage, read_write> y: array<f32>;
  @group(0) @binding(1) var<storage, read_write> side: array<f32>;
  @compute @workgroup_size(1) fn main() { y[0] = side[0]; }`;
const shader = { name: 'op', code };

/** y = op(inputs); its backward pass reads `needs`. `side` is a second output. */
function op(g: Graph, name: string, inputs: Tensor[], needs: Tensor[], side?: Tensor): Tensor {
  const y = { ...g.value('', shape), name };
  const read = (list: Tensor[]): Dispatch['bind'] => Object.fromEntries(list.map((t, i) => [`x${i}`, t]));
  g.dispatch({ shader, entry: name, bind: { ...read(inputs), y, ...(side && { side }) }, invocations: 1 });
  return g.record(y, (dy, grad) => {
    const written = inputs.map((t) => grad(t).tensor);
    g.dispatch({ shader, entry: `d${name}`, bind: { ...read([dy, ...needs]), y: written[0]! }, invocations: 1 });
  });
}

const parameter = (g: Graph, name: string): Tensor => g.parameter(name, shape, 'matrix', { normal: 1 });
const entries = (g: Graph): string[] => g.dispatches.map((d) => d.entry);
const reads = (g: Graph, entry: string): string[] =>
  Object.values(g.dispatches.findLast((d) => d.entry === entry)!.bind).map((t) => t.name);

/** Two regions of a chain a → b → c each; c is all that anyone else reads. */
function chain() {
  const g = new Graph();
  let x = parameter(g, 'w');
  for (const region of [1, 2])
    x = g.checkpoint(() => {
      const a = op(g, `a${region}`, [x], [x]);
      const b = op(g, `b${region}`, [a], [a]);
      return op(g, `c${region}`, [b], [b]);
    });
  g.seed(x);
  g.differentiate();
  return g;
}

describe('the backward pass', () => {
  test('makes a region once more when it comes to it, without what nobody reads', () => {
    const g = chain();
    const forward = ['a1', 'b1', 'c1', 'a2', 'b2', 'c2'];
    expect(entries(g)).toEqual([...forward, 'a2', 'b2', 'dc2', 'db2', 'da2', 'a1', 'b1', 'dc1', 'db1', 'da1']);
    expect(g.forwardDispatches).toBe(forward.length);
  });

  test('reads what was made once more, from what was kept', () => {
    const g = chain();
    expect(reads(g, 'a2')).toEqual(['c1', "a2'"]);
    expect(reads(g, 'b2')).toEqual(["a2'", "b2'"]);
    expect(reads(g, 'dc2')).toContain("b2'");
    expect(reads(g, 'db2')).toContain("a2'");
    expect(reads(g, 'da2'), 'the output of the first region').toContain('c1');
  });

  test('leaves the forward pass as it is, and all of it without regions', () => {
    const g = chain();
    expect(g.dispatches.slice(0, 6).flatMap((d) => Object.values(d.bind).map((t) => t.name))).not.toContain("a2'");
    const plain = new Graph();
    const y = op(plain, 'b', [op(plain, 'a', [parameter(plain, 'w')], [])], []);
    plain.seed(y);
    plain.differentiate();
    expect(entries(plain)).toEqual(['a', 'b', 'db', 'da']);
  });

  /** One region that makes a, then b; after it comes `more`. */
  function region(make: (g: Graph, a: Tensor) => Tensor, more = (_: Graph, y: Tensor, __: Tensor): Tensor => y) {
    const g = new Graph();
    const w = parameter(g, 'w');
    let a: Tensor | undefined;
    const y = g.checkpoint(() => make(g, (a = op(g, 'a', [w], [w]))));
    g.seed(more(g, y, a!));
    g.differentiate();
    return g;
  }

  test('keeps what something outside reads', () => {
    const g = region(
      (g, a) => op(g, 'b', [a], [a]),
      (g, y, a) => op(g, 'c', [y, a], []),
    );
    expect(entries(g)).toEqual(['a', 'b', 'c', 'dc', 'db', 'da']);
  });

  test('keeps what something outside reads in part', () => {
    const halves = (g: Graph, a: Tensor): Tensor[] => [g.columns(a, 0, 4), g.columns(a, 4, 4)];
    const g = region(
      (g, a) => op(g, 'b', halves(g, a), [a]),
      (g, y, a) => op(g, 'c', [y, ...halves(g, a)], []),
    );
    expect(entries(g)).toEqual(['a', 'b', 'c', 'dc', 'db', 'da']);
  });

  test('looks at columns of what was made once more', () => {
    const g = region((g, a) => {
      const [left, right] = [g.columns(a, 0, 4), g.columns(a, 4, 4)];
      return op(g, 'b', [left, right], [right]);
    });
    expect(entries(g)).toEqual(['a', 'b', 'a', 'db', 'da']);
    const bound = g.dispatches.at(-2)!.bind['x1']!;
    expect(bound.view).toMatchObject({ of: { name: "a'" }, offset: 4 });
    expect(bound.shape).toEqual([4, 4]);
  });

  test('keeps what lives in a stack', () => {
    const g = region((g, a) => {
      g.push(g.stack('history', 1, shape), a);
      return op(g, 'b', [a], [a]);
    });
    expect(entries(g)).toEqual(['a', 'b', 'db', 'da']);
  });

  test('repeats a dispatch with two results once', () => {
    const g = region((g, a) => {
      const side = { ...g.value('', shape), name: 'side' };
      const b = op(g, 'b', [a], [], side);
      return op(g, 'c', [b], [b, side]);
    });
    expect(entries(g)).toEqual(['a', 'b', 'c', 'a', 'b', 'dc', 'db', 'da']);
    expect(reads(g, 'dc')).toEqual(expect.arrayContaining(["b'", "side'"]));
  });
});

describe('memory', () => {
  const generous = { maxStorageBufferBindingSize: 2 ** 40, maxBufferSize: 2 ** 40 };
  /** Of a model of the size that needs it, without the weights. */
  const activations = (change: Partial<ModelConfig>, recompute: boolean): number => {
    const c = { ...modelConfig(baseArm, 65), context: 256, width: 128, ...change };
    const graph = trainingGraph(c, 16, optimizer, { recompute });
    return planBytes(graph, 1, generous) - 16 * graph.parameters.reduce((sum, p) => sum + size(p.shape), 0);
  };

  test.each<[string, Partial<ModelConfig>, number]>([
    ['residual', {}, 0.3],
    ['first layer and value', { firstLayer: true, valueResidual: 'learned' }, 0.35],
    ['U-net', { uNet: true }, 0.35],
    ['dropout', { dropout: 0.1 }, 0.35],
    ['DenseFormer', { denseFormer: true }, 0.45], // keeps its history and the gradient of it
    ['hyper-connections', { hyperConnections: true }, 0.35],
  ])('of eight layers falls to a third or so: %s', (_, change, share) => {
    expect(activations(change, true) / activations(change, false)).toBeLessThan(share);
  });

  test('grows with the depth by the input of a block alone', () => {
    const rows = 16 * 256;
    const layer = (activations({ depth: 12 }, true) - activations({ depth: 8 }, true)) / 4;
    expect(layer / (4 * rows * 128)).toBeCloseTo(1, 1);
  });
});
