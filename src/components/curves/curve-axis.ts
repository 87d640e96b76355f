// What the curves of an experiment are measured in: the x axis they share, and nats or bits.

import { mostArms } from '#src/experiment/limits.ts';
import { isArmHidden } from '#src/experiment/marks.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import { isTimedAlike } from '#src/science/scaling/scale-axis.ts';
import type { Progress } from '#src/session/events.ts';
import type { AxisUnit, LossUnit, CurveView } from '#src/store/preferences.ts';
import { curvesOfSeed, type ArmCurves } from '#src/store/shown/curves.ts';
import type { Earlier } from '#src/store/shown/earlier.ts';
import { formatCount, formatNumber } from '#src/words/numbers.ts';
import type { ChartAxis } from '../base/chart/scene.ts';

export const axisNames: Readonly<Record<AxisUnit, string>> = {
  steps: 'steps',
  tokens: 'tokens',
  flops: 'FLOP',
  seconds: 'seconds',
};

/** What a chart of curves is made from. */
export interface Shown {
  readonly record: ExperimentRecord;
  readonly curves: readonly ArmCurves[];
  readonly progress: Progress | undefined;
  readonly view: CurveView;
  readonly seed?: number | undefined; // that is looked at, before all others; undefined for their mean
  readonly earlier?: Earlier | undefined; // what was on the chart before this began: it lies behind
}

/** What the thick lines show: where one seed is looked at, that one in place of the mean of all. */
export function inView(shown: Shown): Shown {
  const { record, curves, seed } = shown;
  if (seed === undefined) return shown;
  const arms = record.arms.map((arm) => ({ ...arm, runs: arm.runs.filter((run) => run.seed === seed) }));
  // What is hidden altogether stays so; its place among the runs has changed.
  const hidden = record.arms.flatMap((_, arm) => (isArmHidden(record, arm) ? [{ arm, run: 0, hidden: true }] : []));
  return {
    ...shown,
    record: { ...record, arms, marks: { ...record.marks, runs: hidden } },
    curves: curvesOfSeed(record, curves, seed),
    view: { ...shown.view, centre: 'mean' },
  };
}

/** Of so many arms the bands would hide the lines, and the markers all of it: each is drawn as a thin line. */
export const isCrowd = ({ arms }: ExperimentRecord): boolean => arms.length > mostArms;

/** How much of the axis one step of each arm is. All seeds of an arm share its seconds; NaN before any are measured. */
export const stepSizes = ({ record, progress, view }: Omit<Shown, 'curves'>): number[] =>
  record.arms.map(({ config, flopsPerToken, runs }, arm) => {
    const tokens = config.batch * config.context;
    if (view.axis === 'steps') return 1;
    if (view.axis === 'tokens') return tokens;
    if (view.axis === 'flops') return tokens * flopsPerToken;
    const live = progress?.arms.find((p) => p.arm === arm);
    if (live && live.step > 0 && live.seconds > 0) return live.seconds / live.step;
    const apart = runs.filter((r) => record.trainings[r.training]!.separate && r.tokens > 0);
    const longest = (apart.length ? apart : runs).reduce((a, b) => (b.tokens > a.tokens ? b : a), (apart[0] ?? runs[0])!);
    return longest && longest.tokens > 0 ? longest.seconds / (longest.tokens / tokens) : NaN;
  });

/**
 * The same for differences from the baseline. On an axis of time, arms whose speed was not measured like the baseline's have none:
 * what lies at the same place was not reached in the same time.
 */
export const pairedSizes = (shown: Omit<Shown, 'curves'>): number[] =>
  stepSizes(shown).map((size, arm) => (isUnlikeInTime(shown, arm) ? NaN : size));

export const isUnlikeInTime = ({ record, view }: Pick<Shown, 'record' | 'view'>, arm: number): boolean =>
  view.axis === 'seconds' && !isTimedAlike(record, arm);

/** To the end of the budget from the beginning, so that the axis does not grow while the curves do. */
export function curveAxis({ record, curves, view }: Shown, sizes: readonly number[]): ChartAxis {
  let high = 0;
  let low = Infinity;
  record.arms.forEach(({ config }, arm) => {
    const size = sizes[arm]!;
    if (!Number.isFinite(size)) return;
    high = Math.max(high, totalSteps(config) * size);
    for (const kind of ['train', 'validation'] as const) {
      const { steps, length } = curves[arm]?.summary[kind] ?? { steps: [], length: 0 };
      for (let i = 0; i < Math.min(2, length); i++) if (steps[i]! > 0) low = Math.min(low, steps[i]! * size);
    }
  });
  if (high === 0) high = 1;
  return {
    low: view.logX ? Math.min(low === Infinity ? high / 100 : low, high / 2) : 0,
    high,
    log: view.logX,
    format: formatOnAxis(view.axis),
    name: view.axis === 'seconds' ? 'seconds on the GPU, all seeds together' : axisNames[view.axis],
  };
}

const formatOnAxis = (unit: AxisUnit): ((value: number) => string) =>
  unit === 'steps' || unit === 'seconds' ? (v) => formatNumber(Number(v.toPrecision(6))) : formatCount;

/** "200 steps", "1.2M tokens": a place of the cursor in words. */
export const placeOnAxis = (x: number, unit: AxisUnit): string =>
  `${formatOnAxis(unit)(unit === 'steps' ? Math.round(x) : Number(x.toPrecision(3)))} ${axisNames[unit]}`;

/** Losses are kept in nats. */
export const perNat = (unit: LossUnit): number => (unit === 'bits' ? 1 / Math.LN2 : 1);

/** "nats per character"; where arms read different tokens, "nats per token". */
export function lossUnit(record: ExperimentRecord | undefined, unit: LossUnit): string {
  const tokens = new Set(record?.arms.map((arm) => arm.config.tokenizer) ?? ['character']);
  return `${unit} per ${tokens.size === 1 ? [...tokens][0]! : 'token'}`;
}
