// A compiled graph: planned to the byte, refused in words, checked by name, and nothing is made once it runs.

import { describe, expect, test } from 'vitest';
import add from '#shaders/add.wgsl?raw';
import type { ModelConfig } from '#src/experiment/settings.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { Graph, type Dispatch } from '#src/graph/graph.ts';
import { planBytes } from '#src/graph/memory.ts';
import { Plan } from '#src/graph/plan.ts';
import { Weights } from '#src/graph/weights.ts';
import { trainingGraph } from '#src/model/model.ts';
import { assemble } from '#src/ops/shader.ts';
import { testKernels } from '../check-op.ts';
import { countBuffers } from '../gpu/count-buffers.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { variants } from '../model/variants.ts';

const optimizer = { beta1: 0.9, beta2: 0.95, clip: 1 };
const base = variants['residual']!;
const graphOf = (change: Partial<ModelConfig>, batch = 2): Graph => trainingGraph({ ...base, ...change }, batch, optimizer);
const megabyte = 2 ** 20;
const generous = { maxStorageBufferBindingSize: 2 ** 40, maxBufferSize: 2 ** 40 };

describe('what does not fit is refused in one sentence:', () => {
  const sentence = /^[A-Z][^.]+ needs? \d+ MB [^.]+: lower [^.]+\.$/;

  test('weights that are too large for one buffer', () => {
    const limits = { ...generous, maxStorageBufferBindingSize: megabyte };
    const plan = (): number => planBytes(graphOf({ width: 64, depth: 8 }, 1), 1, limits);
    expect(plan).toThrow(/^The weights need 2 MB in one buffer, but this GPU allows 1 MB: /);
    expect(plan).toThrow(sentence);
  });

  test('a layer that is too large, by either limit', () => {
    for (const limit of ['maxStorageBufferBindingSize', 'maxBufferSize'] as const) {
      const plan = (): number => planBytes(graphOf({ context: 512 }, 64), 1, { ...generous, [limit]: megabyte });
      expect(plan).toThrow(/^One layer needs 4 MB in one buffer, but this GPU allows 1 MB: /);
      expect(plan).toThrow(sentence);
    }
  });

  test('more seeds than fit', () => {
    const graph = graphOf({ width: 32 });
    const limits = { ...generous, maxStorageBufferBindingSize: planBytes(graph, 1, generous) };
    expect(planBytes(graph, 1, limits)).toBeGreaterThan(0);
    expect(() => planBytes(graph, 64, limits)).toThrow(sentence);
  });
});

describe.each(Object.entries(variants))('%s', (_, config) => {
  test('allocates what was planned, and nothing more when it runs', async () => {
    const kernels = await testKernels();
    const { device } = kernels;
    const counted = countBuffers(device);
    try {
      await withErrorScopes(async () => {
        const replicas = 3;
        const graph = trainingGraph(config, 2, optimizer);
        const storage = GPUBufferUsage.STORAGE | GPUBufferUsage.UNIFORM;
        const names = ['step', 'control', 'metrics', 'replicas'];
        const provided = Object.fromEntries(names.map((n) => [n, device.createBuffer({ size: 32 * replicas, usage: storage })]));
        const weights = new Weights(device, graph, replicas);
        const before = counted.bytes();
        const plan = await Plan.compile(kernels, graph, weights, provided);
        expect(plan.bytes).toBe(counted.bytes() - before);
        // Not planned, because they are small: the tables of shapes and of the optimizer, and what unused bindings get.
        const tables = counted.alive().filter((b) => ['shapes', 'tiles', 'segments', 'nothing', 'scratch'].includes(b.label));
        const small = tables.reduce((sum, b) => sum + b.size, 0);
        expect(planBytes(graph, replicas, device.limits)).toBe(weights.bytes + plan.bytes - small);
        expect(plan.dispatches).toBe(graph.dispatches.length);
        const made = counted.created();
        plan.upload();
        plan.run();
        plan.run();
        expect(counted.created()).toBe(made);
        plan.destroy();
        weights.destroy();
        for (const buffer of Object.values(provided)) buffer.destroy();
        expect(counted.alive()).toEqual([]);
      });
    } finally {
      counted.restore();
    }
  });
});

/** A graph of dispatches of add.wgsl from one value to another. */
function additions(...changes: Partial<Dispatch>[]) {
  const g = new Graph();
  const x = g.value('x', [8, 4]);
  const y = g.value('y', [8, 4]);
  const shader = assemble('add', add, 'grid');
  for (const change of changes)
    g.dispatch({ shader, entry: 'forward', bind: { x, y }, shape: { size: 8 }, invocations: 8, ...change });
  return { g, x, y };
}

async function compiled(g: Graph, provided = {}): Promise<Plan> {
  const kernels = await testKernels();
  const weights = new Weights(kernels.device, g, 1);
  return Plan.compile(kernels, g, weights, provided).finally(() => weights.destroy());
}

