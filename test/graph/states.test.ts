// An optimizer that is not AdamW: SGD with momentum, whose one state it declares itself. Weights, memory, checkpoints and what is
// seen inside serve it without a word about it.

import { beforeEach, expect, test } from 'vitest';
import { align } from '#src/gpu/arena.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { Graph, size, type Parameter } from '#src/graph/graph.ts';
import { initialValues } from '#src/graph/initial.ts';
import { planBytes } from '#src/graph/memory.ts';
import { unpack } from '#src/graph/packing.ts';
import { Plan } from '#src/graph/plan.ts';
import { structOf } from '#src/graph/provided.ts';
import { Weights, whole } from '#src/graph/weights.ts';
import { pieceSize, sumWeights } from '#src/ops/inside/inspect.ts';
import { assemble } from '#src/ops/shader.ts';
import { loadCheckpoint, saveCheckpoint } from '#src/storage/checkpoint.ts';
import { memoryStorage, setStorage } from '#src/storage/storage.ts';
import { close, testKernels } from '../check-op.ts';
import { withErrorScopes } from '../gpu/device.ts';

const rate = 0.1;
const decay = 0.9;
const momentum = assemble(
  'momentum',
  `
@group(0) @binding(0) var<storage, read> tiles: array<Tile>;
@group(0) @binding(1) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read> gradients: array<f32>;
@group(0) @binding(3) var<storage, read_write> momentum: array<f32>;

@compute @workgroup_size(64)
fn update(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let tile = tiles[group.x];
  for (var j = lane; j < tile.count; j += 64u) {
    let i = tile.start + group.z * tile.stride + j;
    momentum[i] = ${decay} * momentum[i] + gradients[tile.gradient + group.z * tile.stride + j];
    parameters[i] -= ${rate} * momentum[i];
  }
}
`,
  'tile',
);

const shapes = [
  ['few', [5, 3]],
  ['ragged', [65]],
] as const;
const replicas = 2;
const limits = { maxStorageBufferBindingSize: 2 ** 27, maxBufferSize: 2 ** 27 };

function graph(): Graph {
  const g = new Graph();
  for (const [name, shape] of shapes) g.parameter(name, shape, 'matrix', { normal: 1 });
  g.dispatch({
    shader: momentum,
    entry: 'update',
    bind: {},
    provided: ['tiles', 'parameters', 'gradients', g.state('momentum')],
    invocations: 64 * g.parameters.length,
  });
  return g;
}

const gradientOf = (replica: number, i: number): number => 0.01 * (i + 1) * (replica + 1);

beforeEach(() => setStorage(memoryStorage()));

test('has one state, at zero, and takes the memory of one', () => {
  const g = graph();
  expect([...g.states.keys()]).toEqual(['momentum']);
  const without = graph();
  without.states.clear();
  const arena = planBytes(g, replicas, limits) - planBytes(without, replicas, limits);
  expect(arena).toBeGreaterThanOrEqual(4 * replicas * shapes.reduce((sum, [, shape]) => sum + size(shape), 0));
});

test('is kept of some parameters, if it says so: their memory, and where it begins', async () => {
  await withErrorScopes((device) => {
    const all = graph();
    const some = graph();
    const [few, ragged] = some.parameters;
    some.state('momentum', [ragged!]);
    const bytes = (p: Parameter): number => align(4 * replicas * size(p.shape));
    expect(planBytes(all, replicas, limits) - planBytes(some, replicas, limits)).toBe(bytes(few!));
    const weights = new Weights(device, some, replicas);
    expect(weights.states['momentum']!.size).toBe(bytes(ragged!));
    expect(weights.tiles([whole(ragged!)])).toMatchObject([{ start: bytes(few!) / 4, state: 0 }]);
    weights.destroy();
  });
});

