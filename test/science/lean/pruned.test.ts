// The smallest weights become zero: as many as are asked for, exactly.

import { expect, test } from 'vitest';
import { normal } from '#src/data/random.ts';
import { pruned } from '#src/science/lean/pruned.ts';

const data = Float32Array.from({ length: 96 }, (_, i) => normal(1, 3, i));
const matrix = { rows: 8, columns: 12, data };

test.each([0, 0.25, 0.5, 0.75, 0.9, 0.95, 1])(
  'a share of %d is exact, the smallest go, the others stay as they were',
  (share) => {
    const lean = pruned(matrix, share);
    const zeros = Math.round(96 * share);
    expect(lean.data.filter((value) => value === 0).length).toBe(zeros);
    const gone = [...data].filter((_, i) => lean.data[i] === 0).map(Math.abs);
    const left = [...data].filter((_, i) => lean.data[i] !== 0).map(Math.abs);
    if (gone.length && left.length) expect(Math.max(...gone)).toBeLessThanOrEqual(Math.min(...left));
    for (const [i, value] of lean.data.entries()) if (value !== 0) expect(value).toBe(data[i]);
    expect(lean.weights).toBe(96 - zeros);
    expect(lean.bytes).toBe(4 * (96 - zeros) + 12);
  },
);

test('of equal ones the first go', () => {
  const equal = { rows: 1, columns: 4, data: Float32Array.of(2, -2, 2, -2) };
  expect([...pruned(equal, 0.5).data]).toEqual([0, 0, 2, -2]);
});

test('pruned once more like before, the same are zero, whatever has become of them', () => {
  const before = pruned(matrix, 0.5).data;
  const moved = { ...matrix, data: data.map((value, i) => (before[i] === 0 ? 100 : value / 1000)) };
  const again = pruned(moved, 0.5, before);
  expect([...again.data.keys()].filter((i) => again.data[i] === 0)).toEqual([...before.keys()].filter((i) => before[i] === 0));
});
