// The loss chart in words and numbers: for the line under it, at the cursor, as a table, and for those who do not see it.

import { allDiverged, floorsOf, letterOf } from '#src/experiment/arms.ts';
import { mostArms } from '#src/experiment/limits.ts';
import { isArmHidden } from '#src/experiment/marks.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { isolated } from '#src/words/isolated.ts';
import { formatLoss, formatNumber, formatShortLoss, plural } from '#src/words/numbers.ts';
import { placeRead } from '../base/chart/reading.ts';
import { choicesNow, readThings } from './choices-words.ts';
import { inView, isCrowd, lossUnit, perNat, placeOnAxis, stepSizes, type Shown } from './curve-axis.ts';
import {
  bandInWords,
  divergedInWords,
  divergedSeeds,
  hiddenInWords,
  rowsOf,
  seedCounts,
  seedsInWords,
  thinInWords,
  floorName,
  type CurveTable,
  type Reading,
} from './curve-words.ts';
import { centreOf, earlierOf, endMarks } from './loss-scene.ts';
import { smoothed } from './smoothed.ts';

/** "thick: held-out loss, mean of 3 seeds; band: 95 % interval of the mean". */
export function lossNote(shown: Shown): string {
  const { record, curves, view, seed } = shown;
  const counts = seedCounts(curves.map((arm) => arm.summary.validation));
  return [
    seed === undefined
      ? `thick: held-out loss${onTokens(record)}, ${view.centre} of ${seedsInWords(counts)}`
      : `thick: held-out loss${onTokens(record)} of seed ${seed}, of ${seedsInWords(counts)}`,
    bandInWords(view, counts),
    thinInWords([view.showTrain ? 'training loss' : '', view.showRuns ? 'single seeds' : '']),
    view.smoothing ? `smoothed by ${formatNumber(view.smoothing)}, as measured behind` : '',
    earlierOf(shown) ? 'dotted: what was trained before' : '',
    divergedInWords(record),
    hiddenInWords(record),
  ]
    .filter(Boolean)
    .join('; ');
}

/** How much text the curves are of, and the marks behind them; older records do not say. */
function onTokens(record: ExperimentRecord): string {
  const measured = new Set(record.arms.flatMap(({ runs }) => runs.flatMap(({ heldOut }) => heldOut?.tokens ?? [])));
  if (measured.size === 0) return '';
  const apart = endMarks(record);
  const curves = ` on ${[...measured].map(formatNumber).join(' or ')} tokens`;
  if (!apart) return curves;
  const kept = record.arms.some(({ config }) => config.stopAfter > 0) ? ', with the weights that are kept' : '';
  return `${curves} (mark at the end: on ${formatNumber(apart.tokens)}${kept})`;
}

/** Of each arm what was measured at or before the cursor. */
export function lossReading(x: number, all: Shown): Reading {
  const shown = inView(all);
  const { record, curves, view } = shown;
  const sizes = stepSizes(shown);
  const values = curves.flatMap(({ summary: { validation: summary } }, arm) => {
    const place = placeRead(summary.steps, summary.length, x / sizes[arm]!);
    const isOver = place === summary.length - 1 && x / sizes[arm]! > summary.steps[place]! && allDiverged(record.arms[arm]!);
    if (place < 0 || isOver || isArmHidden(record, arm)) return [];
    const letter = letterOf(arm);
    const { smoothing } = view;
    const at = (values: Float64Array): string =>
      formatLoss((smoothing ? smoothed(values, summary.length, summary.version, smoothing) : values)[place]! * perNat(view.unit));
    // The interval is that of the measured mean.
    const half = view.centre === 'mean' && !smoothing ? summary.half[place]! : NaN;
    const text = at(summary[centreOf(view)]) + (Number.isFinite(half) ? ` ± ${at(summary.half)}` : '');
    return [{ letter, text, n: summary.count[place]! }];
  });
  return { at: placeOnAxis(x, view.axis), values, ...(view.smoothing && { note: 'smoothed' }) };
}

/** As measured, smoothed or not. */
export function lossTable(shown: Shown): CurveTable {
  const { record, curves, view } = inView(shown);
  const factor = perNat(view.unit);
  return {
    label: `Held-out loss in ${lossUnit(record, view.unit)}`,
    value: view.centre,
    arms: record.arms.map(({ name }, arm) => `${letterOf(arm)} ${isolated(name)}`),
    rows: rowsOf(
      curves.map((arm) => arm.summary.validation),
      (summary, place) => ({
        value: formatLoss(summary[centreOf(view)][place]! * factor),
        half: formatLoss(summary.half[place]! * factor),
        n: summary.count[place]!,
      }),
    ),
  };
}

export function describeLoss(all: Shown): string {
  const shown = inView(all);
  const { record, curves, view, seed } = shown;
  const now = choicesNow(shown);
  const factor = perNat(view.unit);
  const apart = view.centre === 'mean' ? endMarks(record) : undefined;
  const told = isCrowd(record) ? curves.slice(0, mostArms) : curves;
  const others = curves.length - told.length;
  const arms = told.map(({ summary: { validation } }, arm) => {
    const name = `${letterOf(arm)}, ${isolated(record.arms[arm]!.name)}`;
    const mark = apart?.marks.find((each) => each.arm === arm);
    const end = mark ? `; at the end ${formatLoss(mark.loss * factor)} on ${formatNumber(apart!.tokens)} tokens` : '';
    const last = validation.length - 1;
    if (isArmHidden(record, arm)) return `${name}: hidden.`;
    if (last < 0) return `${name}: nothing measured yet.`;
    const loss = (place: number): string => formatLoss(validation.losses[place]! * factor);
    const half = validation.half[last]!;
    const interval = Number.isFinite(half) ? `, ± ${formatLoss(half * factor)} (95 % interval)` : '';
    const diverged = divergedSeeds(record.arms[arm]!).map((seeds) => `${seeds} diverged; `);
    return `${name}: ${diverged.join('')}from ${loss(0)} to ${loss(last)} in ${plural(validation.steps[last]!, 'step')}, mean of ${plural(validation.count[last]!, 'seed')}${interval}${end}.`;
  });
  const lines = floorsOf(record).map((line) => `${floorName(record, line)} ${formatShortLoss(line.loss * factor)}`);
  const guesses = (record.prediction?.levels ?? []).map(
    ({ arm, loss }) => `${letterOf(arm)} would end at ${formatShortLoss(loss * factor)}`,
  );
  return [
    `Held-out loss in ${lossUnit(record, view.unit)}${seed === undefined ? '' : `, of seed ${seed} alone`}.`,
    ...arms,
    others ? `And ${plural(others, 'other arm')}, which the table has.` : '',
    now ? `As unsure as choosing among so many ${readThings(record)}: ${now}.` : '',
    lines.length ? `Reference lines: ${lines.join(', ')}.` : '',
    earlierInWords(all),
    guesses.length ? `Guessed before: ${guesses.join(', ')}.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** Where the arms ended that were trained before these. */
function earlierInWords(shown: Shown): string {
  const { view } = shown;
  const earlier = earlierOf(shown);
  if (!earlier) return '';
  const ends = earlier.curves.flatMap(({ summary: { validation } }, arm) =>
    validation.length && !isArmHidden(earlier.record, arm)
      ? [
          `${letterOf(arm)}, ${isolated(earlier.record.arms[arm]!.name)}, at ${formatLoss(validation[centreOf(view)][validation.length - 1]! * perNat(view.unit))}`,
        ]
      : [],
  );
  return ends.length ? `What was trained before ended with ${ends.join('; ')}.` : '';
}
