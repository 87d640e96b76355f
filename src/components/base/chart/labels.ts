// Names in the margin of a chart, at the ends of the lines they belong to, moved apart where they would collide.

import { shortened } from '#src/words/shortened.ts';
import { across, drawMarker, font, segment, toPixel, upward, type Box, type ChartStyle, type Pen } from './pen.ts';
import type { ChartLabel, ChartScene } from './scene.ts';
import { spread } from './spread.ts';

const labelFont = (style: ChartStyle, weight?: number): string => font(style, style.narrow ? 12 : 13, weight);

interface MarginLabel {
  readonly wished: number;
  readonly draw: (at: number) => void;
}

export function drawLabels(pen: Pen, scene: ChartScene, box: Box, style: ChartStyle): void {
  const x = across(scene.x, box);
  const y = upward(scene.y, box);
  const inside = (at: number): number => Math.min(box.top + box.height, Math.max(box.top, at));
  pen.textBaseline = 'middle';
  pen.textAlign = 'left';
  const gap = (style.narrow ? 15 : 17) * style.scale;
  const places = Math.floor(box.height / gap) + 1;
  const labels = legible(scene.labels, places).map((label): MarginLabel => {
    const wished = inside(toPixel(y, label.y));
    return { wished, draw: (at) => drawLabel(pen, label, { x: toPixel(x, label.x), y: wished }, at, box, style) };
  });
  if (!style.narrow) {
    const levels = scene.levels.map(({ label, y: level }): MarginLabel => {
      const wished = inside(toPixel(y, level));
      return { wished, draw: (at) => drawLevelLabel(pen, label, wished, at, box, style) };
    });
    // Where not all names have room, those near the curves say the most.
    const room = Math.max(0, places - labels.length);
    const distance = ({ wished }: MarginLabel): number => Math.min(...labels.map((l) => Math.abs(l.wished - wished)), Infinity);
    labels.push(...levels.toSorted((a, b) => distance(a) - distance(b)).slice(0, room));
  }
  const spreadOut = spread(
    labels.map((l) => l.wished),
    gap,
    box.top,
    box.top + box.height,
  );
  labels.forEach((label, i) => label.draw(spreadOut[i]!));
}

/** Names upon names can not be read: of so many those are drawn that have a place, from all heights. */
function legible(labels: readonly ChartLabel[], places: number): readonly ChartLabel[] {
  if (labels.length <= 2 * places) return labels;
  const every = Math.ceil(labels.length / places);
  return labels.toSorted((a, b) => a.y - b.y).filter((_, i) => i % every === 0);
}

/** `end` is how far the line has got, `at` the height of its name. */
function drawLabel(pen: Pen, label: ChartLabel, end: { x: number; y: number }, at: number, box: Box, style: ChartStyle): void {
  const r = style.scale;
  const right = box.left + box.width;
  pen.strokeStyle = pen.fillStyle = style.colour(label.token);
  // Dotted up to the margin, because nothing is measured there yet.
  pen.globalAlpha = 0.5;
  pen.setLineDash([r, 3 * r]);
  pen.lineWidth = r;
  pen.beginPath();
  segment(pen, end.x, end.y, right, end.y);
  pen.stroke();
  pen.setLineDash([]);
  pen.globalAlpha = 0.8;
  pen.beginPath();
  segment(pen, right, end.y, right + 10 * r, at);
  pen.stroke();
  pen.globalAlpha = 1;
  drawMarker(pen, label.marker, right + 16 * r, at, 4 * r);

  const start = right + 25 * r;
  pen.fillStyle = style.colour('--ink');
  pen.font = labelFont(style, 600);
  if (style.narrow) {
    pen.fillText(label.short ?? `${label.letter} ${label.value}`, start, at);
    return;
  }
  pen.fillText(label.letter, start, at);
  const nameStart = start + Math.max(16 * r, pen.measureText(label.letter).width + 7 * r);
  const room = right + box.margin - nameStart - pen.measureText(label.value).width - 10 * r;
  pen.font = labelFont(style);
  const name = fit(pen, label.name, room);
  pen.fillText(name, nameStart, at);
  const valueStart = nameStart + (name ? pen.measureText(name).width + 7 * r : 0);
  pen.font = labelFont(style, 600);
  pen.fillText(label.value, valueStart, at);
}

function drawLevelLabel(pen: Pen, text: string, end: number, at: number, box: Box, style: ChartStyle): void {
  const r = style.scale;
  const right = box.left + box.width;
  pen.strokeStyle = pen.fillStyle = style.colour('--muted');
  pen.lineWidth = r;
  pen.globalAlpha = 0.6;
  pen.setLineDash([2 * r, 3 * r]);
  pen.beginPath();
  segment(pen, right, end, right + 10 * r, at);
  pen.stroke();
  pen.setLineDash([]);
  pen.globalAlpha = 1;
  pen.font = labelFont(style);
  pen.fillText(fit(pen, text, box.margin - 18 * r), right + 14 * r, at);
}

/** On a narrow screen the names of the levels stand on their lines, behind the curves. */
export function nameLevels(pen: Pen, scene: ChartScene, box: Box, style: ChartStyle): void {
  const y = upward(scene.y, box);
  pen.textAlign = 'right';
  pen.textBaseline = 'middle';
  pen.font = font(style, 11);
  pen.fillStyle = style.colour('--muted');
  const end = box.left + box.width - 6 * style.scale;
  const least = 13 * style.scale;
  let last = -Infinity;
  // From the top: a line too close to the one above has no name of its own, as a name that is moved away would be struck through.
  for (const { label, y: level } of scene.levels.toSorted((a, b) => b.y - a.y)) {
    const place = Math.max(toPixel(y, level) - 7 * style.scale, box.top + 6 * style.scale);
    if (place - last < least) continue;
    pen.fillText(fit(pen, label, box.width), end, place);
    last = place;
  }
}

function fit(pen: Pen, text: string, room: number): string {
  if (!text || pen.measureText(text).width <= room) return text;
  let most = [...text].length;
  while (most > 2 && pen.measureText(shortened(text, most)).width > room) most--;
  return shortened(text, most);
}

/** Width of the margin for these names. */
export function marginFor(
  pen: Pen,
  { names, letters }: Pick<ChartScene, 'names' | 'letters'>,
  width: number,
  style: ChartStyle,
): number {
  pen.font = labelFont(style, 600);
  const most = Math.round(0.34 * width);
  const widestOf = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => pen.measureText(text).width));
  if (style.narrow) return Math.min(Math.ceil(widestOf(letters ?? ['D −0.00'])) + 28 * style.scale, most);
  const value = widestOf((letters ?? ['D']).map((letter) => `${letter} 0.00`));
  pen.font = labelFont(style);
  const widest = widestOf(names);
  return Math.min(Math.ceil(widest + value) + 50 * style.scale, most);
}
