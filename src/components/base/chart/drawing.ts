// Lays a chart out and draws all of it with a pen, on whatever surface: the screen, a PNG, an SVG.

import { drawAxes, roomBefore } from './axes.ts';
import { drawGuesses } from './guesses.ts';
import { drawLabels, marginFor, nameLevels } from './labels.ts';
import { drawBand, drawBars, drawDots, drawLine, drawSpans } from './lines.ts';
import { segment, toPixel, upward, type Area, type Box, type ChartStyle, type Pen } from './pen.ts';
import type { ChartScene } from './scene.ts';

/** Returns where the plot is, for those who point at it. */
export function drawScene(pen: Pen, scene: ChartScene, area: Area, style: ChartStyle): Box {
  const box = layOut(pen, scene, area, style);
  const { scale, colour } = style;
  const y = upward(scene.y, box);
  drawAxes(pen, scene, box, style);
  pen.save();
  pen.beginPath();
  pen.rect(box.left, box.top - 2 * scale, box.width + 2 * scale, box.height + 2 * scale);
  pen.clip();
  const level = (at: number, token: string, alpha: number, dash: number[]): void => {
    pen.globalAlpha = alpha;
    pen.lineWidth = scale;
    pen.strokeStyle = colour(token);
    pen.setLineDash(dash);
    pen.beginPath();
    segment(pen, box.left, at, box.left + box.width, at);
    pen.stroke();
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  };
  for (const { y: height } of scene.levels) level(toPixel(y, height), '--muted', 0.8, [2 * scale, 4 * scale]);
  if (scene.zero) level(toPixel(y, 0), '--ink', 0.7, []);
  if (style.narrow) nameLevels(pen, scene, box, style);
  for (const band of scene.bands ?? []) drawBand(pen, band, scene, box, style);
  for (const line of scene.lines) drawLine(pen, line, scene, box, style);
  drawGuesses(pen, scene, box, style);
  drawBars(pen, scene, box, style);
  drawDots(pen, scene, box, style);
  drawSpans(pen, scene, box, style);
  pen.restore();
  drawLabels(pen, scene, box, style);
  return box;
}

/** The same room beside the plot for all charts with the same names, so that what is above each other lines up. */
function layOut(pen: Pen, scene: ChartScene, area: Area, style: ChartStyle): Box {
  const { scale, named } = style;
  const margin = marginFor(pen, scene, area.width, style);
  const before = roomBefore(style);
  const above = (named ? 34 : 10) * scale;
  const below = (named ? 46 : 26) * scale;
  return {
    left: area.left + before,
    top: area.top + above,
    width: Math.max(1, area.width - before - margin),
    height: Math.max(1, area.height - above - below),
    margin,
  };
}
