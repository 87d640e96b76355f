// Draws the curves of a scene and the bands around them, its single numbers and their intervals.

import {
  across,
  drawMarker,
  font,
  scaled,
  segment,
  toPixel,
  upward,
  type Box,
  type ChartStyle,
  type Pen,
  type Projection,
} from './pen.ts';
import type { ChartBand, ChartLine, ChartScene } from './scene.ts';
import { spread } from './spread.ts';
import { trace, type Polyline } from './trace.ts';

interface Traced {
  readonly key: string;
  readonly pixels: Float64Array;
  path?: Path2D; // the same, as a canvas draws it fastest
}

/** A curve that has not changed is not traced again on the same axes. */
const traced = new WeakMap<ArrayLike<number>, Traced>();

export function drawLine(pen: Pen, line: ChartLine, scene: ChartScene, box: Box, style: ChartStyle): void {
  const { points } = line;
  const { x, y } = projections(line, scene, box);
  pen.globalAlpha = line.alpha;
  pen.strokeStyle = pen.fillStyle = style.colour(line.token);
  pen.lineWidth = line.width * style.scale;
  pen.lineJoin = 'round';
  pen.setLineDash(line.dash.map((length) => length * style.scale));
  const found = tracedOnce(points, x, y);
  if (isCanvas(pen)) {
    if (!found.path) follow((found.path = new Path2D()), found.pixels);
    pen.stroke(found.path);
  } else {
    pen.beginPath();
    follow(pen, found.pixels);
    pen.stroke();
  }
  pen.setLineDash([]);
  if (line.marker) {
    const every = Math.ceil(points.length / 24);
    for (let i = (points.length - 1) % every; i >= 0 && i < points.length; i += every) {
      const px = toPixel(x, points.x[i]!);
      const py = toPixel(y, points.y[i]!);
      if (Number.isFinite(px) && Number.isFinite(py)) drawMarker(pen, line.marker, px, py, 3.2 * style.scale);
    }
  }
  pen.globalAlpha = 1;
}

const isCanvas = (pen: Pen): pen is CanvasRenderingContext2D => 'canvas' in pen;

function follow(path: Pick<Pen, 'moveTo' | 'lineTo'>, pixels: Float64Array): void {
  let drawing = false;
  for (let i = 0; i < pixels.length; i += 2) {
    const px = pixels[i]!;
    if (Number.isNaN(px)) drawing = false;
    else if (drawing) path.lineTo(px, pixels[i + 1]!);
    else {
      path.moveTo(px, pixels[i + 1]!);
      drawing = true;
    }
  }
}

function tracedOnce(points: Polyline, x: Projection, y: Projection): Traced {
  const { version, length } = points;
  const key = [version, length, x.origin, x.slope, x.log, y.origin, y.slope, y.log].join();
  const kept = version === undefined ? undefined : traced.get(points.y);
  if (kept?.key === key) return kept;
  const found: Traced = { key, pixels: trace(points, x, y) };
  if (version !== undefined) traced.set(points.y, found);
  return found;
}

export function drawBand(pen: Pen, band: ChartBand, scene: ChartScene, box: Box, style: ChartStyle): void {
  const { x, y } = projections(band, scene, box);
  const bottom = box.top + box.height;
  pen.globalAlpha = band.alpha;
  pen.fillStyle = style.colour(band.token);
  let xs: number[] = [];
  let tops: number[] = [];
  let bottoms: number[] = [];
  const fill = (): void => {
    if (xs.length > 1) {
      pen.beginPath();
      xs.forEach((px, i) => (i ? pen.lineTo(px, tops[i]!) : pen.moveTo(px, tops[i]!)));
      for (let i = xs.length - 1; i >= 0; i--) pen.lineTo(xs[i]!, bottoms[i]!);
      pen.closePath();
      pen.fill();
    }
    xs = [];
    tops = [];
    bottoms = [];
  };
  for (let i = 0; i < band.length; i++) {
    const low = band.low[i]!;
    const px = toPixel(x, band.x[i]!);
    const above = toPixel(y, band.high[i]!);
    if (!Number.isFinite(px) || !Number.isFinite(above) || !Number.isFinite(low)) {
      fill();
      continue;
    }
    // On a log axis a bound at or below zero lies under everything.
    const projected = toPixel(y, low);
    const below = Number.isFinite(projected) ? projected : bottom;
    const at = xs.length - 1;
    if (at >= 0 && Math.floor(xs[at]!) === Math.floor(px)) {
      tops[at] = Math.min(tops[at]!, above);
      bottoms[at] = Math.max(bottoms[at]!, below);
    } else {
      xs.push(px);
      tops.push(above);
      bottoms.push(below);
    }
  }
  fill();
  pen.globalAlpha = 1;
}

