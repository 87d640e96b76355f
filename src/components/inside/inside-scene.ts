// Turns what was captured inside an arm into what the chart draws: a line for each block, darker the deeper it is.

import type { ArmRecord, InsideRecord, Trace, TraceKind } from '#src/experiment/record.ts';
import { totalSteps, type ArmConfig } from '#src/experiment/settings.ts';
import { isIdle, type Wired } from '#src/experiment/shortcuts.ts';
import { words } from '#src/words/language.ts';
import { formatNumber, formatThree } from '#src/words/numbers.ts';
import type { ChartLabel, ChartLine, ChartScene } from '../base/chart/scene.ts';
import type { ArmStyle } from '../base/palette.ts';

export const kindNames: Readonly<Record<TraceKind, string>> = {
  weight: 'shortcut weights',
  gradient: 'gradient norm',
  update: 'update ÷ weight',
  stream: 'size of the stream (RMS)',
};

const nameOf = ({ kind, part, index }: Trace): string => words().traceName(kind, part, index);

/** The groups of a kind, in the order they were captured. */
export const groupsOf = (inside: InsideRecord | undefined, kind: TraceKind): string[] => [
  ...new Set(inside?.traces.filter((t) => t.kind === kind).map(nameOf)),
];

export const tracesOf = (inside: InsideRecord | undefined, kind: TraceKind, group: string): Trace[] =>
  inside?.traces.filter((t) => t.kind === kind && nameOf(t) === group) ?? [];

/** Streams are counted from the one that enters the first block to the one that the head reads. */
export function layerName({ kind, layer }: Trace, last: number): string {
  if (layer < 0) return 'all';
  if (kind === 'stream') return layer === 0 ? 'embedding' : layer === last ? 'last block' : `block ${layer}`;
  return `block ${layer + 1}`;
}

/** A learned weight on which the loss does not depend is shown as what it is: its path is that of rounding. */
export const meansNothing = (c: Wired, { layer, part }: Trace): boolean => isIdle(c, layer, part);

/** With the layer, where it means nothing. */
export const markedName = (c: Wired, trace: Trace, last: number): string =>
  `${layerName(trace, last)}${meansNothing(c, trace) ? ' (means nothing)' : ''}`;

const mostLabels = 12;

export function insideScene(
  inside: InsideRecord,
  kind: TraceKind,
  group: string,
  config: ArmConfig,
  style: ArmStyle,
): ChartScene {
  const steps = totalSteps(config);
  const traces = tracesOf(inside, kind, group);
  const deepest = Math.max(0, ...traces.map((t) => t.layer));
  const lines = traces.map((trace): ChartLine => ({
    points: { x: inside.steps.slice(-trace.values.length), y: trace.values, length: trace.values.length },
    scale: 1,
    token: style.token,
    width: 1.75,
    alpha: depthShade(trace.layer, deepest),
    dash: meansNothing(config, trace) ? [2, 4] : [],
    marker: style.marker,
  }));
  const every = Math.ceil(traces.length / mostLabels);
  const labels = traces.flatMap((trace, i): ChartLabel[] => {
    const last = trace.values.at(-1);
    if (last === undefined || (traces.length - 1 - i) % every) return [];
    const name = markedName(config, trace, deepest);
    const value = formatThree(last);
    return [{ x: inside.steps.at(-1)!, y: last, letter: name, name: '', value, token: style.token, marker: style.marker }];
  });
  return {
    x: { low: 0, high: Math.max(steps, inside.steps.at(-1) ?? 1), log: false, format: formatNumber, name: 'steps' },
    y: { ...range(traces, kind), log: false, format: formatThree, name: `${kindNames[kind]}, ${group}` },
    lines,
    zero: kind === 'weight',
    levels: [],
    labels,
    names: ['embedding and more', ...labels.map(({ letter }) => letter)],
  };
}

const depthShade = (layer: number, deepest: number): number => (layer < 0 || deepest === 0 ? 1 : 0.3 + 0.7 * (layer / deepest));

/** Weights may be of either sign; what has a size begins at 0. */
function range(traces: readonly Trace[], kind: TraceKind): { low: number; high: number } {
  let low = kind === 'weight' ? Infinity : 0;
  let high = -Infinity;
  for (const { values } of traces)
    for (const v of values) {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
  if (!(high > low)) return { low: Math.min(low, 0) || 0, high: (Number.isFinite(high) ? high : 0) + 1 };
  const space = 0.06 * (high - low);
  return { low: low < 0 || kind === 'weight' ? low - space : 0, high: high + space };
}

/** The chart in words. */
export function describeInside(inside: InsideRecord, kind: TraceKind, group: string, { name, config }: ArmRecord): string {
  const traces = tracesOf(inside, kind, group);
  const deepest = Math.max(0, ...traces.map((t) => t.layer));
  const ends = traces.map(
    (t) => `${markedName(config, t, deepest)}: from ${formatThree(t.values[0] ?? NaN)} to ${formatThree(t.values.at(-1) ?? NaN)}`,
  );
  return `${kindNames[kind]}, ${group}, of ${name} by block over ${inside.steps.length} captures. ${ends.join('; ')}.`;
}