describe('names', () => {
  const g = new Graph();
  const [x, y] = [g.value('x', [8, 4]), g.value('y', [8, 4])];
  test.each<[string, Partial<Dispatch>, string]>([
    ['a misspelt binding', { bind: { x, z: y } }, 'add.forward: binding y is not given.'],
    ['one binding too many', { bind: { x, y, z: y } }, 'add.forward: binding z is unknown.'],
    ['a missing binding', { bind: { x } }, 'add.forward: binding y is not given.'],
    ['a buffer that nobody provides', { bind: { x }, provided: ['y'] }, 'add.forward: nobody provides y.'],
    ['an unknown buffer that is provided', { provided: ['step'] }, 'add.forward: binding step is unknown.'],
    ['a misspelt field of the shape', { shape: { count: 8 } }, 'Uniform shape: field count is unknown.'],
    ['a missing field of the shape', { shape: {} }, 'Uniform shape: field size is missing.'],
    ['an unknown entry point', { entry: 'backward' }, 'add.wgsl has no entry point backward.'],
  ])('%s fails before anything runs', async (_, change, message) => {
    await expect(compiled(additions(change).g)).rejects.toThrow(message);
  });

  test('a missing shape fails', async () => {
    const { g: plain } = additions({});
    const { shape, ...rest } = plain.dispatches[0]!;
    expect(shape).toEqual({ size: 8 });
    const without = new Graph();
    without.dispatch(rest);
    await expect(compiled(without)).rejects.toThrow('add.forward: binding shape is not given.');
  });
});

test('equal shapes share a slot, different ones do not', async () => {
  const kernels = await testKernels();
  const counted = countBuffers(kernels.device);
  const slots = async (...sizes: number[]): Promise<number> => {
    const plan = await compiled(additions(...sizes.map((size) => ({ shape: { size } }))).g);
    const bytes = counted.alive().find((b) => b.label === 'shapes')!.size;
    plan.destroy();
    return bytes / 256;
  };
  try {
    expect(await slots(8)).toBe(1);
    expect(await slots(8, 8, 8)).toBe(1);
    expect(await slots(8, 4, 8, 5)).toBe(3);
  } finally {
    counted.restore();
  }
});

test('dispatches run in order, each with its own shape', async () => {
  const { device } = await testKernels();
  await withErrorScopes(async () => {
    // y = x everywhere, then y += x in the first half.
    const { g, x, y } = additions({}, { shape: { size: 4 }, constants: { ACCUMULATE: true } });
    const plan = await compiled(g);
    device.queue.writeBuffer(plan.binding(x).buffer, 0, new Float32Array(32).fill(3));
    device.queue.writeBuffer(plan.binding(y).buffer, 0, new Float32Array(32).fill(100));
    plan.run();
    const found = new Float32Array(await readBuffer(device, plan.binding(y).buffer, 0, 128));
    expect([...found]).toEqual([...new Array(16).fill(6), ...new Array(16).fill(3)]);
    plan.destroy();
  });
});

test('inputs are sent together, per replica or once for all', async () => {
  const kernels = await testKernels();
  await withErrorScopes(async (device) => {
    const g = new Graph();
    g.input('own', [5]);
    const shared = g.input('shared', [3], true);
    const weights = new Weights(device, { parameters: [] }, 4);
    const plan = await Plan.compile(kernels, g, weights);
    expect(plan.inputs['own']).toHaveLength(20);
    expect(plan.inputs['shared']).toHaveLength(3);
    plan.inputs['shared']!.set([7, 8, 9]);
    plan.upload();
    const { buffer, offset } = plan.binding(shared);
    expect([...new Uint32Array(await readBuffer(device, buffer, offset, 12))]).toEqual([7, 8, 9]);
    plan.destroy();
    weights.destroy();
  });
});

describe('a run in pieces', () => {
  /** Launches of each command buffer that a plan of nine dispatches is run in. */
  async function launches(run: (plan: Plan) => void): Promise<number[]> {
    const { device } = await testKernels();
    const plan = await compiled(additions(...Array.from({ length: 9 }, () => ({}))).g);
    const buffers: number[] = [];
    const { createCommandEncoder } = device;
    device.createCommandEncoder = (...of) => {
      const encoder = createCommandEncoder.apply(device, of);
      const at = buffers.push(0) - 1;
      const begin = encoder.beginComputePass.bind(encoder);
      encoder.beginComputePass = (...of) => {
        const pass = begin(...of);
        const dispatch = pass.dispatchWorkgroups.bind(pass);
        pass.dispatchWorkgroups = (...of) => {
          buffers[at]!++;
          return dispatch(...of);
        };
        return pass;
      };
      return encoder;
    };
    try {
      run(plan);
      await device.queue.onSubmittedWorkDone();
    } finally {
      device.createCommandEncoder = createCommandEncoder;
      plan.destroy();
    }
    return buffers;
  }

  test.each([
    [1, [9]],
    [2, [5, 4]],
    [4, [3, 3, 3]],
    [9, new Array<number>(9).fill(1)],
    [1000, new Array<number>(9).fill(1)],
  ])('%i: has as many dispatches as whole', async (pieces, expected) => {
    expect(await launches((plan) => plan.run(pieces))).toEqual(expected);
  });

  test('adds what comes after to the last one', async () => {
    const after: GPUCommandEncoder[] = [];
    expect(await launches((plan) => plan.run(3, (encoder) => void after.push(encoder)))).toHaveLength(3);
    expect(after).toHaveLength(1);
  });
});
