// Which point of a line is read where the cursor stands: the picture marks it, and the words beside it say it.

import { across, toPixel, type Box } from './pen.ts';
import type { ChartScene } from './scene.ts';

/** Place of the last point at or before `at`, give or take a rounding error; −1 where there is none. */
export function placeRead(x: ArrayLike<number>, length: number, at: number): number {
  let place = length - 1;
  while (place >= 0 && !(x[place]! <= at + 1e-9)) place--;
  return place;
}

/** Of the places where the cursor of single numbers may stand, the one nearest to a pixel. */
export function nearestStop({ x, stops = [] }: Pick<ChartScene, 'x' | 'stops'>, box: Box, at: number): number | undefined {
  const projection = across(x, box);
  const distance = (stop: number): number => Math.abs(toPixel(projection, stop) - at);
  return stops.length ? stops.reduce((best, stop) => (distance(stop) < distance(best) ? stop : best)) : undefined;
}

/** From nowhere the left arrow leads to the last, where curves begin to be read, too, and the right one to the first. */
export function nextStop(stops: readonly number[], from: number | undefined, key: string): number | undefined {
  if (key === 'ArrowLeft') return from === undefined ? stops.at(-1) : (stops.findLast((stop) => stop < from) ?? stops[0]);
  if (key === 'ArrowRight') return from === undefined ? stops[0] : (stops.find((stop) => stop > from) ?? stops.at(-1));
  return undefined;
}
