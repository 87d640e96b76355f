// Turns losses against a size into what the chart draws: every seed a dot, of each arm its mark with the interval of the mean, and a
// line through the arms that differ in one setting alone.

import { floorsOf, letterOf } from '#src/experiment/arms.ts';
import { isArmHidden, isHidden } from '#src/experiment/marks.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { isRateAtEdge } from '#src/experiment/sweep/tuned.ts';
import { firstAlong, placeName, placesOf } from '#src/experiment/sweep/sweep.ts';
import { isCrowded } from '#src/experiment/thinned.ts';
import { joinedAlong, joinedArms, type JoinedArms } from '#src/science/scaling/joined-arms.ts';
import { tokensOf } from '#src/science/scaling/law-points.ts';
import { sizeOf, type ScaleAxis } from '#src/science/scaling/scale-axis.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import type { ScalePoint } from '#src/science/scaling/scale-points.ts';
import { isolated } from '#src/words/isolated.ts';
import { optionWords } from '#src/words/language.ts';
import { formatCount, formatFlops, formatNumber, formatShortLoss } from '#src/words/numbers.ts';
import type { ChartAxis, ChartBar, ChartDot, ChartLabel, ChartLevel, ChartLine, ChartScene } from '../../base/chart/scene.ts';
import { styleAt, styleOf, type ArmStyle } from '../../base/palette.ts';
import { lossUnit, perNat } from '../curve-axis.ts';
import { floorName } from '../curve-words.ts';
import { marginNames } from '../loss-scene.ts';
import { lawLines } from './law-lines.ts';
import { measuredLines } from './measured-lines.ts';
import type { ScaleShown } from './scale-shown.ts';

export const axisWords: Readonly<Record<ScaleAxis, string>> = {
  parameters: 'parameters',
  uniqueText: 'characters of unique text',
  tokens: 'tokens trained on',
  cleanTokens: 'clean tokens trained on',
  flops: 'FLOP',
  seconds: 'seconds on the GPU, all seeds together',
};

export function scaleScene(shown: ScaleShown): ChartScene {
  const { record, view, scale, logX, logY } = shown;
  const factor = perNat(view.unit);
  const points = drawnPoints(shown);
  const stops = stopsOf(points);
  const lines: ChartLine[] = [];
  const dots: ChartDot[] = [];
  const means: ChartDot[] = [];
  const bars: ChartBar[] = [];
  const labels: ChartLabel[] = [];
  const series = seriesOf(record, scale, shown.work);
  const look = (arm: number): ArmStyle => (series ? styleAt(series.placeOf(arm)) : styleOf(record, arm));
  const letterAt = (arm: number): string => series?.nameOf(arm) ?? letterOf(arm);
  const labelAt = ({ arm, x, mean }: ScalePoint, name: string): void => {
    const { token, marker } = look(arm);
    const letter = letterAt(arm);
    const value = formatShortLoss(mean * factor);
    labels.push({
      x,
      y: mean * factor,
      letter,
      name: series ? '' : name,
      value,
      token,
      marker,
      ...(series && { short: letter }),
    });
  };
  const joined = drawnLines(shown);
  for (const { points: along, line } of joined) {
    const end = along.at(-1)!;
    const { token, dash } = look(end.arm);
    const at = { x: along.map(({ x }) => x), y: along.map(({ mean }) => mean), length: along.length };
    lines.push({ points: at, scale: 1, scaleY: factor, token, width: 2, alpha: 0.75, dash });
    if (!labels.some(({ letter }) => letter === letterAt(end.arm))) labelAt(end, nameAtEnd(record, line, end.arm));
  }
  for (const point of points) {
    const { arm, x, seeds, mean, half } = point;
    const { token, marker } = look(arm);
    for (const { run, loss } of isCrowded(record) ? [] : seeds)
      if (!isHidden(record, arm, run))
        dots.push({ x, y: loss * factor, token, alpha: 0.6, size: 2.6, aside: -11, marker: 'circle' });
    if (Number.isFinite(half)) bars.push({ x, low: (mean - half) * factor, high: (mean + half) * factor, token });
    if (isRateAtEdge(record.arms[arm]!))
      dots.push({ x: stopAt(x, stops), y: mean * factor, token, alpha: 0.3, size: 10, aside: 0, marker: 'circle' });
    means.push({
      x: stopAt(x, stops),
      y: mean * factor,
      token,
      alpha: 1,
      size: series ? 4 : 5,
      aside: 0,
      marker,
      ...(!series && { letter: letterOf(arm) }),
    });
    if (!series && !joined.some(({ points: along }) => along.includes(point))) labelAt(point, isolated(record.arms[arm]!.name));
  }
  const y = lossRange(shown, points);
  const { law, guess } = shown;
  const along = scale.axis === 'parameters' || scale.axis === 'tokens' ? scale.axis : undefined;
  const fitted =
    law && along && series && !shown.work ? lawLines(record, law, along, factor, (arm) => look(arm).token) : undefined;
  const measured = measuredLines(shown, (arm) => look(arm).token);
  const next = law?.next;
  if (next?.ended === undefined && next && guess !== undefined) {
    const arm = record.arms[next.arm]!;
    const x = sizeOf(record, arm, scale.axis, { steps: totalSteps(arm.config), seconds: 0 });
    const { token } = look(next.arm);
    if (x !== undefined) means.push({ x, y: guess * factor, token, alpha: 0.5, size: 7, aside: 0, marker: 'diamond' });
  }
  return {
    x: {
      ...sizeRange([...scale.sizes, ...stops], logX),
      log: logX,
      format: formatOf(scale.axis),
      name: axisWords[scale.axis],
    },
    y: { ...y, log: logY, format: formatNumber, name: `loss, ${lossUnit(record, view.unit)}` },
    // What is fitted through points says more than a line from each to the next.
    lines: [
      ...(fitted?.lines ?? []),
      ...measured.lines,
      ...(fitted || measured.lines.length ? lines.map((line) => ({ ...line, alpha: 0.25 })) : lines),
    ],
    ...(fitted && { bands: fitted.bands }),
    bars,
    dots: [...dots, ...measured.dots, ...means],
    spans: measured.spans,
    stops,
    levels: drawnLevels(shown, y),
    labels,
    names: [...marginNames(record), ...labels.map(({ name }) => name)],
    ...(series && { letters: [...record.arms.keys()].map(series.nameOf) }),
  };
}

