// Draws the lines, dashed levels and labels of a scene on a canvas whose axes are already there.

import { drawLabels, nameLevels } from './chart-labels.ts';
import { drawMarker, project, type Box, type Look, type Projection } from './chart-pen.ts';
import type { ChartLine, ChartScene } from './chart-scene.ts';

export function drawScene(pen: CanvasRenderingContext2D, scene: ChartScene, box: Box, look: Look): void {
  const x = project(scene.x, box.left, box.left + box.width);
  const y = project(scene.y, box.top + box.height, box.top);
  pen.save();
  pen.beginPath();
  pen.rect(box.left, box.top - 2 * look.ratio, box.width + 2 * look.ratio, box.height + 2 * look.ratio);
  pen.clip();
  for (const level of scene.levels) drawLevel(pen, y(level.y), box, look);
  for (const line of scene.lines) drawLine(pen, line, scene, x, y, look);
  if (look.narrow) nameLevels(pen, scene, box, look, y);
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
