// Storage in f16 without a GPU: which tensors are halved, which shaders change, and what is refused.

import { describe, expect, test } from 'vitest';
import { plainest } from '#src/gpu/tuning.ts';
import { Graph, type Dispatch, type Tensor } from '#src/graph/graph.ts';
import { planBytes } from '#src/graph/memory.ts';
import { evaluationGraph, samplingGraph, trainingGraph } from '#src/model/model.ts';
import { variants } from '../model/variants.ts';

const half = { ...plainest, storage: 'f16' } as const;
const optimizer = { beta1: 0.9, beta2: 0.95, clip: 1 };
const limits = { maxStorageBufferBindingSize: 2 ** 27, maxBufferSize: 2 ** 28 };
const tensorsOf = (g: Graph): Tensor[] => g.dispatches.flatMap((d) => Object.values(d.bind)).map((t) => t.view?.of ?? t);

/** What stays f32 among values: see `Graph.statistic`. */
const statistics = /^(loss|attention\.lse|attention\.delta|matmul\.inverse|rope\.inverse|squares|muon\.\w+)\d+'?$/;

describe.each(Object.entries(variants))('%s', (_, plain) => {
  test.each([
    ['training', trainingGraph(plain, 2, optimizer, { tuning: half })],
    ['training with dropout', trainingGraph({ ...plain, dropout: 0.1 }, 2, optimizer, { tuning: half })],
    ['training by Muon', trainingGraph(plain, 2, { ...optimizer, optimizer: 'muon' }, { tuning: half })],
    ['training that recomputes', trainingGraph(plain, 2, optimizer, { tuning: half, recompute: true })],
    ['evaluation', evaluationGraph(plain, 2, half)],
    ['sampling', samplingGraph(plain, { rows: 1, length: 4 }, half).graph],
  ])('%s stores activations and their gradients in f16, and nothing else', (_, g) => {
    const weights = new Set(g.parameters.map((p) => g.gradients.get(p)));
    for (const t of tensorsOf(g).filter((t) => t.type !== 'u32')) {
      const activation = (t.role === 'value' && !statistics.test(t.name)) || (t.role === 'gradient' && !weights.has(t));
      expect(t.type, t.name).toBe(activation ? 'f16' : 'f32');
    }
  });

  test('needs fewer bytes', () => {
    const bytes = (tuning: typeof plainest): number =>
      planBytes(trainingGraph({ ...plain, context: 64 }, 8, optimizer, { tuning }), 2, limits);
    expect(bytes(half)).toBeLessThan(0.8 * bytes(plainest));
  });
});

describe('a shader', () => {
  const { dispatches } = trainingGraph(variants['residual']!, 2, optimizer, { tuning: half });
  const shaderOf = (name: string): Dispatch['shader'] => dispatches.find((d) => d.shader.name === name)!.shader;

  test('is changed in its first line and its aliases alone', () => {
    const plain = trainingGraph(variants['residual']!, 2, optimizer).dispatches;
    const of = (name: string): string[] => plain.find((d) => d.shader.name === name)!.shader.code.split('\n');
    const [enable, ...lines] = shaderOf('matmul_block_f16').code.split('\n');
    expect(enable).toBe('enable f16;');
    const changed = lines.filter((line, i) => line !== of('matmul_block')[i]);
    expect(changed).toEqual([expect.stringMatching(/^alias Stored = vec4h;/)]);
  });

  test('that touches no activations stays what it is', () => {
    expect(shaderOf('adamw').code).not.toContain('f16');
    expect(dispatches.map((d) => d.shader.name)).not.toContain('adamw_f16');
  });

  const bound = (code: string, make: (g: Graph) => Tensor) => () => {
    const g = new Graph(half);
    g.dispatch({ shader: { name: 'new', code }, entry: 'forward', bind: { y: make(g) }, invocations: 1 });
  };
  const declared = (type: string): string => `@group(0) @binding(0) var<storage, read_write> y: array<${type}>;`;

  test('that does not expect f16 is refused', () => {
    expect(bound(declared('vec4f'), (g) => g.value('x', [4]))).toThrow('new.forward: y is bound to x0, which is f16.');
  });

  test('that expects f16 where there are statistics is refused', () => {
    const code = `alias Stored = vec4f;\n${declared('Stored')}`;
    expect(bound(code, (g) => g.statistic('sum', [4]))).toThrow('new.forward: y is bound to sum0, which is f32.');
    expect(bound(code, (g) => g.value('x', [4]))).not.toThrow();
  });

  test('without the line that is to be replaced is refused', () => {
    expect(bound(declared('Stored'), (g) => g.value('x', [4]))).toThrow('needs the line “alias Stored = vec4f;”');
  });
});

test('the gradients are those of the summed loss, which the optimizer divides', () => {
  const flags = (tuning: typeof plainest): unknown[] =>
    trainingGraph(variants['residual']!, 2, optimizer, { tuning }).dispatches.flatMap((d) => d.constants?.['SUMMED'] ?? []);
  expect(flags(half)).toEqual([true, true]);
  expect(flags(plainest)).toEqual([false, false]);
});