test('refuses states that would begin in two places', async () => {
  await withErrorScopes((device) => {
    const g = graph();
    g.state('of the last', g.parameters.slice(1));
    expect(() => new Weights(device, g, replicas)).toThrow('of the last begins elsewhere than other states of ragged.');
  });
});

test('goes on from a checkpoint as if nothing had happened, and its updates are seen', async () => {
  const kernels = await testKernels();
  await withErrorScopes(async (device) => {
    const run = async (): Promise<{ weights: Weights; plan: Plan; destroy: () => void }> => {
      const g = graph();
      const weights = new Weights(device, g, replicas);
      weights.initialise([1, 2]);
      for (const p of g.parameters)
        for (let r = 0; r < replicas; r++) {
          const count = size(p.shape);
          const data = Float32Array.from({ length: count }, (_, i) => gradientOf(r, i));
          device.queue.writeBuffer(weights.gradients, weights.gradientSlice(p.name).offset + 4 * r * count, data);
        }
      const plan = await Plan.compile(kernels, g, weights);
      const destroy = (): void => [plan, weights].forEach((each) => each.destroy());
      return { weights, plan, destroy };
    };
    const [straight, stopped, resumed] = [await run(), await run(), await run()];
    for (let step = 0; step < 3; step++) straight.plan.run();
    for (let step = 0; step < 2; step++) stopped.plan.run();

    const arenas = await stopped.weights.snapshot();
    expect(Object.keys(arenas)).toEqual(['parameters', 'momentum']);
    const plans = [{ key: 'momentum', step: 2, seconds: 0, arenas, alive: [true, true] }];
    await saveCheckpoint('one', { version: 2, experiment: 'one', savedAt: '', plans });
    resumed.weights.restore((await loadCheckpoint('one'))!.plans[0]!.arenas);

    // What is seen of the step: Σ(Δw)² of each parameter.
    const look = new Graph();
    look.parameters.push(...resumed.weights.list);
    const ranges = resumed.weights.list.map(whole);
    sumWeights(look, ranges, ranges.length);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = (data: ArrayBuffer): GPUBuffer => {
      const made = device.createBuffer({ size: data.byteLength, usage });
      device.queue.writeBuffer(made, 0, data);
      return made;
    };
    const counts = ranges.map(({ count }) => Math.ceil(count / pieceSize));
    const provided = {
      pieces: buffer(structOf(look, 'pieces').pack(resumed.weights.tiles(ranges, pieceSize))),
      spans: buffer(structOf(look, 'spans').pack(counts.map((count, i) => ({ first: i && counts[0]!, count })))),
      before: buffer((await readBuffer(device, resumed.weights.parameters)).slice(0)),
      found: buffer(new ArrayBuffer(16 * ranges.length * replicas)),
    };
    const looking = await Plan.compile(kernels, look, resumed.weights, provided);
    resumed.plan.run();
    looking.run();

    const after = await resumed.weights.snapshot();
    expect(after).toEqual(await straight.weights.snapshot());
    const found = new Float32Array(await readBuffer(device, provided.found));
    for (let r = 0; r < replicas; r++)
      for (const [slot, p] of resumed.weights.list.entries()) {
        // Three steps of one gradient: its sum is 1 + (1 + d) + (1 + d + d²) times that, and the last step the last of these.
        const [last, sum] = [1 + decay + decay ** 2, 3 + 2 * decay + decay ** 2];
        const start = initialValues(p, r + 1);
        const expected = Array.from(start, (v, i) => v - rate * sum * gradientOf(r, i));
        close(p.name, unpack(resumed.weights.list, replicas, after.parameters, r)[slot]!.data, expected);
        const change = Array.from(start, (_, i) => (rate * last * gradientOf(r, i)) ** 2).reduce((a, b) => a + b);
        expect(found[4 * (r * ranges.length + slot) + 2]! / change).toBeCloseTo(1, 4);
      }
    for (const each of [looking, straight, stopped, resumed, ...Object.values(provided)]) each.destroy();
  });
});
