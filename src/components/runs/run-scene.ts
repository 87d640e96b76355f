// The curve of one run as a chart: held-out loss over the training loss.

import { letterOf } from '#src/experiment/arms.ts';
import type { Curve } from '#src/experiment/record.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import type { RunRow } from '#src/store/kept/rows.ts';
import { formatLoss, formatNumber, formatShortLoss } from '#src/words/numbers.ts';
import type { ChartLine, ChartScene } from '../base/chart/scene.ts';
import type { Polyline } from '../base/chart/trace.ts';
import { styleOf } from '../base/palette.ts';

const polyline = (curve: Curve): Polyline => ({
  x: curve.map(([step]) => step),
  y: curve.map(([, loss]) => loss),
  length: curve.length,
});

export function runScene({ runRecord: run, armRecord, record, arm }: RunRow): ChartScene {
  const { token, dash, marker } = styleOf(record, arm);
  const train: ChartLine = { points: polyline(run.train), scale: 1, token, width: 1, alpha: 0.35, dash: [] };
  const heldOut: ChartLine = {
    points: polyline(run.validation),
    scale: 1,
    token,
    width: 2.25,
    alpha: 1,
    dash,
    marker,
  };
  const lines = [train, heldOut].filter(({ points }) => points.length > 0);
  const end = run.validation.at(-1);
  return {
    x: { low: 0, high: totalSteps(armRecord.config), log: false, format: formatNumber },
    y: { ...range(lines), log: false, format: formatNumber },
    lines,
    levels: [],
    labels: end ? [{ x: end[0], y: end[1], letter: letterOf(arm), name: '', value: formatShortLoss(end[1]), token, marker }] : [],
    names: [''],
  };
}

/** As high as the held-out loss, which comes last: the first training losses are far above all that is of interest. */
function range(lines: readonly ChartLine[]): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const { points } of lines) {
    high = -Infinity;
    for (let i = 0; i < points.length; i++) {
      low = Math.min(low, points.y[i]!);
      high = Math.max(high, points.y[i]!);
    }
  }
  return lines.length ? { low: Math.max(0, low - 0.1), high: high + 0.1 } : { low: 0, high: 5 };
}

export function runInWords({ runRecord: run, losses }: RunRow): string {
  if (!run.validation.length) return 'Nothing was measured yet.';
  const [first, end] = [run.validation[0]!, run.validation.at(-1)!];
  return `Held-out loss of this run: from ${formatLoss(first[1])} to ${formatLoss(end[1])} at step ${end[0]}; lowest ${formatLoss(losses.best)} at step ${losses.bestStep}${run.final === undefined ? '' : `; measured apart at the end ${formatLoss(run.final)}`}.`;
}
