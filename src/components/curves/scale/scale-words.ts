// The scale chart in words and numbers: for the line under it, at the cursor, as a table, and for those who do not see it.

import { baselineOf, letterOf } from '#src/experiment/arms.ts';
import { fewestSeeds } from '#src/experiment/limits.ts';
import { isArmHidden } from '#src/experiment/marks.ts';
import { isRateAtEdge } from '#src/experiment/sweep/tuned.ts';
import { isCrowded } from '#src/experiment/thinned.ts';
import type { ScalePoint, Unplaced } from '#src/science/scaling/scale-points.ts';
import { edgeInWords } from '#src/words/english/tried-rates.ts';
import { isolated } from '#src/words/isolated.ts';
import { optionWords } from '#src/words/language.ts';
import { formatLoss, formatNumber, formatWhole, plural } from '#src/words/numbers.ts';
import { lossUnit, perNat } from '../curve-axis.ts';
import { divergedInWords, divergedSeeds, hiddenInWords, seedsInWords, type ListTable, type Reading } from '../curve-words.ts';
import {
  axisWords,
  drawnLevels,
  drawnLines,
  drawnPoints,
  levelsOf,
  lineName,
  sizeInWords,
  stopAt,
  stopsOf,
} from './scale-scene.ts';
import { measuredDescribed, measuredInWords } from './measured-lines.ts';
import type { ScaleShown } from './scale-shown.ts';

export function scaleNote(shown: ScaleShown): string {
  const { record, scale } = shown;
  const counts = scale.points.map(({ seeds }) => seeds.length);
  const on = scale.tokens === undefined ? '' : ` on the same ${formatNumber(scale.tokens)} tokens`;
  const intervals = scale.points.some(({ half }) => Number.isFinite(half));
  const waiting = lettersOf(shown, 'waiting');
  return [
    `marks: held-out loss ${scale.ended ? 'at the end' : 'so far'}, mean of ${seedsInWords(counts)}${on}`,
    ...(counts.length
      ? [
          isCrowded(record) ? 'too many seeds to draw each' : 'dots: single seeds',
          intervals ? 'bars: 95 % interval of the mean' : `no bars: an interval needs ${fewestSeeds} seeds`,
        ]
      : []),
    joinedInWords(shown),
    ...measuredInWords(shown),
    waiting.length > 0 && counts.length > 0 ? `nothing yet of ${listed(waiting)}` : '',
    divergedInWords(record),
    hiddenInWords(record),
    scale.points.some(({ arm }) => isRateAtEdge(record.arms[arm]!)) ? `halo: ${edgeInWords}` : '',
  ]
    .filter(Boolean)
    .join('; ');
}

/** "lines join arms that differ in width alone (with heads and learning rate)". */
function joinedInWords(shown: ScaleShown): string {
  const label = (key: string): string => optionWords(key).label.toLowerCase();
  const lines = drawnLines(shown).map(({ line }) => line);
  if (lines.length === 0) return '';
  const by = [...new Set(lines.map((line) => label(line.by)))];
  const following = [...new Set(lines.flatMap((line) => line.following.map(label)))];
  const takes = following.length ? ` (with ${following.join(' and ')})` : '';
  return `${lines.length > 1 ? 'lines join' : 'the line joins'} arms that differ in ${by.join(' or ')} alone${takes}`;
}

const lettersOf = ({ scale }: Pick<ScaleShown, 'scale'>, why: Unplaced): string[] =>
  scale.unplaced.filter((each) => each.why === why).map(({ arm }) => letterOf(arm));

/** One sentence for each reason why arms will not be drawn. */
export function unplacedNotes(shown: Pick<ScaleShown, 'record' | 'scale'>): string[] {
  const spoilt = shown.scale.axis === 'cleanTokens';
  const baseline = letterOf(baselineOf(shown.record));
  const sentences: Record<Exclude<Unplaced, 'waiting'>, (arms: string, many: boolean) => string> = {
    heldOut: (arms, many) =>
      `${arms} ${many ? 'have' : 'has'} no place: what was held out from ${many ? 'them' : 'it'} is not what was held out from ${baseline}, so the losses do not compare.`,
    diverged: (arms, many) => `${arms} diverged, so ${many ? 'they have' : 'it has'} no loss at the end.`,
    size: (arms, many) =>
      spoilt
        ? `${arms} ${many ? 'have' : 'has'} no place: nothing clean is read.`
        : `${arms} ${many ? 'have' : 'has'} no place: the made-up text that ${many ? 'they read' : 'it reads'} has no end.`,
    speed: (arms, many) =>
      `${arms} ${many ? 'have' : 'has'} no place: ${many ? 'their speeds were' : 'its speed was'} not measured like that of ${baseline}.`,
  };
  return (Object.keys(sentences) as (keyof typeof sentences)[]).flatMap((why) => {
    const letters = lettersOf(shown, why);
    return letters.length ? [sentences[why](listed(letters), letters.length > 1)] : [];
  });
}

