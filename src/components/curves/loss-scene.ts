// Turns the loss curves of an experiment into what the chart draws.

import { allDiverged, countedRuns, floorsOf, letterOf } from '#src/experiment/arms.ts';
import { endOn, largestCommonSet } from '#src/experiment/ends.ts';
import { isArmHidden, isHidden } from '#src/experiment/marks.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import { isCrowded } from '#src/experiment/thinned.ts';
import { mean } from '#src/science/statistics/estimates.ts';
import type { CurveView } from '#src/store/preferences.ts';
import type { ArmCurves, Kind } from '#src/store/shown/curves.ts';
import type { Series } from '#src/science/series.ts';
import { isolated } from '#src/words/isolated.ts';
import { dash, formatNumber, formatShortLoss } from '#src/words/numbers.ts';
import type { ChartBand, ChartGuess, ChartLabel, ChartLevel, ChartLine, ChartScene } from '../base/chart/scene.ts';
import { styleOf } from '../base/palette.ts';
import { curveAxis, inView, isCrowd, lossUnit, perNat, stepSizes, type Shown } from './curve-axis.ts';
import { floorName } from './curve-words.ts';
import { smoothed } from './smoothed.ts';
import { bandOf } from './summary-band.ts';

export function lossScene(shown: Shown): ChartScene {
  const { record, curves, view } = inView(shown);
  const sizes = stepSizes(shown);
  const scaleY = perNat(view.unit);
  const bands: ChartBand[] = [];
  const faint: ChartLine[] = [];
  const thin: ChartLine[] = [];
  const thick: ChartLine[] = [];
  const labels: ChartLabel[] = [];
  const crowd = isCrowd(record);
  const apart = view.centre === 'mean' ? endMarks(record) : undefined;
  curves.forEach((arm, index) => {
    const scale = sizes[index]!;
    if (!Number.isFinite(scale) || isArmHidden(record, index)) return;
    const { token, marker, dash: dashes } = styleOf(record, index);
    const draw = (
      lines: ChartLine[],
      { steps, length, version }: Series,
      y: Float64Array,
      width: number,
      alpha: number,
    ): void => {
      if (!length) return;
      const line = { scale, scaleY, token, width, alpha, dash: lines === thick ? dashes : [] };
      const points = { x: steps, y, length, version };
      if (view.smoothing) {
        faint.push({ ...line, points, dash: [], alpha: 0.3 * alpha });
        points.y = smoothed(y, length, version, view.smoothing);
      }
      lines.push({ ...line, points, ...(lines === thick && !crowd && { marker }) });
    };
    const { train, validation } = arm.summary;
    const { runs, summary } = shown.curves[index]!; // of all seeds
    const seeds = runs.length > 1 && view.showRuns ? runs.filter((_, r) => !isHidden(shown.record, index, r)) : [];
    for (const seed of seeds) {
      if (view.showTrain) draw(thin, seed.train, seed.train.losses, 0.75, 0.14);
      draw(thin, seed.validation, seed.validation.losses, 1, 0.45);
    }
    if (view.showTrain) draw(thin, train, train[centreOf(view)], 1, 0.4);
    if (shown.record.arms[index]!.runs.length > 1) bands.push(...bandOf(summary.validation, view, { scale, scaleY, token }));
    draw(thick, validation, validation[centreOf(view)], crowd ? 1 : 2.25, 1);
    // Until something is measured, the training loss at least has a name.
    const { length } = validation;
    const end = length ? thick.at(-1)! : view.showTrain && train.length ? thin.at(-1)! : undefined;
    if (end) {
      const { x, y, length: last } = end.points;
      const value = (apart?.marks.find(({ arm }) => arm === index)?.loss ?? y[last - 1]!) * scaleY;
      labels.push({
        x: x[last - 1]! * scale,
        y: value,
        letter: letterOf(index),
        name: isolated(record.arms[index]!.name),
        ...(allDiverged(record.arms[index]!)
          ? { value: 'diverged', short: `${letterOf(index)} ${dash}` }
          : { value: length ? formatShortLoss(value) : '' }),
        token,
        marker,
      });
    }
  });
  for (const { arm, step, loss } of apart?.marks ?? []) {
    const scale = sizes[arm]!;
    if (!Number.isFinite(scale)) continue;
    const { token, marker } = styleOf(record, arm);
    const points = { x: Float64Array.of(step), y: Float64Array.of(loss), length: 1, version: 0 };
    thick.push({ scale, scaleY, token, width: 2.25, alpha: 0.6, dash: [], points, marker });
  }
  const levels = levelsOf(record, view);
  const dotted = earlierLines(shown);
  return {
    x: curveAxis(shown, sizes),
    y: {
      ...range(shown, [...levels, ...guessesOf(shown), ...dotted.map(lastOf)]),
      log: view.logY,
      format: formatNumber,
      name: `loss, ${lossUnit(record, view.unit)}`,
    },
    bands,
    lines: [...dotted, ...faint, ...thin, ...thick],
    levels,
    labels,
    guesses: guessesOf(shown),
    names: marginNames(record),
  };
}

/** The means of the arms that were there before. */
function earlierLines(shown: Shown): ChartLine[] {
  const { view } = shown;
  const earlier = earlierOf(shown);
  if (!earlier) return [];
  const sizes = stepSizes({ record: earlier.record, progress: undefined, view });
  return earlier.curves.flatMap(({ summary: { validation } }, arm): ChartLine[] => {
    const scale = sizes[arm]!;
    if (!Number.isFinite(scale) || !validation.length || isArmHidden(earlier.record, arm)) return [];
    const { steps: x, length, version } = validation;
    const points = { x, y: validation[centreOf(view)], length, version };
    const { token } = styleOf(earlier.record, arm);
    return [{ points, scale, scaleY: perNat(view.unit), token, width: 1.5, alpha: 0.6, dash: [1, 3] }];
  });
}

