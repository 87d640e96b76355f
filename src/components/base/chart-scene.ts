// What a chart shows, as plain data: built by the elements that know the meaning, drawn by chart-frame.

import type { Marker } from './palette.ts';
import type { Polyline } from './thin.ts';

export interface ChartAxis {
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  readonly format: (value: number) => string;
}

export interface ChartLine {
  readonly points: Polyline;
  readonly scale: number; // x of the axis = scale · points.x
  readonly token: string;
  readonly width: number;
  readonly alpha: number;
  readonly dash: readonly number[];
  readonly marker?: Marker; // drawn at the points, or at some of them when there are many
}

/** A dashed horizontal line with its name. */
export interface ChartLevel {
  readonly y: number;
  readonly label: string;
}

/** Stands at the end of a line, in the margin. */
export interface ChartLabel {
  readonly x: number;
  readonly y: number;
  readonly letter: string;
  readonly name: string;
  readonly value: string;
  readonly token: string;
  readonly marker: Marker;
}

export interface ChartScene {
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly lines: readonly ChartLine[];
  readonly levels: readonly ChartLevel[];
  readonly labels: readonly ChartLabel[];
  readonly names: readonly string[]; // of all lines, drawn yet or not: they size the margin once
}