const listed = (words: readonly string[]): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}` : words.join('');

/** All arms of the size at which the cursor stands. */
export function scaleReading(cursor: number, shown: ScaleShown): Reading {
  const { scale, view } = shown;
  const factor = perNat(view.unit);
  const points = drawnPoints(shown);
  // While arms train, what they cost grows away from under the cursor.
  const stops = stopsOf(points);
  const x = stops.reduce((best, stop) => (Math.abs(stop - cursor) < Math.abs(best - cursor) ? stop : best), Infinity);
  const values = points
    .filter((point) => stopAt(point.x, stops) === x)
    .map(({ arm, mean, half, seeds }) => ({
      letter: letterOf(arm),
      text: formatLoss(mean * factor) + (Number.isFinite(half) ? ` ± ${formatLoss(half * factor)}` : ''),
      n: seeds.length,
    }));
  return { at: sizeInWords(x, scale.axis), values };
}

export function scaleTable(shown: ScaleShown): ListTable {
  const { record, view, scale } = shown;
  const factor = perNat(view.unit);
  const most = isCrowded(record) ? 0 : Math.max(0, ...scale.points.map(({ seeds }) => seeds.length));
  const seeds = Array.from({ length: most }, (_, i) => `dot ${i + 1}`);
  return {
    label: `Held-out loss against ${axisWords[scale.axis]}, in ${lossUnit(record, view.unit)}`,
    columns: ['arm', axisWords[scale.axis], scale.ended ? 'mean' : 'mean so far', '±', 'n', ...seeds],
    rows: bySize(scale.points).map(({ arm, x, mean, half, seeds }) => [
      `${letterOf(arm)} ${isolated(record.arms[arm]!.name)}`,
      scale.axis === 'seconds' ? formatNumber(Number(x.toPrecision(3))) : formatWhole(x),
      formatLoss(mean * factor),
      formatLoss(half * factor),
      String(seeds.length),
      ...Array.from({ length: most }, (_, i) => (seeds[i] ? formatLoss(seeds[i].loss * factor) : '')),
    ]),
  };
}

const bySize = (points: readonly ScalePoint[]): ScalePoint[] => points.toSorted((a, b) => a.x - b.x || a.arm - b.arm);

export function describeScale(shown: ScaleShown): string {
  const { record, view, scale } = shown;
  const factor = perNat(view.unit);
  const arms = bySize(scale.points).map(({ arm, x, mean, half, seeds }) => {
    const name = `${letterOf(arm)}, ${isolated(record.arms[arm]!.name)}`;
    if (isArmHidden(record, arm)) return `${name}: hidden.`;
    const lost = divergedSeeds(record.arms[arm]!).map((lostSeeds) => `${lostSeeds} diverged; `);
    const interval = Number.isFinite(half) ? ` ± ${formatLoss(half * factor)} (95 % interval)` : '';
    return `${name}: ${lost.join('')}${formatLoss(mean * factor)}${interval} at ${sizeInWords(x, scale.axis)}, mean of ${plural(seeds.length, 'seed')}${isRateAtEdge(record.arms[arm]!) ? `; ${edgeInWords}` : ''}.`;
  });
  const lines = drawnLines(shown).map(
    ({ line, points }) => `${lineName(record, line)} (${points.map(({ arm }) => letterOf(arm)).join(', ')})`,
  );
  const drawn = new Set(drawnLevels(shown).map(({ label }) => label));
  const levels = levelsOf(shown).map(({ label }) => (drawn.has(label) ? label : `${label}, beyond the axis`));
  return [
    `Held-out loss ${scale.ended ? 'at the end' : 'so far'} against ${axisWords[scale.axis]}, in ${lossUnit(record, view.unit)}.`,
    ...arms,
    ...measuredDescribed(shown),
    lines.length ? `Joined by lines: ${lines.join('; ')}.` : '',
    ...unplacedNotes(shown),
    levels.length ? `Reference lines: ${levels.join('; ')}.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}
