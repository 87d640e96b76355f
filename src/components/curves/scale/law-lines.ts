// The law as the scale chart draws it: for each series of points its curve, dotted where nothing was trained, in the band of what it
// might as well be.

import type { ArmRecord, ExperimentRecord } from '#src/experiment/record.ts';
import type { Band } from '#src/science/fit/bands.ts';
import { sizeInLaw, tokensOf } from '#src/science/scaling/law-points.ts';
import type { FoundLaw } from '#src/store/scaling/fitted-law.ts';
import type { ChartBand, ChartLine } from '../../base/chart/scene.ts';

interface Drawn {
  readonly lines: readonly ChartLine[];
  readonly bands: readonly ChartBand[];
}

/** `axis`: what is drawn along; the other size tells the series apart. `tokenOf`: the colour of an arm. */
export function lawLines(
  record: ExperimentRecord,
  { report: { bands } }: FoundLaw,
  axis: 'parameters' | 'tokens',
  scaleY: number,
  tokenOf: (arm: number) => string,
): Drawn {
  const other = axis === 'parameters' ? 'tokens' : 'parameters';
  const sizes = record.arms.map((arm) => sizesOf(arm, axis));
  const lines: ChartLine[] = [];
  const drawn: ChartBand[] = [];
  for (const value of new Set(sizes.map((size) => size[other]))) {
    const places = bands.filter((band) => band[other] === value);
    const own = sizes.flatMap((size, arm) => (size[other] === value ? [{ ...size, arm }] : []));
    const token = tokenOf(own.at(-1)!.arm);
    // Those along this axis are as many as there are places; the others cross it in single ones.
    const along = places.sort((a, b) => a[axis] - b[axis]);
    if (along.length < 3) continue;
    const x = along.map((band) => shownAt(band[axis], own, axis));
    const height = (of: (band: Band) => number | undefined): number[] => along.map((band) => of(band) ?? NaN);
    const line = (y: number[], dash: readonly number[], alpha: number): ChartLine => ({
      points: { x, y, length: x.length },
      scale: 1,
      scaleY,
      token,
      width: 1.5,
      alpha,
      dash,
    });
    lines.push(
      line(
        height(({ loss }) => loss),
        [],
        0.9,
      ),
    );
    drawn.push({
      x,
      low: height(({ interval }) => interval?.low),
      high: height(({ interval }) => interval?.high),
      length: x.length,
      scale: 1,
      scaleY,
      token,
      alpha: 0.14,
    });
  }
  return { lines, bands: drawn };
}

/** In the law, and where the chart has it. */
export interface Sizes {
  readonly parameters: number;
  readonly tokens: number;
  readonly shown: number;
}

export const sizesOf = (arm: ArmRecord, axis: 'parameters' | 'tokens'): Sizes => {
  const sizes = { parameters: sizeInLaw(arm), tokens: tokensOf(arm) };
  return { ...sizes, shown: axis === 'tokens' ? sizes.tokens : arm.parameters.total };
};

/** The chart counts embeddings, the law does not: between two arms by their ratio. */
export function shownAt(value: number, arms: readonly Sizes[], axis: 'parameters' | 'tokens'): number {
  const known = arms.toSorted((a, b) => a[axis] - b[axis]);
  const after = known.findIndex((arm) => arm[axis] >= value);
  const [a, b] =
    after === 0 ? [known[0]!, known[0]!] : after < 0 ? [known.at(-1)!, known.at(-1)!] : [known[after - 1]!, known[after]!];
  const share = a === b ? 0 : Math.log(value / a[axis]) / Math.log(b[axis] / a[axis]);
  return value * (a.shown / a[axis]) ** (1 - share) * (b.shown / b[axis]) ** share;
}