/** From the data of a line or band to pixels. */
const projections = ({ scale, scaleY = 1 }: Pick<ChartLine, 'scale' | 'scaleY'>, scene: ChartScene, box: Box) => ({
  x: scaled(across(scene.x, box), scale),
  y: scaled(upward(scene.y, box), scaleY),
});

export function drawBars(pen: Pen, scene: ChartScene, box: Box, style: ChartStyle): void {
  const x = across(scene.x, box);
  const y = upward(scene.y, box);
  const cap = 4 * style.scale;
  pen.setLineDash([]);
  pen.lineWidth = 1.5 * style.scale;
  for (const { x: place, low, high, token } of scene.bars ?? []) {
    const at = toPixel(x, place);
    const [top, end] = [high, low].map((value) => toPixel(y, value)) as [number, number];
    if (!Number.isFinite(at) || !Number.isFinite(top)) continue;
    // On a log axis a bound at or below zero lies under everything.
    const bottom = Number.isFinite(end) ? end : box.top + box.height;
    pen.strokeStyle = style.colour(token);
    pen.beginPath();
    segment(pen, at, top, at, bottom);
    segment(pen, at - cap, top, at + cap, top);
    segment(pen, at - cap, bottom, at + cap, bottom);
    pen.stroke();
  }
}

export function drawDots(pen: Pen, scene: ChartScene, box: Box, style: ChartStyle): void {
  const x = across(scene.x, box);
  const y = upward(scene.y, box);
  const r = style.scale;
  const letters: { readonly letter: string; readonly x: number; readonly y: number }[] = [];
  for (const { x: place, y: value, token, alpha, size, aside, marker, letter } of scene.dots ?? []) {
    const [at, height] = [toPixel(x, place) + aside * r, toPixel(y, value)];
    if (!Number.isFinite(at) || !Number.isFinite(height)) continue;
    pen.globalAlpha = alpha;
    pen.fillStyle = style.colour(token);
    drawMarker(pen, marker, at, height, size * r);
    pen.globalAlpha = 1;
    if (letter) letters.push({ letter, x: at + 8 * r, y: height - 8 * r });
  }
  pen.fillStyle = style.colour('--ink');
  pen.font = font(style, 12, 600);
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  for (const column of columnsOf(letters, 12 * r)) {
    const heights = spread(
      column.map(({ y: wished }) => wished),
      13 * r,
      box.top + 6 * r,
      box.top + box.height,
    );
    column.forEach(({ letter, x: at }, i) => pen.fillText(letter, at, heights[i]!));
  }
}

/** Where several are at one height, further ones lie below it, as in a technical drawing: thin lines lead to where they are measured. */
export function drawSpans(pen: Pen, scene: ChartScene, box: Box, style: ChartStyle): void {
  const x = across(scene.x, box);
  const y = upward(scene.y, box);
  const r = style.scale;
  const head = 5 * r;
  const heights: number[] = [];
  pen.setLineDash([]);
  pen.font = font(style, 12, 600);
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  for (const { from, to, y: height, token, label } of scene.spans ?? []) {
    const measured = toPixel(y, height);
    const at = heights.reduce((free, taken) => (Math.abs(free - taken) < 20 * r ? taken + 22 * r : free), measured);
    const [left, right] = [from, to].map((value) => toPixel(x, value)).sort((a, b) => a - b) as [number, number];
    if (!Number.isFinite(at) || !Number.isFinite(left) || !Number.isFinite(right)) continue;
    heights.push(at);
    pen.strokeStyle = style.colour(token);
    pen.lineWidth = r;
    pen.globalAlpha = 0.6;
    pen.beginPath();
    for (const end of at > measured ? [left, right] : []) segment(pen, end, measured, end, at + head);
    pen.stroke();
    pen.globalAlpha = 1;
    pen.lineWidth = 1.5 * r;
    pen.beginPath();
    // Too short for two heads, it is a stroke.
    if (right - left > 2 * head) {
      segment(pen, left, at, right, at);
      for (const [end, back] of [
        [left, head],
        [right, -head],
      ] as const)
        for (const side of [-1, 1]) segment(pen, end, at, end + back, at + (side * head) / 1.6);
    } else segment(pen, left, at - head, left, at + head);
    pen.stroke();
    pen.fillStyle = style.colour('--ink');
    pen.fillText(label, (left + right) / 2, at - 10 * r);
  }
}

/** What would be written over each other, if it were of one height. */
function columnsOf<T extends { readonly x: number }>(letters: readonly T[], width: number): T[][] {
  const columns: T[][] = [];
  for (const letter of letters.toSorted((a, b) => a.x - b.x)) {
    const last = columns.at(-1);
    if (last && letter.x - last[0]!.x < width) last.push(letter);
    else columns.push([letter]);
  }
  return columns;
}
