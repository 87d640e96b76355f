// What serving costs, as a chart: of each size that reached the loss, how many times as much it costs in all as the cheapest, against the
// tokens that it serves.

import { servedTotals, type MeasuredEnd } from '#src/science/fit/measured/served-totals.ts';
import { formatCount, formatNumber, formatThree } from '#src/words/numbers.ts';
import type { ChartLine, ChartScene } from '../../../base/chart/scene.ts';
import { styleAt, type ArmStyle } from '../../../base/palette.ts';

const places = 60; // along a line

/** From the shortest training to a hundred times the longest, in whole powers of ten. */
export function servedRange(ends: readonly MeasuredEnd[]): { readonly low: number; readonly high: number } {
  const tokens = ends.map((end) => end.tokens);
  return { low: Math.floor(Math.log10(Math.min(...tokens))), high: Math.ceil(Math.log10(Math.max(...tokens))) + 2 };
}

/** `sizes`: all that were trained, which gives each its style. */
export function servedScene(
  ends: readonly MeasuredEnd[],
  sizes: readonly number[],
  nameOf: (parameters: number) => string,
): ChartScene {
  const { low, high } = servedRange(ends);
  const x = Array.from({ length: places }, (_, i) => 10 ** (low + ((high - low) * i) / (places - 1)));
  const totals = x.map((served) => servedTotals(ends, served)!.sizes);
  const lines = totals[0]!.map(({ parameters }, i) => {
    const y = totals.map((at) => at[i]!.total / Math.min(...at.map(({ total }) => total)));
    return { parameters, y, style: styleOfSize(sizes, parameters) };
  });
  const most = Math.max(...lines.flatMap(({ y }) => y));
  return {
    x: { low: 10 ** low, high: 10 ** high, log: true, format: formatCount, name: 'tokens served' },
    y: { low: 0.95, high: Math.max(1.5, 1.05 * most), log: true, format: formatNumber, name: 'times the cheapest' },
    lines: lines.map(({ y, style }): ChartLine => ({
      points: { x, y, length: places },
      scale: 1,
      token: style.token,
      width: 2,
      alpha: 1,
      dash: style.dash,
    })),
    levels: [],
    labels: lines.map(({ parameters, y, style }) => ({
      x: x.at(-1)!,
      y: y.at(-1)!,
      letter: nameOf(parameters),
      name: '',
      value: `× ${formatThree(y.at(-1)!)}`,
      short: nameOf(parameters).replace(/^width /, ''),
      token: style.token,
      marker: style.marker,
    })),
    names: sizes.map(nameOf),
  };
}

export const styleOfSize = (sizes: readonly number[], parameters: number): ArmStyle => styleAt(sizes.indexOf(parameters));
