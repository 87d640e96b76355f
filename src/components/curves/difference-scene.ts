// Turns the paired differences from the baseline into what the chart draws.

import { baselineOf, letterOf } from '#src/experiment/arms.ts';
import { isArmHidden, isHidden } from '#src/experiment/marks.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { differencesOf, type ArmDifference } from '#src/store/shown/paired-curves.ts';
import type { Series } from '#src/science/series.ts';
import { formatDifference, formatNumber, formatSigned } from '#src/words/numbers.ts';
import type { ChartBand, ChartLabel, ChartLine, ChartScene } from '../base/chart/scene.ts';
import { styleOf } from '../base/palette.ts';
import { curveAxis, lossUnit, pairedSizes, perNat, stepSizes, type Shown } from './curve-axis.ts';
import { marginNames } from './loss-scene.ts';
import { bandOf } from './summary-band.ts';

export function differenceScene(shown: Shown): ChartScene {
  const { record, curves, view, seed } = shown;
  const sizes = pairedSizes(shown);
  const differences = differencesOf(record, curves, sizes);
  const scaleY = perNat(view.unit);
  const bands: ChartBand[] = [];
  const thin: ChartLine[] = [];
  const thick: ChartLine[] = [];
  const labels: ChartLabel[] = [];
  for (const difference of differences) {
    const { arm, seeds, summary } = difference;
    if (!summary.length || isArmHidden(record, arm)) continue;
    const { token, dash, marker } = styleOf(record, arm);
    const place = { scale: sizes[arm]!, scaleY, token };
    const points = ({ steps, losses, length, version }: Series) => ({ x: steps, y: losses, length, version });
    // Not smoothed: what is paired has lost most of its noise, and its interval holds for what was measured.
    bands.push(...bandOf(summary, { band: view.band, smoothing: 0 }, place));
    if (view.showRuns)
      for (const { run, series } of seeds)
        if (!isHidden(record, arm, run)) thin.push({ ...place, points: points(series), width: 1, alpha: 0.45, dash: [] });
    const thickest = ofSeed(record, difference, seed) ?? summary;
    thick.push({ ...place, points: points(thickest), width: 2.25, alpha: 1, dash, marker });
    const last = thickest.length - 1;
    const value = thickest.losses[last]! * scaleY;
    labels.push({
      x: thickest.steps[last]! * place.scale,
      y: value,
      letter: differenceName(record, arm),
      name: '',
      value: formatDifference(value, thickest === summary ? summary.half[last]! * scaleY : NaN),
      short: `${letterOf(arm)} ${formatSigned(value, (size) => size.toFixed(2))}`,
      token,
      marker,
    });
  }
  return {
    x: curveAxis(shown, stepSizes(shown)),
    y: {
      ...range(
        differences.filter(({ arm }) => !isArmHidden(record, arm)),
        scaleY,
      ),
      log: false,
      format: (value) => formatSigned(value, formatNumber),
      name: `difference from ${letterOf(baselineOf(record))}, ${lossUnit(record, view.unit)}`,
    },
    bands,
    lines: [...thin, ...thick],
    zero: true,
    levels: [],
    labels,
    names: marginNames(record),
  };
}

/** The difference in one seed. */
export const ofSeed = (record: ExperimentRecord, { arm, seeds }: ArmDifference, seed: number | undefined): Series | undefined =>
  seed === undefined ? undefined : seeds.find(({ run }) => record.arms[arm]!.runs[run]!.seed === seed)?.series;

/** "B − A". */
export const differenceName = (record: ExperimentRecord, arm: number): string =>
  `${letterOf(arm)} − ${letterOf(baselineOf(record))}`;

/** Zero, all means and the last interval; wide intervals and single seeds early on may leave the picture. */
function range(differences: readonly ArmDifference[], factor: number): { low: number; high: number } {
  let low = 0;
  let high = 0;
  for (const { summary } of differences) {
    const { losses, half, length } = summary;
    for (let i = 0; i < length; i++) {
      const reach = i === length - 1 && Number.isFinite(half[i]!) ? half[i]! : 0;
      low = Math.min(low, (losses[i]! - reach) * factor);
      high = Math.max(high, (losses[i]! + reach) * factor);
    }
  }
  if (low === high) return { low: -0.1, high: 0.1 };
  const space = 0.08 * (high - low);
  return { low: low - space, high: high + space };
}
