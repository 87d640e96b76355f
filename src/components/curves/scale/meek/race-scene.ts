// The lead of whoever spends ever more, over the years, as a chart.

import { gapAfter, widestAfter, type Race } from '#src/science/fit/laws/catching-up.ts';
import { formatNumber, formatPercent } from '#src/words/numbers.ts';
import type { ChartScene } from '../../../base/chart/scene.ts';
import { styleAt } from '../../../base/palette.ts';

export const mostYears = 20;
const places = 161;

export function raceScene(race: Race): ChartScene {
  const x = Array.from({ length: places }, (_, i) => (mostYears * i) / (places - 1));
  const y = x.map((years) => gapAfter(race, years));
  const { token, marker } = styleAt(0);
  const widest = widestAfter(race);
  const top = gapAfter(race, widest);
  const label = { name: '', token, marker };
  return {
    x: { low: 0, high: mostYears, log: false, format: formatNumber, name: 'years' },
    y: {
      low: 0,
      high: 1.15 * Math.max(...y, top) || 1,
      log: false,
      format: (share) => `${formatNumber(Number((100 * share).toPrecision(3)))} %`,
      name: 'lead',
    },
    lines: [{ points: { x, y, length: places }, scale: 1, token, width: 2, alpha: 1, dash: [] }],
    dots: widest <= mostYears ? [{ x: widest, y: top, token, alpha: 1, size: 5, aside: 0, marker }] : [],
    levels: widest <= mostYears ? [{ y: top, label: `widest: ${formatPercent(top)}` }] : [],
    labels: [
      { ...label, x: mostYears, y: y.at(-1)!, letter: 'lead', value: formatPercent(y.at(-1)!), short: formatPercent(y.at(-1)!) },
    ],
    names: ['lead'],
  };
}
