// What a chart shows, as plain data: built by the elements that know the meaning, drawn on screen, as PNG and as SVG.

import type { Marker } from '../palette.ts';
import type { Polyline } from './trace.ts';

export interface ChartAxis {
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  readonly format: (value: number) => string;
  readonly name?: string; // for pictures that leave the page: "steps"
}

interface ChartData {
  readonly scale: number; // x of the axis = scale · x of the data
  readonly scaleY?: number; // the same for y; 1 if it does not say
  readonly token: string; // custom property that holds the colour
  readonly alpha: number;
}

export interface ChartLine extends ChartData {
  readonly points: Polyline;
  readonly width: number;
  readonly dash: readonly number[];
  readonly marker?: Marker; // drawn at the points, or at some of them when there are many; the cursor reads such lines
}

/** Filled between two heights; where either is no number it pauses. */
export interface ChartBand extends ChartData {
  readonly x: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly length: number;
}

/** A single number: a mark of its own, that no line has to lead to. */
export interface ChartDot {
  readonly x: number;
  readonly y: number;
  readonly token: string;
  readonly alpha: number;
  readonly size: number; // of the mark, in pixels from its middle
  readonly aside: number; // pixels to the right of its place, so that what shares a place is told apart
  readonly marker: Marker;
  readonly letter?: string; // written beside it; the cursor reads such dots
}

/** From a low to a high value of one place: the interval of what is marked there. */
export interface ChartBar {
  readonly x: number;
  readonly low: number;
  readonly high: number;
  readonly token: string;
}

/** A distance along x, at one height: an arrow with two heads, and its words above. */
export interface ChartSpan {
  readonly from: number;
  readonly to: number;
  readonly y: number;
  readonly token: string;
  readonly label: string;
}

/** A dashed horizontal line with its name. */
export interface ChartLevel {
  readonly y: number;
  readonly label: string;
}

/** Where somebody thought that a line would end: dashed, up to the end of the plot, with its words. */
export interface ChartGuess {
  readonly y: number;
  readonly label: string;
  readonly token: string;
}

/** Stands at the end of a line, in the margin. */
export interface ChartLabel {
  readonly x: number;
  readonly y: number;
  readonly letter: string;
  readonly name: string;
  readonly value: string;
  readonly short?: string; // all that is written where the margin is narrow; letter and value if it does not say
  readonly token: string;
  readonly marker: Marker;
}

export interface ChartScene {
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly lines: readonly ChartLine[];
  readonly bands?: readonly ChartBand[]; // behind the lines
  readonly bars?: readonly ChartBar[];
  readonly dots?: readonly ChartDot[]; // over the lines
  readonly spans?: readonly ChartSpan[]; // over both
  readonly stops?: readonly number[]; // ascending: where the cursor may stand, if not everywhere
  readonly zero?: boolean; // a line at y = 0
  readonly levels: readonly ChartLevel[];
  readonly labels: readonly ChartLabel[];
  readonly guesses?: readonly ChartGuess[];
  readonly names: readonly string[]; // of all lines, drawn yet or not: they size the margin once
  readonly letters?: readonly string[]; // the same of what stands in place of a letter
}
