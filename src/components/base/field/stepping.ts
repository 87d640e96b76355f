// Where arrows and page keys take a number: by sizes that suit what it counts.

import type { Stepping } from '#src/experiment/options.ts';

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Arrows take one step, page keys go about ten times as far. Never out of the range, and never in the other direction. */
export function stepped(value: number, up: boolean, far: boolean, by: Stepping, { min, max }: Range): number {
  if (value < min || value > max) return up === value > max ? value : Math.min(max, Math.max(min, value));
  return Math.min(max, Math.max(min, along[typeof by === 'string' ? by : 'grid'](value, up, far, Number(by), min)));
}

const along = {
  /** To the next of the two leading digits: 64, 65; 400, 410. */
  size: (value: number, up: boolean, far: boolean): number => {
    const size = Math.abs(up ? value : value - 1);
    const unit = size < 100 ? 1 : 10 ** (Math.floor(Math.log10(size)) - 1);
    return onGrid(value, up, far ? 10 * unit : unit);
  },
  /** A rate is sought by factors: 0.01, 0.02, 0.05, 0.1. Below all of them is the least it may be, often 0. */
  factors: (value: number, up: boolean, far: boolean, _: number, min: number): number => {
    const least = min || smallest;
    if (value < least) return up ? least : min;
    const next = inFactors(value, up, far);
    return next < least ? min : next;
  },
  /** What approaches 1 is sought by its distance from it: 0.9, 0.95, 0.98, 0.99. */
  towardsOne: (value: number, up: boolean, far: boolean): number => tidy(1 - inFactors(tidy(1 - value), !up, far)),
  grid: (value: number, up: boolean, far: boolean, step: number): number => onGrid(value, up, far ? 10 * step : step),
} satisfies Record<string, (value: number, up: boolean, far: boolean, step: number, min: number) => number>;

const smallest = 1e-6;

const onGrid = (value: number, up: boolean, step: number): number =>
  tidy((up ? Math.floor(tidy(value / step)) + 1 : Math.ceil(tidy(value / step)) - 1) * step);

/** The next of 1, 2, 5, 10, …; far is the third of them, ten times as much or a tenth. */
function inFactors(value: number, up: boolean, far: boolean): number {
  const tens = Math.floor(Math.log10(value));
  const series = [-2, -1, 0, 1, 2].flatMap((more) => [1, 2, 5].map((digit) => Number(`${digit}e${tens + more}`)));
  const ahead = up ? series.filter((each) => each > value) : series.filter((each) => each < value).reverse();
  return ahead[far ? 2 : 0]!;
}

/** Without the dust of binary fractions: 0.1 + 0.2 is 0.3. */
const tidy = (value: number): number => Number(value.toPrecision(12));
