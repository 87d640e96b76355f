// The band around the thick line of an arm, as the visitor wants it.

import type { CurveView } from '#src/store/preferences.ts';
import type { Summary } from '#src/science/summary.ts';
import type { ChartBand } from '../base/chart/scene.ts';
import { smoothed } from './smoothed.ts';

type Place = Pick<ChartBand, 'scale' | 'scaleY' | 'token'>;

export function bandOf(summary: Summary, view: Pick<CurveView, 'band' | 'smoothing'>, place: Place): ChartBand[] {
  if (view.band === 'none' || summary.length < 2) return [];
  const { steps, length, version } = summary;
  // Smoothed as the line is. Seen from the seeds that is never too narrow: the spread of smoothed curves is at most the
  // smoothed spread (the triangle inequality).
  const column = (values: Float64Array): Float64Array =>
    view.smoothing ? smoothed(values, length, version, view.smoothing) : values;
  let low = column(summary.low);
  let high = column(summary.high);
  if (view.band === 'interval') {
    const mean = column(summary.losses);
    const half = column(summary.half);
    low = mean.map((value, i) => value - half[i]!);
    high = mean.map((value, i) => value + half[i]!);
  }
  return [{ x: steps, low, high, length, alpha: 0.16, ...place }];
}
