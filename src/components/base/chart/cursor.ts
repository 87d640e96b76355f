// What lies over a chart while it is read: a vertical line, and a mark on each thick line at the point that is read.

import { html, nothing, svg, type TemplateResult } from 'lit';
import { markerCorners, type Marker } from '../palette.ts';
import { across, toPixel, upward, type Box } from './pen.ts';
import { placeRead } from './reading.ts';
import type { ChartLine, ChartScene } from './scene.ts';

export function cursorOver(scene: ChartScene, box: Box, cursor: number): TemplateResult | typeof nothing {
  const x = across(scene.x, box);
  const y = upward(scene.y, box);
  const at = toPixel(x, cursor);
  if (!(at >= box.left - 1 && at <= box.left + box.width + 1)) return nothing;
  const marks = scene.lines.flatMap((line) => {
    const point = line.marker && read(line, cursor);
    return point ? [svg`<g fill="var(${line.token})">${outline(line.marker, toPixel(x, point.x), toPixel(y, point.y))}</g>`] : [];
  });
  for (const dot of scene.dots ?? [])
    if (dot.letter && dot.x === cursor)
      marks.push(svg`<g fill="var(${dot.token})">${outline(dot.marker, at + dot.aside, toPixel(y, dot.y))}</g>`);
  return html`<svg aria-hidden="true">
    <line x1=${at} x2=${at} y1=${box.top} y2=${box.top + box.height} />
    ${marks}
  </svg>`;
}

function read({ points, scale, scaleY = 1 }: ChartLine, cursor: number): { x: number; y: number } | undefined {
  const place = placeRead(points.x, points.length, cursor / scale);
  const y = points.y[place];
  return y !== undefined && Number.isFinite(y) ? { x: points.x[place]! * scale, y: y * scaleY } : undefined;
}

function outline(marker: Marker, x: number, y: number): TemplateResult {
  const corners = markerCorners(marker, x, y, 5);
  return corners.length
    ? svg`<polygon points=${corners.map((corner) => corner.join()).join(' ')} />`
    : svg`<circle cx=${x} cy=${y} r="5.5" />`;
}
