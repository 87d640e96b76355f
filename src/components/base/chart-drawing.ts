// Draws lines, dashed levels and end labels of a scene on a canvas whose axes are already there.

import type { ChartAxis, ChartLabel, ChartLine, ChartScene } from './chart-scene.ts';
import { markerCorners, type Marker } from './palette.ts';
import { spread } from './spread.ts';

/** The plot area in canvas pixels, and the margin to its right. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly margin: number;
}

export interface Look {
  readonly ratio: number; // canvas pixels per CSS pixel
  readonly narrow: boolean;
  readonly colour: (token: string) => string;
}

export const family = `system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif`;

const font = (look: Look, weight = ''): string => `${weight} ${(look.narrow ? 12 : 13) * look.ratio}px ${family}`;

/** A function from data to canvas pixels along one axis. */
export function project(axis: ChartAxis, from: number, to: number): (value: number) => number {
  const map = axis.log ? Math.log : (v: number): number => v;
  const low = map(axis.low);
  const slope = (to - from) / (map(axis.high) - low);
  return (value) => from + (map(value) - low) * slope;
}

export function drawScene(pen: CanvasRenderingContext2D, scene: ChartScene, box: Box, look: Look): void {
  const x = project(scene.x, box.left, box.left + box.width);
  const y = project(scene.y, box.top + box.height, box.top);
  pen.save();
  pen.beginPath();
  pen.rect(box.left, box.top - 2 * look.ratio, box.width + 2 * look.ratio, box.height + 2 * look.ratio);
  pen.clip();
  for (const level of scene.levels) drawLevel(pen, y(level.y), box, look);
  if (look.narrow) nameLevels(pen, scene, box, look, y);
  for (const line of scene.lines) drawLine(pen, line, scene, x, y, look);
  pen.restore();
  // The chart library remembers what it set on the pen, so everything is put back.
  pen.save();
  drawLabels(pen, scene, box, look, x, y);
  pen.restore();
}

function drawLevel(pen: CanvasRenderingContext2D, at: number, box: Box, look: Look): void {
  pen.strokeStyle = look.colour('--muted');
  pen.lineWidth = look.ratio;
  pen.globalAlpha = 0.8;
  pen.setLineDash([2 * look.ratio, 4 * look.ratio]);
  pen.beginPath();
  pen.moveTo(box.left, at);
  pen.lineTo(box.left + box.width, at);
  pen.stroke();
  pen.globalAlpha = 1;
}

type Projection = (value: number) => number;

function drawLine(
  pen: CanvasRenderingContext2D,
  line: ChartLine,
  scene: ChartScene,
  x: Projection,
  y: Projection,
  look: Look,
): void {
  // prettier-ignore
  const { points, scale } = line;
  pen.globalAlpha = line.alpha;
  pen.strokeStyle = pen.fillStyle = look.colour(line.token);
  pen.lineWidth = line.width * look.ratio;
  pen.lineJoin = 'round';
  pen.setLineDash(line.dash.map((length) => length * look.ratio));
  pen.beginPath();
  let drawing = false;
  for (let i = 0; i < points.length; i++) {
    const px = points.x[i]! * scale;
    const py = points.y[i]!;
    // A step of 0 has no place on a log axis, and a diverged loss has none anywhere: the line pauses there.
    if (!Number.isFinite(py) || (scene.x.log && px <= 0)) drawing = false;
    else if (drawing) pen.lineTo(x(px), y(py));
    else {
      pen.moveTo(x(px), y(py));
      drawing = true;
    }
  }
  pen.stroke();
  pen.setLineDash([]);
  if (line.marker) {
    const every = Math.ceil(points.length / 24);
    for (let i = (points.length - 1) % every; i >= 0 && i < points.length; i += every) {
      const px = points.x[i]! * scale;
      if (scene.x.log && px <= 0) continue;
      drawMarker(pen, line.marker, x(px), y(points.y[i]!), 3.2 * look.ratio);
    }
  }
  pen.globalAlpha = 1;
}

function drawMarker(pen: CanvasRenderingContext2D, marker: Marker, x: number, y: number, r: number): void {
  pen.beginPath();
  const corners = markerCorners(marker, x, y, r);
  if (corners.length === 0) pen.arc(x, y, 1.1 * r, 0, 2 * Math.PI);
  corners.forEach(([cx, cy], i) => (i ? pen.lineTo(cx, cy) : pen.moveTo(cx, cy)));
  pen.closePath();
  pen.fill();
}

interface MarginLabel {
  readonly wished: number;
  readonly draw: (at: number) => void;
}

