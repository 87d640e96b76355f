// What everything that draws on a chart shares: where the plot is, how it looks, and how data become pixels.

import type { ChartAxis } from './chart-scene.ts';
import { markerCorners, type Marker } from './palette.ts';

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

export type Projection = (value: number) => number;

/** A function from data to canvas pixels along one axis. */
export function project(axis: ChartAxis, from: number, to: number): Projection {
  const map = axis.log ? Math.log : (v: number): number => v;
  const low = map(axis.low);
  const slope = (to - from) / (map(axis.high) - low);
  return (value) => from + (map(value) - low) * slope;
}

export function drawMarker(pen: CanvasRenderingContext2D, marker: Marker, x: number, y: number, r: number): void {
  pen.beginPath();
  const corners = markerCorners(marker, x, y, r);
  if (corners.length === 0) pen.arc(x, y, 1.1 * r, 0, 2 * Math.PI);
  corners.forEach(([cx, cy], i) => (i ? pen.lineTo(cx, cy) : pen.moveTo(cx, cy)));
  pen.closePath();
  pen.fill();
}
