// Turns the curves of an experiment into what the chart draws, and into words for those who do not see it.

import { totalSteps } from '#src/model/config.ts';
import type { ExperimentRecord } from '#src/runs/record.ts';
import { lastPoint, pointAt, type ArmCurves, type Series } from '#src/store/curves.ts';
import type { AxisUnit } from '#src/store/preferences.ts';
import type { Progress } from '#workers/protocol.ts';
import type { ChartLabel, ChartLevel, ChartLine, ChartScene } from './base/chart-scene.ts';
import { formatCount, formatLoss, formatNumber, formatShortLoss, plural } from './base/numbers.ts';
import { armStyle } from './base/palette.ts';
import { thin, type Polyline } from './base/thin.ts';

export interface View {
  readonly axis: AxisUnit;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly showTrain: boolean;
  readonly showRuns: boolean;
}

export const axisNames: Readonly<Record<AxisUnit, string>> = {
  steps: 'steps',
  tokens: 'tokens',
  flops: 'FLOP',
  seconds: 'seconds',
};

/** How much of the axis one step of an arm is. All seeds of an arm share its seconds. */
export function stepSize(
  unit: AxisUnit,
  record: ExperimentRecord,
  arm: number,
  progress: Progress | undefined,
): number {
  const { config, flopsPerToken, replicas } = record.arms[arm]!;
  const tokens = config.batch * config.context;
  if (unit === 'steps') return 1;
  if (unit === 'tokens') return tokens;
  if (unit === 'flops') return tokens * flopsPerToken;
  const live = progress?.arms.find((p) => p.arm === arm);
  if (live && live.step > 0 && live.seconds > 0) return live.seconds / live.step;
  const longest = replicas.reduce((a, b) => (b.tokens > a.tokens ? b : a), replicas[0]!);
  return longest && longest.tokens > 0 ? longest.seconds / (longest.tokens / tokens) : NaN;
}

// Reference lines arrive when training has begun; their place in the margin is kept from the start.
const usualLevel = 'knows letter pairs 2.46';

const polyline = ({ steps, losses, length }: Series): Polyline => ({ x: steps, y: losses, length });

export function lossScene(
  record: ExperimentRecord,
  curves: readonly ArmCurves[],
  progress: Progress | undefined,
  view: View,
): ChartScene {
  // prettier-ignore
  const sizes = record.arms.map((_, arm) => stepSize(view.axis, record, arm, progress));
  const lines: ChartLine[] = [];
  const labels: ChartLabel[] = [];
  const count = curves.reduce((sum, arm) => sum + 2 * arm.replicas.length + 2, 0);
  const limit = Math.min(2000, Math.max(200, Math.floor(60_000 / Math.max(1, count))));
  curves.forEach((arm, index) => {
    const scale = sizes[index]!;
    if (!Number.isFinite(scale)) return;
    const { token, dash, marker } = armStyle(index);
    const line = (series: Series, width: number, alpha: number, marks = false): void => {
      const shown = series.length ? thin(polyline(series), limit) : undefined;
      if (shown)
        lines.push({ points: shown, scale, token, width, alpha, dash: marks ? dash : [], ...(marks && { marker }) });
    };
    const several = arm.replicas.length > 1;
    if (view.showTrain) {
      if (view.showRuns && several) for (const replica of arm.replicas) line(replica.train, 0.75, 0.14);
      line(arm.mean.train, 1, 0.4);
    }
    if (view.showRuns && several) for (const replica of arm.replicas) line(replica.validation, 1, 0.45);
    line(arm.mean.validation, 2.25, 1, true);
    const heldOut = lastPoint(arm.mean.validation);
    // Until something is measured, the training loss at least has a name.
    const end = heldOut ?? (view.showTrain ? lastPoint(arm.mean.train) : undefined);
    if (end)
      labels.push({
        x: end.step * scale,
        y: end.loss,
        letter: armStyle(index).letter,
        name: record.arms[index]!.name,
        value: heldOut ? formatShortLoss(end.loss) : '',
        token,
        marker,
      });
  });
  const levels = record.references.map(({ label, loss }) => ({ label: `${label} ${formatShortLoss(loss)}`, y: loss }));
  return {
    x: { ...xRange(record, curves, sizes, view), log: view.logX, format: xFormat(view.axis) },
    y: { ...yRange(curves, levels, view), log: view.logY, format: formatNumber },
    lines,
    levels,
    labels,
    names: [...record.arms.map((arm) => arm.name), usualLevel, ...levels.map((level) => level.label)],
  };
}

