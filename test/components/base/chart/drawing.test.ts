// The small algorithms behind a chart: tracing a line, moving labels apart, ticks.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawScene } from '#src/components/base/chart/drawing.ts';
import { across, scaled, toPixel, toValue, upward, type Projection } from '#src/components/base/chart/pen.ts';
import { spread } from '#src/components/base/chart/spread.ts';
import { linearTicks, logTicks } from '#src/components/base/chart/ticks.ts';
import { svgPen } from '#src/components/base/chart/svg.ts';
import { trace } from '#src/components/base/chart/trace.ts';
import { formatNumber, formatSigned } from '#src/words/numbers.ts';
import { scene } from './sample-scene.ts';

const linear = (slope: number): Projection => ({ origin: 0, slope, log: false });
const pairs = (pixels: Float64Array): [number, number][] =>
  Array.from({ length: pixels.length / 2 }, (_, i) => [pixels[2 * i]!, pixels[2 * i + 1]!]);

describe('trace', () => {
  it('keeps every point of a line that has room', () => {
    const line = { x: [1, 2, 5], y: [3, 4, 1], length: 3 };
    expect(pairs(trace(line, linear(10), linear(-1)))).toEqual([
      [10, -3],
      [20, -4],
      [50, -1],
    ]);
  });

  it('keeps of each narrow column the lowest and the highest point, and no others', () => {
    // Without −0, which is as high as 0.
    const loss = fc.double({ min: -10, max: 10, noNaN: true }).map((value) => value + 0);
    const losses = fc.array(loss, { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(losses, fc.double({ min: 0.01, max: 2, noNaN: true }), (y, slope) => {
        const x = y.map((_, i) => i);
        const kept = pairs(trace({ x, y, length: y.length }, linear(slope), linear(1)));
        const columns = new Map<number, [number, number][]>();
        for (const point of kept) {
          const column = Math.floor(point[0] / 2);
          columns.set(column, [...(columns.get(column) ?? []), point]);
        }
        for (const [column, points] of columns) {
          const there = y.filter((_, i) => Math.floor((i * slope) / 2) === column);
          const here = points.map(([, height]) => height);
          expect(here.length).toBeLessThanOrEqual(Math.min(2, there.length));
          expect(Math.min(...here)).toBe(Math.min(...there));
          expect(Math.max(...here)).toBe(Math.max(...there));
        }
        expect(columns.size).toBe(new Set(x.map((i) => Math.floor((i * slope) / 2))).size);
        for (let i = 1; i < kept.length; i++) expect(kept[i]![0]).toBeGreaterThan(kept[i - 1]![0]);
      }),
    );
  });

  it('pauses at what is no number, and on log axes at what has no logarithm', () => {
    const log = { origin: 0, slope: 1, log: true };
    const line = { x: [0, 1, 2, 3, 4], y: [1, 1, NaN, -1, 1], length: 5 };
    const place = (pixels: Float64Array): number[] => pairs(pixels).flatMap(([px]) => (Number.isNaN(px) ? [] : [px]));
    expect(place(trace(line, linear(10), linear(1)))).toEqual([0, 10, 30, 40]);
    expect(place(trace(line, log, linear(1)))).toHaveLength(3);
    expect(place(trace(line, linear(10), log))).toEqual([0, 10, 40]);
    expect(pairs(trace(line, linear(10), linear(1)))[2]).toEqual([NaN, NaN]);
  });
});

describe('projections', () => {
  const box = { left: 40, top: 10, width: 300, height: 200 };
  const axis = { low: 2, high: 50, format: String };

  it('put the ends of an axis at the ends of the plot, and go back from pixels to values', () => {
    for (const log of [false, true]) {
      expect(toPixel(across({ ...axis, log }, box), 2)).toBeCloseTo(40, 9);
      expect(toPixel(across({ ...axis, log }, box), 50)).toBeCloseTo(340, 9);
      expect(toPixel(upward({ ...axis, log }, box), 2)).toBeCloseTo(210, 9);
      expect(toValue(across({ ...axis, log }, box), toPixel(across({ ...axis, log }, box), 7))).toBeCloseTo(7, 9);
    }
  });

  it('take data in other units', () => {
    for (const log of [false, true]) {
      const x = across({ ...axis, log }, box);
      expect(toPixel(scaled(x, 4), 3)).toBeCloseTo(toPixel(x, 12), 9);
    }
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
        wished.forEach((a, i) => wished.forEach((b, j) => a < b && expect(places[i]!).toBeLessThanOrEqual(places[j]! + 1e-9)));
      }),
    );
  });
});

it('names a level on its line, unless another name stands there', () => {
  const pen = svgPen((text) => 6 * text.length);
  const said: [string, number][] = [];
  const write = pen.fillText.bind(pen);
  pen.fillText = (text, x, y) => {
    said.push([text, y]);
    write(text, x, y);
  };
  const levels = [1, 2.45, 2.5].map((y) => ({ y, label: `level ${y}` }));
  drawScene(
    pen,
    { ...scene, levels },
    { left: 10, top: 0, width: 300, height: 400 },
    {
      scale: 1,
      narrow: true,
      named: false,
      colour: () => '#888',
    },
  );
  const names = said.filter(([text]) => text.startsWith('level'));
  expect(names.map(([text]) => text)).toEqual(['level 2.5', 'level 1']);
});

