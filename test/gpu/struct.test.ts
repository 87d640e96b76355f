// Structs by field name: the bytes are where WGSL says, whatever the order in which they are given.

import { describe, expect, test } from 'vitest';
import { Struct } from '#src/gpu/struct.ts';

const code = `
  struct Mixed { seed: u32, rate: f32, slot: u32 }
  struct Wide { place: vec2f }
  @group(0) @binding(0) var<uniform> one: Mixed;
  @group(0) @binding(1) var<storage, read> many: array<Mixed>;
  @group(0) @binding(2) var<storage, read> wide: array<Wide>;
  @group(0) @binding(3) var<storage, read> plain: array<f32>;`;
const shader = { name: 'structs', code };
const rows = [
  { slot: 7, seed: 0xffffffff, rate: 0.5 },
  { rate: -2, seed: 1, slot: 0 },
];
const floatBits = (value: number): number => new Uint32Array(Float32Array.of(value).buffer)[0]!;

describe('a struct', () => {
  test('is written by the names of its fields', () => {
    expect([...new Uint32Array(Struct.of(shader, 'one').write(rows[0]!))]).toEqual([0xffffffff, floatBits(0.5), 7]);
  });

  test('is written to the same bytes again', () => {
    const one = Struct.of(shader, 'one');
    const first = one.write(rows[0]!);
    expect(one.write(rows[1]!)).toBe(first);
    expect([...new Uint32Array(first)]).toEqual([1, floatBits(-2), 0]);
  });

  test('stands in a table once for each row, and is read back column by column', () => {
    const many = Struct.of(shader, 'many');
    expect(many.bytes).toBe(12);
    expect(many.uniformSize).toBe(16);
    const data = many.pack(rows);
    expect(data.byteLength).toBe(24);
    expect([...new Uint32Array(data)]).toEqual([0xffffffff, floatBits(0.5), 7, 1, floatBits(-2), 0]);
    const [seed, rate] = [many.column(data, 'seed'), many.column(data, 'rate')];
    expect([seed(0), rate(0), seed(1), rate(1)]).toEqual([0xffffffff, 0.5, 1, -2]);
    expect(many.pack([]).byteLength).toBe(0);
  });

  test.each<[string, () => unknown, string]>([
    ['a field too many', () => Struct.of(shader, 'many').pack([{ ...rows[0], more: 1 }]), 'Buffer many: field more is unknown.'],
    ['a field too few', () => Struct.of(shader, 'one').write({ seed: 1, slot: 1 }), 'Uniform one: field rate is missing.'],
    ['a column that is not there', () => Struct.of(shader, 'many').column(new ArrayBuffer(12), 'more'), 'field more is unknown'],
    ['a buffer that is not there', () => Struct.of(shader, 'none'), 'The shader has no buffer named none.'],
    ['a field that is no number', () => Struct.of(shader, 'wide'), 'Buffer wide: field place is no u32 and no f32.'],
    ['what is no struct', () => Struct.of(shader, 'plain'), 'Buffer plain holds no struct.'],
  ])('%s is refused', (_, attempt, message) => {
    expect(attempt).toThrow(message);
  });
});
