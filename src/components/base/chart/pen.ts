// What all parts of a chart draw with: a pen, where the plot is, and how data become pixels.

import { markerCorners, type Marker } from '../palette.ts';
import type { ChartAxis } from './scene.ts';

/** The part of a canvas that charts use; chart-svg.ts has one that writes SVG. */
export interface Pen extends Pick<
  CanvasRenderingContext2D,
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'closePath'
  | 'rect'
  | 'save'
  | 'restore'
  | 'setLineDash'
  | 'fillText'
  | 'strokeStyle'
  | 'fillStyle'
  | 'lineWidth'
  | 'lineJoin'
  | 'globalAlpha'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
> {
  arc(x: number, y: number, radius: number, from: number, to: number): void;
  stroke(): void;
  fill(): void;
  clip(): void;
  measureText(text: string): { readonly width: number };
}

export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where the curves are; the labels stand in the margin to its right. */
export interface Box extends Area {
  readonly margin: number;
}

export interface ChartStyle {
  readonly scale: number; // of type, lines and markers: 1 at a desk, more on a projector
  readonly narrow: boolean; // a phone: letters instead of names in the margin
  readonly named: boolean; // the axes carry their names
  readonly colour: (token: string) => string;
}

export const family = `system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif`;

export const font = (style: ChartStyle, size: number, weight = 400): string => `${weight} ${size * style.scale}px ${family}`;

/** From data to pixels along one axis: pixel = origin + slope · value, or its logarithm. */
export interface Projection {
  readonly origin: number;
  readonly slope: number;
  readonly log: boolean;
}

function projection({ low, high, log }: ChartAxis, from: number, to: number): Projection {
  const [start, end] = log ? [Math.log(low), Math.log(high)] : [low, high];
  const slope = (to - from) / (end - start);
  return { origin: from - slope * start, slope, log };
}

export const across = (axis: ChartAxis, box: Area): Projection => projection(axis, box.left, box.left + box.width);
export const upward = (axis: ChartAxis, box: Area): Projection => projection(axis, box.top + box.height, box.top);

export const toPixel = ({ origin, slope, log }: Projection, value: number): number =>
  origin + slope * (log ? Math.log(value) : value);

export function toValue({ origin, slope, log }: Projection, pixel: number): number {
  const value = (pixel - origin) / slope;
  return log ? Math.exp(value) : value;
}

/** For data that are measured in other units than the axis: value on the axis = scale · value of the data. */
export const scaled = ({ origin, slope, log }: Projection, scale: number): Projection =>
  log ? { origin: origin + slope * Math.log(scale), slope, log } : { origin, slope: slope * scale, log };

export function segment(pen: Pen, fromX: number, fromY: number, toX: number, toY: number): void {
  pen.moveTo(fromX, fromY);
  pen.lineTo(toX, toY);
}

export function drawMarker(pen: Pen, marker: Marker, x: number, y: number, r: number): void {
  pen.beginPath();
  const corners = markerCorners(marker, x, y, r);
  if (corners.length === 0) pen.arc(x, y, 1.1 * r, 0, 2 * Math.PI);
  corners.forEach(([cx, cy], i) => (i ? pen.lineTo(cx, cy) : pen.moveTo(cx, cy)));
  pen.closePath();
  pen.fill();
}
