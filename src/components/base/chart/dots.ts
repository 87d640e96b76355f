// Draws the single numbers of a scene and their intervals.

import { across, drawMarker, font, segment, toPixel, upward, type Box, type ChartStyle, type Pen } from './pen.ts';
import type { ChartScene } from './scene.ts';

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
  for (const { x: place, y: value, token, alpha, size, aside, marker, letter } of scene.dots ?? []) {
    const [at, height] = [toPixel(x, place) + aside * r, toPixel(y, value)];
    if (!Number.isFinite(at) || !Number.isFinite(height)) continue;
    pen.globalAlpha = alpha;
    pen.fillStyle = style.colour(token);
    drawMarker(pen, marker, at, height, size * r);
    pen.globalAlpha = 1;
    if (!letter) continue;
    pen.fillStyle = style.colour('--ink');
    pen.font = font(style, 12, 600);
    pen.textAlign = 'left';
    pen.textBaseline = 'middle';
    pen.fillText(letter, at + 8 * r, height - 8 * r);
  }
}
