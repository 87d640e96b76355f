// What a study measured, as a chart: each line through its means, every seed a dot, its interval a bar, levels to hold it against.

import { lineOf, type StudyPoint, type StudyRecord } from '#src/experiment/study/study-record.ts';
import type { StudyAxis, StudyChart } from '#src/lessons/study-lesson.ts';
import { measuredAt, type Measured } from '#src/science/studies/measured.ts';
import { formatCount, formatNumber, formatPercent, formatThree } from '#src/words/numbers.ts';
import type { ChartAxis, ChartBand, ChartBar, ChartDot, ChartLabel, ChartLine, ChartScene } from '../base/chart/scene.ts';
import { styleAt } from '../base/palette.ts';

/** A line of a chart with what was measured of it so far. */
export interface DrawnStudyLine {
  readonly name: string;
  readonly letter: string;
  readonly points: readonly { readonly point: StudyPoint; readonly measured: Measured }[];
}

export const drawnLines = (chart: StudyChart, record: Pick<StudyRecord, 'points'>): DrawnStudyLine[] =>
  chart.lines.map(({ line, name }, i) => ({
    name,
    letter: String.fromCharCode(65 + i),
    points: lineOf(record, line)
      .filter(({ x, values }) => (!chart.x.log || x > 0) && values.some((value) => value !== null))
      .map((point) => ({ point, measured: measuredAt(point) })),
  }));

export const valueIn = (axis: StudyAxis, value: number): string => (axis.percent ? formatPercent(value) : formatThree(value));
export const placeIn = (axis: StudyAxis, x: number): string =>
  (x >= 1e5 ? formatCount(x) : formatNumber(Number(x.toPrecision(4)))) + ` ${axis.label}`;

/** Of a line: more would hide it, and become a band. */
const mostBars = 24;

function bandOf(points: DrawnStudyLine['points'], token: string): ChartBand {
  const [x, low, high] = [
    points.map(({ point }) => point.x),
    points.map(({ measured }) => measured.interval?.low ?? NaN),
    points.map(({ measured }) => measured.interval?.high ?? NaN),
  ] as const;
  return { x, low, high, length: x.length, scale: 1, token, alpha: 0.15 };
}

/** Undefined as long as nothing was measured. `whole`: what the axes have room for, if that is more than is drawn. */
export function studyScene(chart: StudyChart, record: StudyRecord, whole: StudyRecord = record): ChartScene | undefined {
  const lines = drawnLines(chart, record);
  const all = drawnLines(chart, whole);
  if (all.every(({ points }) => points.length === 0)) return undefined;
  const named = chart.levels?.(record) ?? [];
  const levels = named.map(({ name, y }) => ({ y, label: `${name} ${valueIn(chart.y, y)}` }));
  const dots: ChartDot[] = [];
  const bars: ChartBar[] = [];
  const bands: ChartBand[] = [];
  const drawn: ChartLine[] = [];
  const labels: ChartLabel[] = [];
  for (const [i, { name, letter, points }] of lines.entries()) {
    const { token, marker, dash } = styleAt(i);
    const x = points.map(({ point }) => point.x);
    const y = points.map(({ measured }) => measured.mean);
    if (!chart.dots) drawn.push({ points: { x, y, length: x.length }, scale: 1, token, width: 2, alpha: 1, dash, marker });
    const many = points.length > mostBars;
    if (many) bands.push(bandOf(points, token));
    for (const { point, measured } of points) {
      const { interval } = measured;
      if (interval && !many) bars.push({ x: point.x, low: interval.low, high: interval.high, token });
      for (const value of many ? [] : point.values)
        if (value !== null) dots.push({ x: point.x, y: value, token, alpha: 0.45, size: 2.5, aside: 0, marker: 'circle' });
      if (chart.dots) dots.push({ x: point.x, y: measured.mean, token, alpha: 1, size: 5, aside: 0, marker, letter });
    }
    const last = points.at(-1);
    if (!last) continue;
    const value = valueIn(chart.y, last.measured.mean);
    labels.push({ x: last.point.x, y: last.measured.mean, letter, name, value, short: `${letter} ${value}`, token, marker });
  }
  const stops = [...new Set(all.flatMap(({ points }) => points.map(({ point }) => point.x)))].sort((a, b) => a - b);
  return {
    x: xAxis(chart, stops),
    y: yAxis(chart, all, levels),
    lines: drawn,
    bands,
    bars,
    dots,
    stops,
    levels,
    labels,
    names: [...chart.lines, ...named].map(({ name }) => name),
  };
}

function xAxis({ x: { log = false, label } }: StudyChart, stops: readonly number[]): ChartAxis {
  const format = (value: number): string => (value >= 1e5 ? formatCount(value) : formatNumber(value));
  const [low, high] = [stops[0]!, stops.at(-1)!];
  if (log) {
    const free = low === high ? 2 : (high / low) ** 0.06;
    return { low: low / free, high: high * free, log, format, name: label };
  }
  const free = 0.04 * (high - low) || 1;
  return { low: low - (low === 0 ? 0 : free), high: high + free, log, format, name: label };
}

function yAxis({ y }: StudyChart, lines: readonly DrawnStudyLine[], levels: readonly { readonly y: number }[]): ChartAxis {
  const seen = lines.flatMap(({ points }) =>
    points.flatMap(({ point, measured }) => [measured.mean, ...point.values.filter((value) => value !== null)]),
  );
  if (y.percent) {
    // Where nothing comes near half, more than half would be empty.
    const most = Math.max(...seen, ...levels.map((level) => level.y)) > 0.5 ? 1 : 0.5;
    return { low: 0, high: 1.04 * most, log: false, format: (v) => `${Math.round(100 * v)} %`, name: y.label };
  }
  const heights = [...seen, ...levels.map((level) => level.y)].filter((height) => !y.log || height > 0);
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const name = { format: (v: number) => formatNumber(Number(v.toPrecision(3))), name: y.label };
  if (y.log) return { low: low / 1.3, high: high * 1.3, log: true, ...name };
  const free = 0.06 * (high - low) || 0.05 * Math.abs(high) || 1;
  return { low: low >= 0 ? Math.max(0, low - free) : low - free, high: high + free, log: false, ...name };
}

/** The same for those who do not see it: each line from its first to its last point. */
export const describedStudy = (chart: StudyChart, record: StudyRecord): string =>
  drawnLines(chart, record)
    .flatMap(({ name, points }) => {
      const [first, last] = [points[0], points.at(-1)];
      if (!first || !last) return [];
      const at = (p: typeof first): string => `${valueIn(chart.y, p.measured.mean)} at ${placeIn(chart.x, p.point.x)}`;
      return first === last ? [`${name}: ${at(last)}.`] : [`${name}: ${at(first)}, ${at(last)}.`];
    })
    .join(' ');
