// A curve in pixels: of more points than the eye tells apart only the lowest and the highest of each narrow column are
// kept, so no spike is lost, and drawing takes as long as the chart is wide, however long the curve.

import { toPixel, type Projection } from './pen.ts';

export interface Polyline {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly length: number;
  readonly version?: number; // changes with the points; without it nothing derived from them is kept
}

/** Pixels. One or two points in a column are kept as they are. */
const columnWidth = 2;

/** x, y, x, y, … in pixels; a pair of NaN where the line pauses: a loss that is no number, a step of 0 on a log axis. */
export function trace({ x, y, length }: Polyline, toX: Projection, toY: Projection): Float64Array {
  if (scratch.length < 2 * length) scratch = new Float64Array(2 * length);
  const pixels = scratch;
  let size = 0;
  const keep = (i: number): void => {
    pixels[size++] = toPixel(toX, x[i]!);
    pixels[size++] = toPixel(toY, y[i]!);
  };
  /** NaN for what has no place: no number, or nothing above zero on a log axis. */
  const columnOf = (i: number): number => {
    const column = Math.floor(toPixel(toX, x[i]!) / columnWidth);
    const height = y[i]!;
    return Number.isFinite(column) && Number.isFinite(height) && (height > 0 || !toY.log) ? column : NaN;
  };
  let here = length ? columnOf(0) : NaN;
  for (let first = 0, next = 0; first < length; first = next) {
    const column = here;
    let low = first;
    let high = first;
    for (next = first + 1; next < length && (here = columnOf(next)) === column; next++) {
      if (y[next]! < y[low]!) low = next;
      else if (y[next]! >= y[high]!) high = next;
    }
    if (Number.isNaN(column)) {
      pixels[size++] = NaN;
      pixels[size++] = NaN;
      continue;
    }
    keep(Math.min(low, high));
    if (low !== high) keep(Math.max(low, high));
  }
  return pixels.slice(0, size);
}

let scratch = new Float64Array(0);