const lastOf = ({ points: { y, length }, scaleY = 1 }: ChartLine): { readonly y: number } => ({ y: y[length - 1]! * scaleY });

/** What was there before, if every curve of both is of the same tokens of the same text. */
export function earlierOf({ earlier, record }: Shown): Shown['earlier'] {
  if (!earlier) return undefined;
  const arms = [...earlier.record.arms, ...record.arms];
  const sets = arms.flatMap(({ runs }) => runs.map(({ heldOut }) => heldOut && `${heldOut.text} ${heldOut.tokens}`));
  return sets[0] !== undefined && new Set(sets).size === 1 ? earlier : undefined;
}

interface EndMarks {
  readonly tokens: number;
  readonly marks: readonly { readonly arm: number; readonly step: number; readonly loss: number }[];
}

/** Of records of thousands of runs, which do not change any more: several words and pictures are made of them. */
const known = new WeakMap<ExperimentRecord, EndMarks | undefined>();

/**
 * The loss at the end where it was measured apart, on more text than the points of the curves or with weights of before: mean over the
 * seeds that count.
 */
export function endMarks(record: ExperimentRecord): EndMarks | undefined {
  if (!isCrowded(record)) return findEndMarks(record);
  if (!known.has(record)) known.set(record, findEndMarks(record));
  return known.get(record);
}

function findEndMarks(record: ExperimentRecord): EndMarks | undefined {
  const counted = record.arms.map(countedRuns);
  const runs = counted.flat();
  const tokens = largestCommonSet(runs);
  const ofOneMoment = record.arms.every(({ config }) => config.stopAfter === 0);
  if (tokens === undefined || (ofOneMoment && runs.every(({ heldOut }) => heldOut?.tokens === tokens))) return undefined;
  const marks = record.arms.flatMap((armRecord, arm) => {
    const losses = counted[arm]!.map((run) => endOn(run, tokens)!);
    const step = Math.max(...counted[arm]!.map(({ train }) => train.at(-1)?.[0] ?? totalSteps(armRecord.config)));
    return losses.length ? [{ arm, step, loss: mean(losses) }] : [];
  });
  return { tokens, marks };
}

export const centreOf = ({ centre }: CurveView): 'losses' | 'median' => (centre === 'mean' ? 'losses' : 'median');

const levelsOf = (record: ExperimentRecord, view: CurveView): ChartLevel[] =>
  view.showLevels
    ? floorsOf(record).map((line) => {
        const y = line.loss * perNat(view.unit);
        return { label: `${floorName(record, line)} ${formatShortLoss(y)}`, y };
      })
    : [];

/** What was guessed before the run stays beside what comes of it. */
const guessesOf = ({ record, view }: Shown): ChartGuess[] =>
  (record.prediction?.levels ?? [])
    .filter(({ arm }) => !isArmHidden(record, arm))
    .map(({ arm, loss }) => {
      const y = loss * perNat(view.unit);
      return { y, label: `${letterOf(arm)} guessed ${formatShortLoss(y)}`, token: styleOf(record, arm).token };
    });

/** All charts of an experiment keep the same margin. Floor lines arrive when training has begun; their place is kept. */
export const marginNames = (record: ExperimentRecord): string[] => [
  'knows letter pairs 2.46',
  ...record.arms.map((arm) => isolated(arm.name)),
  ...floorsOf(record).map((line) => `${floorName(record, line)} 0.00`),
];

/** From the lowest to the highest of what is drawn; on a log axis, where nothing else has a place, of what lies above zero. */
function range({ record, curves, view }: Shown, levels: readonly Pick<ChartLevel, 'y'>[]): { low: number; high: number } {
  const factor = perNat(view.unit);
  const floor = view.logY ? 0 : -Infinity;
  let low = Infinity;
  let high = -Infinity;
  let first = -Infinity;
  const reach = (value: number): void => {
    if (!(value > floor)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const { y } of levels) reach(y);
  first = high;
  curves.forEach((arm, index) => {
    if (isArmHidden(record, index)) return;
    for (const kind of view.showTrain ? (['train', 'validation'] as const) : (['validation'] as const)) {
      const beginning = arm.summary[kind].losses[0]! * factor;
      if (arm.summary[kind].length && beginning > floor) first = Math.max(first, beginning);
      for (const { losses, length } of drawn(record, arm, index, kind))
        for (let i = 0; i < length; i++) reach(losses[i]! * factor);
    }
  });
  if (low === Infinity) return { low: view.logY ? 1 : 0, high: 5 };
  // A run that flies off must not flatten all the others.
  if (first > floor) high = Math.min(high, 1.25 * first);
  if (view.logY) return { low: low / 1.04, high: high * 1.04 };
  const space = 0.04 * (high - low || 1);
  return { low: Math.max(0, low - space), high: high + space };
}

/** Means of the training loss, whose seeds are noisy; of the held-out loss every seed that is not hidden. */
function drawn(
  record: ExperimentRecord,
  { runs, summary }: ArmCurves,
  arm: number,
  kind: Kind,
): Pick<Series, 'losses' | 'length'>[] {
  const { losses, low, high, length } = summary[kind];
  if (kind === 'train') return [{ losses, length }];
  const seen = runs.filter((_, run) => !isHidden(record, arm, run)).map(({ validation }) => validation);
  if (seen.length < runs.length) return [{ losses, length }, ...seen];
  return [losses, low, high].map((column) => ({ losses: column, length }));
}
