// From WGSL to pipelines: grids that fold, uniforms that are checked, kernels that are compiled once.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import addCode from '#shaders/add.wgsl?raw';
import gridCode from '#shaders/lib/grid.wgsl?raw';
import mixCode from '#shaders/mix.wgsl?raw';
import { grid, Kernels, maxGroups, workgroupSize } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { reflect } from '#src/gpu/reflection.ts';
import { uniformBytes } from '#src/gpu/struct.ts';
import { assemble } from '#src/ops/shader.ts';
import { gpuDevice, withErrorScopes } from './device.ts';

const fold = maxGroups * workgroupSize;
const { code: add } = assemble('add', addCode, 'grid');
const { code: mix } = assemble('mix', mixCode, 'grid');

describe('a grid', () => {
  test.each([
    [1, [1, 1]],
    [64, [1, 1]],
    [65, [2, 1]],
    [fold, [65535, 1]],
    [fold + 1, [65535, 2]],
    [2 * fold, [65535, 2]],
    [2 * fold + 1, [65535, 3]],
  ])('of %i invocations', (invocations, groups) => {
    expect(grid(invocations)).toEqual(groups);
  });

  const shaders = readdirSync('shaders', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.wgsl'))
    .map((file): [file: string, code: string] => [file, readFileSync(join('shaders', file), 'utf8')]);
  const own = shaders.filter(([file]) => !file.startsWith('lib'));

  test('folds where the shaders think it does', () => {
    expect(gridCode).toContain(`const FOLD = ${maxGroups}u;`);
    expect(gridCode).toContain(`* FOLD * ${workgroupSize}u +`);
    const folding = shaders.filter(([, code]) => /FOLD|65535/.test(code)).map(([file]) => file);
    expect(folding, 'in one place').toEqual([join('lib', 'grid.wgsl')]);
  });

  test('is counted across the fold by every shader, but for those that always have few workgroups', () => {
    const flat = own.flatMap(([file, code]) => {
      const places = new Set([...code.matchAll(/(\w+): vec3u/g)].map(([, name]) => name));
      const along = [...places].flatMap((place) => [...code.matchAll(new RegExp(`\\b${place}\\.\\w*[xy]`, 'g'))]);
      return along.map(([use]) => `${file}: ${use}`);
    });
    // One for each range of weights that is looked at, one for each learned scalar.
    expect(flat).toEqual(['inspect.wgsl: group.x', 'inspect.wgsl: group.x', 'scalars.wgsl: group.x']);
  });

  test('is of the workgroups that its shader counts in', () => {
    for (const [file, code] of own) {
      const entries = [...code.matchAll(/@workgroup_size\((\w+)\)\s+fn (\w+)(.*?\n?)^\}/gms)];
      expect(entries.length, `${file}: all were found`).toBe(code.split('@compute').length - 1);
      for (const [, size, entry, body] of entries) {
        const at = `${file}: ${entry}`;
        // Wherever the file counts: some entry points leave it to a function that they share.
        if (/global_invocation_id/.test(body!) && /invocation_of\(/.test(code)) expect(size, at).toBe(`${workgroupSize}`);
        for (const [, factor] of body!.matchAll(/group_of\(\w+\) \* (\w+)/g)) expect(factor, at).toBe(size);
      }
    }
  });

  test('reaches every invocation beyond the fold, once', async () => {
    await withErrorScopes(async (device) => {
      const count = fold + 100; // vec4
      const bytes = 16 * count;
      const kernel = await new Kernels(device).get({
        name: 'add',
        code: add,
        entry: 'forward',
        constants: { ACCUMULATE: 1 },
      });
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
      const x = device.createBuffer({ size: bytes, usage });
      const y = device.createBuffer({ size: bytes, usage });
      const shape = device.createBuffer({ size: 16, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
      device.queue.writeBuffer(shape, 0, uniformBytes({ name: 'add', code: add }, 'shape', { size: count }));
      // Only around the borders: the rest is zero and stays so.
      const places = [0, fold - 50, fold + 50].map((from) => 16 * from);
      const ones = Float32Array.from({ length: 200 }, (_, i) => i + 1);
      for (const place of places) device.queue.writeBuffer(x, place, ones);
      const buffers: Record<string, GPUBuffer> = { shape, x, y };
      const entries = kernel.bindings.map((b) => ({ binding: b.binding, resource: { buffer: buffers[b.name]! } }));
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(kernel.pipeline);
      pass.setBindGroup(0, device.createBindGroup({ layout: kernel.layout, entries }));
      pass.dispatchWorkgroups(...grid(count));
      pass.end();
      device.queue.submit([encoder.finish()]);
      for (const place of places) expect(new Float32Array(await readBuffer(device, y, place, 800))).toEqual(ones);
      for (const buffer of Object.values(buffers)) buffer.destroy();
    });
  });
});

describe('a grid of workgroups', () => {
  test('beyond the fold has each of them once', async () => {
    await withErrorScopes(async (device) => {
      const count = maxGroups + 100;
      const text = `
        @group(0) @binding(0) var<storage, read_write> times: array<atomic<u32>>;
        @compute @workgroup_size(1)
        fn main(@builtin(workgroup_id) group: vec3u) { atomicAdd(&times[group_of(group)], 1u); }`;
      const kernel = await new Kernels(device).get({ ...assemble('groups', text, 'grid'), entry: 'main', constants: {} });
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
      const times = device.createBuffer({ size: 4 * 2 * maxGroups, usage });
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(kernel.pipeline);
      const entries = [{ binding: 0, resource: { buffer: times } }];
      pass.setBindGroup(0, device.createBindGroup({ layout: kernel.layout, entries }));
      pass.dispatchWorkgroups(...grid(count, 1));
      pass.end();
      device.queue.submit([encoder.finish()]);
      // Rows are full, so there are more than were asked for: that is why kernels look whether they are wanted.
      expect(new Uint32Array(await readBuffer(device, times))).toEqual(new Uint32Array(2 * maxGroups).fill(1));
      times.destroy();
    });
  });
});

describe('a uniform', () => {
  test('has the bytes of its struct', () => {
    const values = { rows: 1, width: 2, copies: 3, x_stride: 4, x_offset: 5, z_stride: 6, z_offset: 7 };
    expect([...new Uint32Array(uniformBytes({ name: 'mix', code: mix }, 'shape', values))]).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test.each<[string, string, Record<string, number>, string]>([
    ['a field too many', 'shape', { size: 1, length: 2 }, 'Uniform shape: field length is unknown.'],
    ['a field too few', 'shape', {}, 'Uniform shape: field size is missing.'],
    ['a uniform that is not there', 'step', { size: 1 }, 'The shader has no buffer named step.'],
  ])('%s is refused', (_, name, values, message) => {
    expect(() => uniformBytes({ name: 'add', code: add }, name, values)).toThrow(message);
  });
});

describe('kernels', () => {
  const source = { name: 'mix', code: mix, entry: 'forward', constants: {} };

  test('are compiled once for each entry point and set of overrides', async () => {
    const device = await gpuDevice();
    const kernels = new Kernels(device);
    const first = await kernels.get({ ...source, constants: { MODE: 1 } });
    expect(await kernels.get({ ...source, constants: { MODE: 1 } })).toBe(first);
    expect(await kernels.get({ ...source, constants: { MODE: 2 } })).not.toBe(first);
    expect(await new Kernels(device).get({ ...source, constants: { MODE: 1 } })).not.toBe(first);
    const backward = { ...source, entry: 'backward' };
    const one = await kernels.get({ ...backward, constants: { MODE: 0, ACCUMULATE_X: 1 } });
    expect(await kernels.get({ ...backward, constants: { ACCUMULATE_X: 1, MODE: 0 } }), 'in any order').toBe(one);
  });

  test('are told apart by their code, whatever they are called', async () => {
    const kernels = new Kernels(await gpuDevice());
    const adding = {
      name: 'one',
      code: 'override N: u32 = 1; @compute @workgroup_size(N) fn main() {}',
      entry: 'main',
      constants: {},
    };
    const other = { ...adding, code: adding.code.replace('N: u32 = 1', 'N: u32 = 2') };
    const [first, second] = [await kernels.get(adding), await kernels.get(other)];
    expect(second).not.toBe(first);
    expect(second.pipeline).not.toBe(first.pipeline);
    expect(await kernels.get({ ...adding }), 'the same text').toBe(first);
    expect(await kernels.get({ ...adding, name: 'two' }), 'under another name').toBe(first);
  });

  test('know their bindings by name', async () => {
    const { bindings, label } = await new Kernels(await gpuDevice()).get(source);
    expect(label).toBe('mix.forward');
    expect(bindings.map((b) => [b.name, b.type]).sort(([a], [b]) => (a! < b! ? -1 : 1))).toEqual([
      ['shape', 'uniform'],
      ['weights', 'read-only-storage'],
      ['x', 'read-only-storage'],
      ['y', 'storage'],
      ['z', 'read-only-storage'],
    ]);
  });

  test('that do not exist are refused', async () => {
    const kernels = new Kernels(await gpuDevice());
    await expect(kernels.get({ ...source, entry: 'sideways' })).rejects.toThrow('mix.wgsl has no entry point sideways.');
    await expect(kernels.get({ ...source, constants: { TYPO: 1 } })).rejects.toThrow(/TYPO/);
  });

  test('of one shader are read once', () => {
    expect(reflect({ name: 'add', code: add })).toBe(reflect({ name: 'sum', code: add }));
  });
});
