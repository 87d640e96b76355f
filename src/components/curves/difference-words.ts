// The difference chart in words and numbers, like loss-words.ts.

import { allDiverged, baselineOf, letterOf, pairsOf } from '#src/experiment/arms.ts';
import { isArmHidden } from '#src/experiment/marks.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { isCrowded } from '#src/experiment/thinned.ts';
import { differencesOf, whyUnpaired, fewestPairs, type ArmDifference, type Unpaired } from '#src/store/shown/paired-curves.ts';
import { isolated } from '#src/words/isolated.ts';
import { formatDifference, formatLoss, plural } from '#src/words/numbers.ts';
import { placeRead } from '../base/chart/reading.ts';
import { isUnlikeInTime, lossUnit, pairedSizes, perNat, placeOnAxis, type Shown } from './curve-axis.ts';
import {
  bandInWords,
  divergedInWords,
  hiddenInWords,
  rowsOf,
  seedCounts,
  seedsInWords,
  thinInWords,
  type CurveTable,
  type Reading,
} from './curve-words.ts';
import { differenceName, ofSeed } from './difference-scene.ts';

const found = (shown: Shown): ArmDifference[] => differencesOf(shown.record, shown.curves, pairedSizes(shown));

export function differenceNote(shown: Shown): string {
  const { record, view, seed } = shown;
  const counts = seedCounts(found(shown).map(({ summary }) => summary));
  const where = view.axis === 'steps' ? '' : `, at equal ${view.axis === 'flops' ? 'FLOP' : view.axis}`;
  return [
    seed === undefined
      ? `thick: mean difference of ${seedsInWords(counts)}, paired by seed${where}`
      : `thick: difference in seed ${seed}${where}, of ${seedsInWords(counts)}`,
    bandInWords(view, counts),
    thinInWords([view.showRuns ? 'single seeds' : '']),
    view.smoothing ? 'not smoothed' : '',
    divergedInWords(record),
    hiddenInWords(record),
  ]
    .filter(Boolean)
    .join('; ');
}

function reasonOf(record: ExperimentRecord, arm: number, unpaired: Unpaired): string {
  if (unpaired === 'text') return 'they were trained on different text, so their losses do not measure the same thing';
  if (unpaired === 'heldOut') return 'they were measured on different parts of the text, or it is not known on which';
  if (unpaired === 'device') return 'they were trained on different GPUs';
  if (unpaired === 'diverged') {
    const lost = [baselineOf(record), arm].filter((each) => allDiverged(record.arms[each]!)).sort((a, b) => a - b);
    return `all seeds of ${lost.map(letterOf).join(' and ')} diverged`;
  }
  const shared = pairsOf(record.arms[arm]!.runs, record.arms[baselineOf(record)]!.runs).length;
  if (shared === 0) return 'they have no seed in common';
  if (shared > 1) return `they have only ${shared} seeds in common`;
  return `they have only one seed in common, and a difference needs at least ${fewestPairs}`;
}

/** One sentence for each arm that has no paired difference. */
export function unpairedNotes({ record, view }: Pick<Shown, 'record' | 'view'>): string[] {
  if (isCrowded(record))
    return ['There are too many runs to draw their differences one by one: the verdict has those of all arms.'];
  const letter = letterOf(baselineOf(record));
  return [...record.arms.keys()].flatMap((arm) => {
    const unpaired = whyUnpaired(record, arm);
    if (!unpaired && isUnlikeInTime({ record, view }, arm))
      return [
        `There is no difference at equal time between ${letterOf(arm)} and ${letter}: their speeds were not measured alike.`,
      ];
    if (!unpaired) return [];
    return [`There is no paired difference between ${letterOf(arm)} and ${letter}: ${reasonOf(record, arm, unpaired)}.`];
  });
}

export function differenceReading(x: number, shown: Shown): Reading {
  const { record, curves, view, seed } = shown;
  const sizes = pairedSizes(shown);
  const factor = perNat(view.unit);
  const values = differencesOf(record, curves, sizes).flatMap((difference) => {
    const { arm, summary } = difference;
    if (isArmHidden(record, arm)) return [];
    const once = ofSeed(record, difference, seed);
    const { steps, losses, length } = once ?? summary;
    const place = placeRead(steps, length, x / sizes[arm]!);
    if (place < 0) return [];
    const text = formatDifference(losses[place]! * factor, once ? NaN : summary.half[place]! * factor);
    return [{ letter: differenceName(record, arm), text, n: once ? 1 : summary.count[place]! }];
  });
  return { at: placeOnAxis(x, view.axis), values };
}

export function differenceTable(shown: Shown): CurveTable {
  const { record, view } = shown;
  const factor = perNat(view.unit);
  const differences = found(shown);
  return {
    label: `Difference in held-out loss in ${lossUnit(record, view.unit)}`,
    value: 'mean',
    arms: differences.map(({ arm }) => differenceName(record, arm)),
    rows: rowsOf(
      differences.map(({ summary }) => summary),
      (summary, place) => ({
        value: formatDifference(summary.losses[place]! * factor, NaN),
        half: formatLoss(summary.half[place]! * factor),
        n: summary.count[place]!,
      }),
    ),
  };
}

export function describeDifference(shown: Shown): string {
  const { record, view } = shown;
  const factor = perNat(view.unit);
  const baseline = baselineOf(record);
  const arms = found(shown).map(({ arm, summary }) => {
    const name = `${letterOf(arm)}, ${isolated(record.arms[arm]!.name)}`;
    const last = summary.length - 1;
    if (isArmHidden(record, arm)) return `${name}: hidden.`;
    if (last < 0) return `${name}: nothing measured yet.`;
    const half = summary.half[last]! * factor;
    const interval = Number.isFinite(half) ? '95 % interval' : 'no interval';
    return `${name}: ${formatDifference(summary.losses[last]! * factor, half)} (${interval}, ${plural(summary.count[last]!, 'seed')}) after ${plural(summary.steps[last]!, 'step')}.`;
  });
  return [
    `Difference in held-out loss from ${letterOf(baseline)}, ${isolated(record.arms[baseline]!.name)}, in ${lossUnit(record, view.unit)}, paired by seed; below zero is better.`,
    ...arms,
    ...unpairedNotes(shown),
  ].join(' ');
}