function drawLabels(
  pen: CanvasRenderingContext2D,
  scene: ChartScene,
  box: Box,
  look: Look,
  x: Projection,
  y: Projection,
): void {
  // prettier-ignore
  const right = box.left + box.width;
  const inside = (at: number): number => Math.min(box.top + box.height, Math.max(box.top, at));
  pen.textBaseline = 'middle';
  const labels: MarginLabel[] = scene.labels.map((label) => {
    const end = inside(y(label.y));
    return { wished: end, draw: (at) => drawLabel(pen, label, x(label.x), end, right, at, box, look) };
  });
  if (!look.narrow)
    for (const level of scene.levels) {
      const end = inside(y(level.y));
      labels.push({ wished: end, draw: (at) => drawLevelLabel(pen, level.label, end, right, at, box, look) });
    }
  const gap = (look.narrow ? 15 : 17) * look.ratio;
  const places = spread(labels.map((l) => l.wished), gap, box.top, box.top + box.height); // prettier-ignore
  labels.forEach((label, i) => label.draw(places[i]!));
}

function drawLabel(
  pen: CanvasRenderingContext2D,
  label: ChartLabel,
  lineEnd: number,
  height: number,
  right: number,
  at: number,
  box: Box,
  look: Look,
): void {
  // prettier-ignore
  const r = look.ratio;
  pen.strokeStyle = pen.fillStyle = look.colour(label.token);
  pen.lineWidth = r;
  // From where the line has got to, to its name.
  pen.globalAlpha = 0.4;
  pen.beginPath();
  pen.moveTo(lineEnd, height);
  pen.lineTo(right, height);
  pen.globalAlpha = 0.4;
  pen.stroke();
  pen.beginPath();
  pen.moveTo(right, height);
  pen.lineTo(right + 10 * r, at);
  pen.globalAlpha = 0.8;
  pen.stroke();
  pen.globalAlpha = 1;
  drawMarker(pen, label.marker, right + 16 * r, at, 4 * r);
  const start = right + 25 * r;
  pen.fillStyle = look.colour('--ink');
  pen.textAlign = 'left';
  pen.font = font(look, '600');
  if (look.narrow) {
    pen.fillText(`${label.letter} ${label.value}`, start, at);
    return;
  }
  pen.fillText(label.letter, start, at);
  const valueWidth = pen.measureText(label.value).width;
  const nameStart = start + 16 * r;
  pen.font = font(look);
  const room = box.left + box.width + box.margin - nameStart - valueWidth - 10 * r;
  const name = fit(pen, label.name, room);
  pen.fillText(name, nameStart, at);
  const valueStart = nameStart + pen.measureText(name).width + 7 * r;
  pen.font = font(look, '600');
  pen.fillText(label.value, valueStart, at);
}

function drawLevelLabel(
  pen: CanvasRenderingContext2D,
  text: string,
  height: number,
  right: number,
  at: number,
  box: Box,
  look: Look,
): void {
  // prettier-ignore
  const r = look.ratio;
  pen.strokeStyle = pen.fillStyle = look.colour('--muted');
  pen.lineWidth = r;
  pen.globalAlpha = 0.6;
  pen.setLineDash([2 * r, 3 * r]);
  pen.beginPath();
  pen.moveTo(right, height);
  pen.lineTo(right + 10 * r, at);
  pen.stroke();
  pen.setLineDash([]);
  pen.globalAlpha = 1;
  pen.textAlign = 'left';
  pen.font = font(look);
  pen.fillText(fit(pen, text, box.margin - 18 * r), right + 14 * r, at);
}

/** On a narrow screen the names of the levels stand on their lines, under the curves. */
function nameLevels(pen: CanvasRenderingContext2D, scene: ChartScene, box: Box, look: Look, y: Projection): void {
  pen.textAlign = 'right';
  pen.textBaseline = 'middle';
  pen.font = `${11 * look.ratio}px ${family}`;
  pen.fillStyle = look.colour('--muted');
  const wished = scene.levels.map((level) => y(level.y) - 7 * look.ratio);
  const places = spread(wished, 13 * look.ratio, box.top, box.top + box.height);
  const end = box.left + box.width - 6 * look.ratio;
  scene.levels.forEach(({ label }, i) => pen.fillText(fit(pen, label, box.width), end, places[i]!));
}

function fit(pen: CanvasRenderingContext2D, text: string, room: number): string {
  if (pen.measureText(text).width <= room) return text;
  let end = text.length;
  while (end > 1 && pen.measureText(`${text.slice(0, end)}…`).width > room) end--;
  return `${text.slice(0, end).trimEnd()}…`;
}

/** Width of the margin for these names, in CSS pixels. */
export function marginFor(
  pen: CanvasRenderingContext2D,
  names: readonly string[],
  width: number,
  narrow: boolean,
): number {
  const look: Look = { ratio: 1, narrow, colour: () => '' };
  pen.font = font(look, '600');
  const value = pen.measureText('D 0.00').width;
  if (narrow) return Math.ceil(value) + 28;
  pen.font = font(look);
  const widest = Math.max(0, ...names.map((name) => pen.measureText(name).width));
  return Math.min(Math.ceil(widest + value) + 50, Math.round(0.34 * width));
}
