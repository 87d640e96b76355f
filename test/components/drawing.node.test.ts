// The small algorithms behind a chart: thinning, moving labels apart, ticks.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spread } from '#src/components/base/spread.ts';
import { thin } from '#src/components/base/thin.ts';
import { linearTicks, logTicks } from '#src/components/base/ticks.ts';

describe('thin', () => {
  it('leaves short lines alone', () => {
    const line = { x: [1, 2], y: [3, 4], length: 2 };
    expect(thin(line, 10)).toBe(line);
  });

  it('keeps both ends, every extreme, the order and the limit', () => {
    const losses = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 60, maxLength: 400 });
    fc.assert(
      fc.property(losses, (y) => {
        const x = y.map((_, i) => i);
        const out = thin({ x, y, length: y.length }, 50);
        const kept = Array.from({ length: out.length }, (_, i) => out.y[i]!);
        expect(out.length).toBeLessThanOrEqual(50);
        expect(out.x[0]).toBe(0);
        expect(out.x[out.length - 1]).toBe(y.length - 1);
        expect(Math.min(...kept)).toBe(Math.min(...y));
        expect(Math.max(...kept)).toBe(Math.max(...y));
        for (let i = 1; i < out.length; i++) expect(out.x[i]!).toBeGreaterThan(out.x[i - 1]!);
      }),
    );
  });
});

describe('spread', () => {
  it('does not move labels that have room', () => {
    expect(spread([10, 50, 90], 15, 0, 100)).toEqual([10, 50, 90]);
  });

  it('moves two that collide by the same amount', () => {
    expect(spread([52, 48], 16, 0, 100)).toEqual([58, 42]);
  });

  it('keeps order, gap and bounds whenever they fit', () => {
    const heights = fc.array(fc.double({ min: -50, max: 350, noNaN: true }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(heights, (wished) => {
        const places = spread(wished, 17, 0, 300);
        const sorted = [...places].sort((a, b) => a - b);
        expect(sorted[0]!).toBeGreaterThanOrEqual(-1e-9);
        expect(sorted.at(-1)!).toBeLessThanOrEqual(300 + 1e-9);
        for (let i = 1; i < sorted.length; i++) expect(sorted[i]! - sorted[i - 1]!).toBeGreaterThanOrEqual(17 - 1e-9);
        wished.forEach((a, i) =>
          wished.forEach((b, j) => a < b && expect(places[i]!).toBeLessThanOrEqual(places[j]! + 1e-9)),
        );
      }),
    );
  });
});

describe('ticks', () => {
  it('are round numbers inside the axis', () => {
    expect(linearTicks(0, 400, 5)).toEqual([0, 100, 200, 300, 400]);
    expect(linearTicks(2.03, 4.5, 5)).toEqual([2.5, 3, 3.5, 4, 4.5]);
  });

  it('on a log axis are decades, or round numbers below one decade', () => {
    expect(logTicks(1, 1000, 4)).toEqual([1, 10, 100, 1000]);
    expect(logTicks(2, 4.5, 5)).toEqual([2, 2.5, 3, 3.5, 4, 4.5]);
    expect(logTicks(1e6, 1e15, 4).length).toBeLessThanOrEqual(5);
  });
});