const xFormat = (unit: AxisUnit): ((value: number) => string) =>
  unit === 'steps' || unit === 'seconds' ? (v) => formatNumber(Number(v.toPrecision(6))) : formatCount;

/** To the end of the budget from the beginning, so that the axis does not grow while the curve does. */
function xRange(
  record: ExperimentRecord,
  curves: readonly ArmCurves[],
  sizes: readonly number[],
  view: View,
): { low: number; high: number } {
  // prettier-ignore
  let high = 0;
  let low = Infinity;
  record.arms.forEach(({ config }, arm) => {
    const size = sizes[arm]!;
    if (!Number.isFinite(size)) return;
    high = Math.max(high, totalSteps(config) * size);
    for (const kind of ['train', 'validation'] as const) {
      const { steps, length } = curves[arm]?.mean[kind] ?? { steps: [], length: 0 };
      for (let i = 0; i < Math.min(2, length); i++) if (steps[i]! > 0) low = Math.min(low, steps[i]! * size);
    }
  });
  if (high === 0) high = 1;
  return { low: view.logX ? Math.min(low === Infinity ? high / 100 : low, high / 2) : 0, high };
}

function yRange(
  curves: readonly ArmCurves[],
  levels: readonly ChartLevel[],
  view: View,
): { low: number; high: number } {
  // prettier-ignore
  let low = Infinity;
  let high = -Infinity;
  let first = -Infinity;
  const include = (value: number): void => {
    if (!Number.isFinite(value)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const { y } of levels) {
    include(y);
    first = Math.max(first, y);
  }
  for (const { mean } of curves)
    for (const kind of view.showTrain ? (['train', 'validation'] as const) : (['validation'] as const)) {
      const { losses, length } = mean[kind];
      if (length) first = Math.max(first, losses[0]!);
      for (let i = 0; i < length; i++) include(losses[i]!);
    }
  if (low === Infinity) return { low: view.logY ? 1 : 0, high: 5 };
  // A run that flies off must not flatten all the others.
  high = Math.min(high, 1.25 * first);
  if (view.logY) return { low: Math.max(low, 1e-3) / 1.04, high: high * 1.04 };
  const space = 0.04 * (high - low || 1);
  return { low: Math.max(0, low - space), high: high + space };
}

/** "Step 200: A 3.350, B 2.440": the mean of each arm at or before the cursor. */
export function readout(
  x: number,
  record: ExperimentRecord,
  curves: readonly ArmCurves[],
  progress: Progress | undefined,
  unit: AxisUnit,
): { at: string; values: { arm: number; text: string }[] } {
  // prettier-ignore
  const values = curves.flatMap((arm, index) => {
    const point = pointAt(arm.mean.validation, x / stepSize(unit, record, index, progress) + 1e-9);
    return point ? [{ arm: index, text: formatLoss(point.loss) }] : [];
  });
  return {
    at: `${xFormat(unit)(unit === 'steps' ? Math.round(x) : Number(x.toPrecision(3)))} ${axisNames[unit]}`,
    values,
  };
}

/** The chart in words. */
export function describe(record: ExperimentRecord, curves: readonly ArmCurves[]): string {
  const arms = curves.map((arm, index) => {
    const { letter } = armStyle(index);
    const name = `${letter}, ${record.arms[index]!.name}`;
    const { validation } = arm.mean;
    const end = lastPoint(validation);
    if (!end) return `${name}: nothing measured yet.`;
    const seeds = plural(arm.replicas.length, 'seed');
    return `${name}: from ${formatLoss(validation.losses[0]!)} to ${formatLoss(end.loss)} in ${plural(end.step, 'step')}, mean of ${seeds}.`;
  });
  const lines = record.references.map(({ label, loss }) => `${label} ${formatShortLoss(loss)}`);
  return [
    'Held-out loss in nats per token.',
    ...arms,
    lines.length ? `Reference lines: ${lines.join(', ')}.` : '',
  ].join(' ').trim();
} // prettier-ignore

/** The same curves as rows: about a dozen steps, one column per arm. */
export function lossTable(curves: readonly ArmCurves[]): { step: number; losses: (number | undefined)[] }[] {
  const steps = new Set<number>();
  for (const { mean } of curves) for (let i = 0; i < mean.validation.length; i++) steps.add(mean.validation.steps[i]!);
  const all = [...steps].sort((a, b) => a - b);
  const every = Math.ceil(all.length / 12);
  return all
    .filter((_, i) => (all.length - 1 - i) % every === 0)
    .map((step) => ({
      step,
      losses: curves.map(({ mean: { validation } }) => {
        const point = pointAt(validation, step);
        return point?.step === step ? point.loss : undefined;
      }),
    }));
}
