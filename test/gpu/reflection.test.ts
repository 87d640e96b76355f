// What is read off a WGSL text: who writes, and what a buffer holds.

import { expect, test } from 'vitest';
import { elementType, writtenBy } from '#src/gpu/reflection.ts';

const code = `
  enable f16;
  // var<storage, read_write> x: array<f32>;
  alias Stored = vec4h;
  struct Pair { a: u32, b: f32 }
  @group(0) @binding(0) var<storage, read> x: array<Stored>;
  @group(0) @binding(1) var<storage,read_write>y : array<f32>;
  @group(0) @binding(2) var<storage, read_write> pairs: array<Pair>;
  @group(0) @binding(3) var<storage, read> lost: array<Missing>;
  @compute @workgroup_size(1) fn one() { y[0] = f32(x[0].x); }
  @compute @workgroup_size(1) fn two() { pairs[0] = Pair(1u, f32(lost[0])); }`;
const shader = { name: 'pairs', code };

test('buffers that any entry point may write, whatever a comment says and wherever white space is', () => {
  expect([...writtenBy(shader)].sort()).toEqual(['pairs', 'y']);
  expect(writtenBy(shader)).toBe(writtenBy(shader));
});

test('what a buffer holds, by its last name', () => {
  const names = ['x', 'y', 'pairs', 'lost', 'none'];
  expect(names.map((name) => elementType(shader, name))).toEqual(['vec4h', 'f32', undefined, 'Missing', undefined]);
});
