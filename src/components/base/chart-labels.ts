// Names in the margin of a chart, at the ends of the lines they belong to, moved apart where they would collide.

import { drawMarker, type Box, type Look, type Projection } from './chart-pen.ts';
import type { ChartLabel, ChartScene } from './chart-scene.ts';
import { spread } from './spread.ts';

export const family = `system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif`;

const font = (look: Look, weight = ''): string => `${weight} ${(look.narrow ? 12 : 13) * look.ratio}px ${family}`;

interface MarginLabel {
  readonly wished: number;
  readonly draw: (at: number) => void;
}

export function drawLabels(
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
  // From where the line has got to, to its name; dotted, because nothing is measured there yet.
  pen.globalAlpha = 0.5;
  pen.setLineDash([r, 3 * r]);
  pen.beginPath();
  pen.moveTo(lineEnd, height);
  pen.lineTo(right, height);
  pen.stroke();
  pen.setLineDash([]);
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

/** On a narrow screen the names of the levels stand on their lines, on a rim of paper where curves cross them. */
export function nameLevels(
  pen: CanvasRenderingContext2D,
  scene: ChartScene,
  box: Box,
  look: Look,
  y: Projection,
): void {
  pen.textAlign = 'right';
  pen.textBaseline = 'middle';
  pen.font = `${11 * look.ratio}px ${family}`;
  pen.fillStyle = look.colour('--muted');
  pen.strokeStyle = look.colour('--paper');
  pen.lineWidth = 3 * look.ratio;
  pen.lineJoin = 'round';
  pen.setLineDash([]);
  const wished = scene.levels.map((level) => y(level.y) - 7 * look.ratio);
  const places = spread(wished, 13 * look.ratio, box.top, box.top + box.height);
  const end = box.left + box.width - 6 * look.ratio;
  scene.levels.forEach(({ label }, i) => {
    const name = fit(pen, label, box.width);
    pen.strokeText(name, end, places[i]!);
    pen.fillText(name, end, places[i]!);
  });
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
