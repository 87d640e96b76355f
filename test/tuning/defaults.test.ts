// Which kernels the products of a graph get by default: large tiles by how many there are, parts of sums by what fills the device.

import { describe, expect, test } from 'vitest';
import type { Tuning } from '#src/gpu/tuning.ts';
import { Graph } from '#src/graph/graph.ts';
import { matmul } from '#src/ops/matmul.ts';
import { forCpu, forGpu } from '#src/tuning/defaults.ts';

const discrete = forGpu('discrete');

/** Kernel and parts of y = x·w, of dx and of dw, which tiles compute both at once. */
function products(tuning: Tuning, rows: number, inner: number, outer: number): string[] {
  const g = new Graph(tuning);
  const x = g.parameter('x', [rows, inner], 'matrix', { normal: 1 });
  g.seed(matmul(g, x, g.parameter('w', [inner, outer], 'matrix', { normal: 1 })));
  g.differentiate();
  return g.dispatches.map(({ entry, constants, shape }) => {
    const name = entry === 'tile' ? (constants?.['WIDE'] ? 'tile64' : 'tile32') : entry;
    const both = constants?.['PAIR'] ? `both ${name}` : name;
    return shape!['parts'] === 1 ? both : `${both} in ${shape!['parts']}`;
  });
}

describe('on a GPU', () => {
  test.each<[string, number, number, number, string[]]>([
    ['nano, up: 256 rows are 8 large tiles', 256, 32, 128, ['tile32', 'both tile32 in 4']],
    ['many weights and few rows are few tiles, too', 64, 256, 1024, ['tile32', 'both tile32']],
    ['few weights and many rows are many', 16_384, 32, 32, ['tile64', 'both tile64 in 16']],
    ['standard, up: 128 large tiles forward, 32 back', 1024, 128, 512, ['tile64', 'both tile32 in 16']],
    ['where the weights fill it, their sums are hardly split', 16_384, 384, 1536, ['tile64', 'both tile64 in 2']],
  ])('of its own: %s', (_, rows, inner, outer, expected) => {
    expect(products(discrete, rows, inner, outer)).toEqual(expected);
  });

  test('beside a CPU sums are split less', () => {
    expect(products(forGpu('integrated'), 256, 32, 128)[1]).toBe('both tile32');
    expect(products(forGpu('integrated'), 1024, 32, 128)[1]).toBe('both tile32 in 4');
    expect(products(forGpu('integrated'), 16_384, 384, 1536)[1]).toBe('both tile64');
  });
});

test('a CPU goes by weights, since large kernels take long to compile, and splits nothing', () => {
  expect(products(forCpu(true), 16_384, 32, 128)).toEqual(['quads16', 'quads16', 'quads16']);
  expect(products(forCpu(true), 32, 64, 128)).toEqual(['quads32', 'quads32', 'quads32']);
  expect(products(forCpu(false), 32, 64, 128)).toEqual(['block16', 'block16', 'block16']);
});
