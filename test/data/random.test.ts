// The random numbers everything else depends on: fixed values, and the moments of what is drawn.

import { describe, expect, test } from 'vitest';
import { hash, integer, normal, randomBits, streamOf, uniform } from '#src/data/random.ts';

const draws = 100_000;

describe('random', () => {
  test('known values never change, or saved runs could not be repeated', () => {
    expect([0, 1, 2, 0xffffffff].map(hash)).toEqual([129708002, 2831084092, 2055130248, 3861530882]);
    expect(randomBits(1, 2, 3)).toBe(604675008);
    expect(streamOf('window')).toBe(2708649949);
  });

  test('FNV-1a of its published examples', () => {
    expect(streamOf('')).toBe(0x811c9dc5);
    expect(streamOf('a')).toBe(0xe40c292c);
    expect(streamOf('foobar')).toBe(0xbf9cf968);
  });

  test('the hash is one to one on a large sample', () => {
    expect(new Set(Array.from({ length: draws }, (_, i) => hash(i))).size).toBe(draws);
  });

  test('uniform draws fill [0, 1) evenly', () => {
    const bins = new Float64Array(64);
    for (let i = 0; i < draws; i++) {
      const u = uniform(7, streamOf('test'), i);
      expect(u >= 0 && u < 1).toBe(true);
      bins[Math.floor(u * 64)]!++;
    }
    const expected = draws / 64;
    const chiSquare = bins.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(103.4); // 63 degrees of freedom, one in a thousand
  });

  test('uniform draws are exact in 32-bit floats, for the shaders', () => {
    for (let i = 0; i < 1000; i++) expect(Math.fround(uniform(1, 2, i))).toBe(uniform(1, 2, i));
  });

  test('neighbouring seeds, streams and indices are uncorrelated', () => {
    for (const other of [(i: number) => uniform(2, 3, i), (i: number) => uniform(1, 4, i), (i: number) => uniform(1, 3, i + 1)]) {
      let sum = 0;
      for (let i = 0; i < draws; i++) sum += (uniform(1, 3, i) - 0.5) * (other(i) - 0.5);
      expect(Math.abs((12 * sum) / draws)).toBeLessThan(4 / Math.sqrt(draws));
    }
  });

  test('whole numbers stay below their bound and reach all values', () => {
    const seen = new Set(Array.from({ length: 1000 }, (_, i) => integer(3, 4, i, 10)));
    expect([...seen].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('normal draws have the moments of a standard normal', () => {
    const moments = [0, 0, 0, 0];
    for (let i = 0; i < draws; i++) {
      const x = normal(5, 6, i);
      expect(Number.isFinite(x)).toBe(true);
      for (let k = 0; k < 4; k++) moments[k]! += x ** (k + 1) / draws;
    }
    expect(moments[0]).toBeCloseTo(0, 1.5);
    expect(moments[1]).toBeCloseTo(1, 1.5);
    expect(moments[2]).toBeCloseTo(0, 1);
    expect(moments[3]).toBeCloseTo(3, 0.8);
  });
});
