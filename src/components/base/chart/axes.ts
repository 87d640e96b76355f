// Grid, tick labels and names of the two axes of a chart.

import { across, font, segment, toPixel, upward, type Box, type ChartStyle, type Pen } from './pen.ts';
import type { ChartAxis, ChartScene } from './scene.ts';
import { linearTicks, logTicks } from './ticks.ts';

/** What the loss axis has to its left. */
export const roomBefore = ({ narrow, scale }: ChartStyle): number => (narrow ? 40 : 48) * scale;

export function drawAxes(pen: Pen, scene: ChartScene, box: Box, style: ChartStyle): void {
  const x = across(scene.x, box);
  const y = upward(scene.y, box);
  const { scale, colour } = style;
  const bottom = box.top + box.height;
  const xTicks = ticks(scene.x, box.width, 80 * scale).map((value) => ({
    at: toPixel(x, value),
    text: scene.x.format(value),
  }));
  const yTicks = ticks(scene.y, box.height, 26 * scale).map((value) => ({
    at: toPixel(y, value),
    text: scene.y.format(value),
  }));

  pen.setLineDash([]);
  pen.globalAlpha = 1;
  pen.lineWidth = 1;
  pen.strokeStyle = colour('--grid');
  pen.beginPath();
  for (const { at } of xTicks) segment(pen, crisp(at), box.top, crisp(at), bottom);
  for (const { at } of yTicks) segment(pen, box.left, crisp(at), box.left + box.width, crisp(at));
  pen.stroke();
  pen.strokeStyle = colour('--rule');
  pen.beginPath();
  segment(pen, box.left, crisp(bottom), box.left + box.width, crisp(bottom));
  pen.stroke();

  pen.fillStyle = colour('--muted');
  pen.font = font(style, 12);
  pen.textBaseline = 'middle';
  pen.textAlign = 'center';
  for (const { at, text } of xTicks) pen.fillText(text, at, bottom + 14 * scale);
  pen.textAlign = 'right';
  // Charts that lie above each other have the same room here: what is longer is written smaller.
  const widest = Math.max(...yTicks.map(({ text }) => pen.measureText(text).width));
  pen.font = font(style, 12 * Math.min(1, (roomBefore(style) - 8 * scale) / widest));
  for (const { at, text } of yTicks) pen.fillText(text, box.left - 6 * scale, at);
  pen.font = font(style, 12);
  if (style.named) {
    pen.fillText(scene.x.name ?? '', box.left + box.width, bottom + 32 * scale);
    pen.textAlign = 'left';
    pen.fillText(scene.y.name ?? '', box.left - 36 * scale, box.top - 18 * scale);
  }
}

/** A line one pixel wide is sharp in the middle of a pixel. */
const crisp = (at: number): number => Math.floor(at) + 0.5;

const ticks = ({ low, high, log }: ChartAxis, room: number, each: number): number[] =>
  (log ? logTicks : linearTicks)(low, high, Math.max(2, Math.floor(room / each)));