/** ln of how much larger one size is than another that is drawn as the same. */
const level = 0.02;

interface Series {
  readonly placeOf: (arm: number) => number; // on the axis that tells them apart
  readonly nameOf: (arm: number) => string;
}

/**
 * Of a sweep, points are told apart by the axis along which the drawn size stays as it is: that of the steps, where size is parameters.
 * If there is none, by the first. A sweep along one axis has points of one kind, unless it is made of budgets.
 */
function seriesOf(
  { sweep, arms }: ExperimentRecord,
  { points }: ScaleShown['scale'],
  work: ScaleShown['work'],
): Series | undefined {
  if (!sweep) return undefined;
  const budgets = work ? joinedAlong(sweep) : [];
  if (budgets.length > 1) {
    const placeOf = (arm: number): number => budgets.findIndex((line) => line.arms.includes(arm));
    const computeAt = (arm: number): number => arms[arm]!.flopsPerToken6N * tokensOf(arms[arm]!);
    const nameOf = (arm: number): string => formatFlops(Number(computeAt(budgets[placeOf(arm)]!.arms[0]!).toPrecision(2)));
    return { placeOf, nameOf };
  }
  if (sweep.axes.length < 2) return undefined;
  const sizes = new Map(points.map(({ arm, x }) => [arm, x]));
  /** By how much it stays: a few learned scalars do not make another size. */
  const steepness = (axis: number): number =>
    Math.max(
      0,
      ...arms.map((_, arm) => {
        const [size, first] = [sizes.get(arm), sizes.get(firstAlong(sweep, axis, arm))];
        return size === undefined || first === undefined ? 0 : Math.abs(Math.log(size / first));
      }),
    );
  const steep = sweep.axes.map((_, axis) => steepness(axis));
  const axis = Math.max(
    0,
    steep.findIndex((each) => each < level),
  );
  const placeOf = (arm: number): number => placesOf(sweep, arm)[axis]!;
  return { placeOf, nameOf: (arm) => placeName(sweep.axes[axis]!, placeOf(arm)) };
}

/** Where there is something to read, from small to large: sizes that nobody could tell apart are one place, at the first of them. */
export function stopsOf(points: readonly ScalePoint[]): number[] {
  const stops: number[] = [];
  for (const x of points.map((point) => point.x).sort((a, b) => a - b)) if (!(x <= stops.at(-1)! * (1 + apart))) stops.push(x);
  return stops;
}

/** Of two sizes: less is not seen. */
const apart = 0.01;

/** The place at which a point is read. */
export const stopAt = (x: number, stops: readonly number[]): number => stops.findLast((stop) => stop <= x) ?? x;

export const drawnPoints = ({ record, scale }: Pick<ScaleShown, 'record' | 'scale'>): ScalePoint[] =>
  scale.points.filter(({ arm }) => !isArmHidden(record, arm));

interface DrawnLine {
  readonly line: JoinedArms;
  readonly points: readonly ScalePoint[]; // from small to large
}

/** Arms of one size need no line: on an axis that does not tell them apart, they stand above each other. */
export function drawnLines(shown: Pick<ScaleShown, 'record' | 'scale'>): DrawnLine[] {
  const points = drawnPoints(shown);
  const pointOf = new Map(points.map((point) => [point.arm, point]));
  return linesOf(shown.record).flatMap((line) => {
    const these = line.arms.flatMap((arm) => pointOf.get(arm) ?? []).sort((a, b) => a.x - b.x);
    return stopsOf(these).length > 1 ? [{ line, points: these }] : [];
  });
}