it('draws distances at one height below each other, with their words, and a margin for what stands in place of a letter', () => {
  const drawn = (change: object): { said: Map<string, number>; width: number } => {
    const pen = svgPen((text) => 6 * text.length);
    const said = new Map<string, number>();
    pen.fillText = (text, _, y) => void said.set(text, y);
    const style = { scale: 1, narrow: true, named: false, colour: () => '#888' };
    const { width } = drawScene(pen, { ...scene, ...change }, { left: 10, top: 0, width: 400, height: 400 }, style);
    return { said, width };
  };
  const span = { from: 20, to: 60, y: 2, token: '--ink' };
  const { said } = drawn({
    spans: [
      { ...span, label: 'one' },
      { ...span, label: 'two' },
      { ...span, y: 1, label: 'far' },
    ],
  });
  const [one, two, far] = ['one', 'two', 'far'].map((label) => said.get(label)!) as [number, number, number];
  expect(two - one).toBe(22);
  expect(far - one).toBeGreaterThan(44);
  expect(drawn({ letters: ['steps 400'] }).width).toBeLessThan(drawn({}).width);
});

describe('the numbers of the loss axis', () => {
  const told = (low: number, high: number, format: (value: number) => string): { text: string; end: number; size: number }[] => {
    const found: { text: string; end: number; size: number }[] = [];
    const sizeOf = (font: string): number => Number(/([\d.]+)px/.exec(font)![1]);
    const pen = svgPen((text, font) => 0.65 * text.length * sizeOf(font));
    const write = pen.fillText.bind(pen);
    pen.fillText = (text, x, y) => {
      if (pen.textAlign === 'right') found.push({ text, end: x, size: sizeOf(pen.font) });
      write(text, x, y);
    };
    const style = { scale: 1, narrow: false, named: false, colour: () => '#888' };
    const y = { ...scene.y, low, high, format };
    drawScene(pen, { ...scene, levels: [], y }, { left: 10, top: 0, width: 800, height: 400 }, style);
    return found;
  };

  it.each([
    ['short', 1, 4, formatNumber],
    ['of small losses (06-tiny.json)', 0.0001, 0.0009, formatNumber],
    ['of small differences', -0.0009, 0.0009, (value: number) => formatSigned(value, formatNumber)],
    ['of many digits', 1234.5, 1234.6, formatNumber],
  ] as const)('are wholly on the picture: %s', (what, low, high, format) => {
    const numbers = told(low, high, format);
    expect(numbers.length).toBeGreaterThan(2);
    for (const { text, end, size } of numbers) expect(end - text.length * 0.65 * size, text).toBeGreaterThanOrEqual(10);
    expect(new Set(numbers.map(({ size }) => size)).size).toBe(1);
    if (what === 'short') expect(numbers[0]!.size).toBe(12);
  });
});

describe('ticks', () => {
  it('are round numbers inside the axis', () => {
    expect(linearTicks(0, 400, 5)).toEqual([0, 100, 200, 300, 400]);
    expect(linearTicks(2.03, 4.5, 5)).toEqual([2.5, 3, 3.5, 4, 4.5]);
  });

  it('are two at least wherever there is an axis', () => {
    expect(linearTicks(-0.13, 0.92, 2)).toEqual([0, 0.5]);
    expect(linearTicks(1, 1 + Number.EPSILON, 5)).toEqual([1]);
    const axis = fc.record({
      low: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      width: fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      most: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(axis, ({ low, width, most }) => {
        const ticks = linearTicks(low, low + width, most);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(2 * most + 4);
        for (const tick of ticks) expect(Math.abs(tick - low - width / 2)).toBeLessThanOrEqual(width / 2 + 1e-6 * width);
      }),
    );
  });

  it('on a log axis are decades, or round numbers below one decade', () => {
    expect(logTicks(1, 1000, 4)).toEqual([1, 10, 100, 1000]);
    expect(logTicks(2, 4.5, 5)).toEqual([2, 2.5, 3, 3.5, 4, 4.5]);
    expect(logTicks(1e6, 1e15, 4).length).toBeLessThanOrEqual(5);
  });
});

describe('names at the ends of lines', () => {
  const named = (count: number): string[] => {
    const pen = svgPen((text) => 6 * text.length);
    const found: string[] = [];
    pen.fillText = (text) => void found.push(text);
    const labels = Array.from({ length: count }, (_, i) => ({ ...scene.labels[0]!, y: (4 * i) / count, letter: `L${i}` }));
    const style = { scale: 1, narrow: false, named: false, colour: (): string => 'black' };
    drawScene(pen, { ...scene, levels: [], labels }, { left: 0, top: 0, width: 800, height: 400 }, style);
    return found.filter((text) => text.startsWith('L'));
  };

  it('are all drawn where they have room, or almost', () => {
    for (const count of [1, 12, 40]) expect(named(count)).toHaveLength(count);
  });

  it('are drawn from all heights where there are far too many', () => {
    const found = named(256).map((letter) => Number(letter.slice(1)));
    expect(found.length).toBeGreaterThan(10);
    expect(found.length).toBeLessThan(30);
    expect(found[0]).toBe(0);
    expect(found.at(-1)).toBeGreaterThan(240);
  });
});