/** The same as long as these arms are shown, while they report their progress. */
function linesOf({ arms, sweep }: ExperimentRecord): readonly JoinedArms[] {
  const known = joined.get(arms);
  if (known) return known;
  const along = sweep ? joinedAlong(sweep) : [];
  const lines = along.length ? along : joinedArms(arms.map(({ config }) => config));
  joined.set(arms, lines);
  return lines;
}
const joined = new WeakMap<ExperimentRecord['arms'], readonly JoinedArms[]>();

/** What the names of its arms begin with, or the setting in which they differ. */
export function lineName({ arms }: ExperimentRecord, { by, arms: joined }: JoinedArms): string {
  const names = joined.map((arm) => arms[arm]!.name.split(/(?<=[\s,])/));
  const shared = names[0]!.slice(0, Math.max(0, ...names[0]!.map((_, i) => i + 1).filter((n) => sharesFirst(names, n))));
  const name = shared.join('').replace(/[\s,:–-]+$/, '');
  return isolated(name || optionWords(by).label.toLowerCase());
}

/** The last of its arms stands for a line of which nothing is to be said but the setting that the axis is about anyway. */
function nameAtEnd(record: ExperimentRecord, line: JoinedArms, end: number): string {
  const name = lineName(record, line);
  return name === optionWords(line.by).label.toLowerCase() ? isolated(record.arms[end]!.name) : name;
}

const sharesFirst = (names: readonly (readonly string[])[], count: number): boolean =>
  names.every((name) => name.length > count && name.slice(0, count).join('') === names[0]!.slice(0, count).join(''));

/** Also of what is still to come, so that the axis does not grow. A little is left free beside it; round a single size, much. */
function sizeRange(sizes: readonly number[], log: boolean): Pick<ChartAxis, 'low' | 'high'> {
  const [low, high] = sizes.length ? [Math.min(...sizes), Math.max(...sizes)] : [1, 10];
  if (log) {
    const free = low === high ? 2 : (high / low) ** 0.08;
    return { low: low / free, high: high * free };
  }
  return { low: 0, high: 1.06 * high };
}

const formatOf = (axis: ScaleAxis): ((value: number) => string) =>
  axis === 'seconds' ? (value) => formatNumber(Number(value.toPrecision(3))) : formatCount;

/** "12.3k parameters": where the cursor stands. */
export const sizeInWords = (x: number, axis: ScaleAxis): string => `${formatOf(axis)(x)} ${axisWords[axis]}`;

/** Every floor that is known, drawn or not. */
export function levelsOf({ record, view, law }: ScaleShown): (ChartLevel & { readonly always: boolean })[] {
  if (!view.showLevels) return [];
  const floors = floorsOf(record);
  // What a made-up source leaves at best is known, and the law has a name for it: both are drawn however far away they lie.
  const always = law !== undefined && floors.some(({ kind }) => kind === 'rule');
  const level = (name: string, loss: number, isFloor: boolean): ChartLevel & { readonly always: boolean } => {
    const y = loss * perNat(view.unit);
    return { y, label: `${name} ${formatShortLoss(y)}`, always: always && isFloor };
  };
  const E = law?.report.told.E;
  return [
    ...floors.map((line) => level(floorName(record, line), line.loss, line.kind === 'rule')),
    ...(E === undefined ? [] : [level('E, fitted', E, true)]),
  ];
}

export const drawnLevels = (shown: ScaleShown, { low, high } = lossRange(shown, drawnPoints(shown))): readonly ChartLevel[] =>
  levelsOf(shown).filter(({ y }) => y >= low && y <= high);

/** Reference lines may take so much more than the losses themselves: one that is far away would flatten them. */
const mostForLevels = 0.6;

/** From the lowest to the highest seed, with intervals as far as they do not dwarf the seeds, and the reference lines nearby. */
function lossRange(shown: ScaleShown, points: readonly ScalePoint[]): { low: number; high: number } {
  const factor = perNat(shown.view.unit);
  const losses = points.flatMap(({ seeds, mean }) => [mean, ...seeds.map(({ loss }) => loss)]).map((loss) => loss * factor);
  if (losses.length === 0) return { low: 1, high: 5 };
  const [lowest, highest] = [Math.min(...losses), Math.max(...losses)];
  const span = highest - lowest || 0.05 * highest || 1;
  const bounds = points
    .filter(({ half }) => Number.isFinite(half))
    .flatMap(({ mean, half }) => [(mean - half) * factor, (mean + half) * factor]);
  let low = Math.max(lowest - span, Math.min(lowest, ...bounds));
  let high = Math.min(highest + span, Math.max(highest, ...bounds));
  const near = levelsOf(shown).filter(
    ({ y, always }) => always || (y >= low - mostForLevels * span && y <= high + mostForLevels * span),
  );
  low = Math.min(low, ...near.map(({ y }) => y));
  high = Math.max(high, ...near.map(({ y }) => y));
  if (low <= 0) low = Math.min(lowest, ...near.map(({ y }) => y).filter((y) => y > 0)) / 1.5;
  const free = 0.05 * (high - low || span);
  return shown.logY
    ? { low: low / (1 + free / high), high: high * (1 + free / high) }
    : { low: Math.max(0, low - free), high: high + free };
}
