// The report as a table for people.

import type { Figures, PeerFigures, Report, Row } from './report.ts';

const none = '–';
const number = (value: number | null, digits = 3): string =>
  value === null ? none : value.toLocaleString('en', { maximumSignificantDigits: digits });
const percent = (share: number | null): string => (share === null ? none : `${number(100 * share, 2)} %`);

/** Of one contender in one row. */
interface Line {
  readonly row: Row;
  readonly who: string;
  readonly figures: Figures & Partial<Pick<PeerFigures, 'timesPlateau'>>;
}

interface Column {
  readonly title: string;
  readonly left?: boolean;
  readonly optional?: boolean; // left out where no line has anything in it
  readonly cell: (line: Line) => string;
}

const columns: readonly Column[] = [
  { title: 'workload', left: true, cell: ({ row }) => row.name },
  { title: 'R', cell: ({ row }) => String(row.replicas) },
  { title: 'by', left: true, cell: ({ who }) => who },
  { title: 'ms/step', cell: ({ figures: f }) => number(f.msPerStep) },
  {
    title: 'min – max',
    cell: ({ figures: f }) => (f.spread ? `${number(f.spread.min)} – ${number(f.spread.max)}` : none),
  },
  { title: '× Plateau', optional: true, cell: ({ figures: f }) => number(f.timesPlateau ?? null) },
  {
    title: '× separate',
    optional: true,
    cell: ({ row, who }) => (who === 'plateau' ? number(row.againstSeparate ?? null) : none),
  },
  { title: 'repeats × steps', cell: ({ figures: f }) => `${f.repeats} × ${f.stepsPerRepeat}` },
  { title: 'tokens/s', cell: ({ figures: f }) => number(f.tokensPerSecond) },
  { title: 'dispatches', cell: ({ figures: f }) => number(f.dispatchesPerStep) },
  { title: 'per layer', cell: ({ figures: f }) => number(f.dispatchesPerLayer) },
  { title: 'first loss s', cell: ({ figures: f }) => number(f.firstLossSeconds) },
  { title: 'peak MB', cell: ({ figures: f }) => number(f.peakBytes && f.peakBytes / 1e6) },
  { title: 'of FMA', cell: ({ figures: f }) => percent(f.fmaShare) },
  { title: 'of copy', cell: ({ figures: f }) => percent(f.copyShare) },
  { title: 'of launches', cell: ({ figures: f }) => percent(f.dispatchShare) },
];

export function table({ where, adapter, software, limits, workloads, notes = [] }: Report): string {
  const lines = workloads.flatMap((row): Line[] => [
    { row, who: 'plateau', figures: row.plateau },
    ...Object.entries(row.peers ?? {}).map(([who, figures]) => ({ row, who, figures })),
  ]);
  const texts = columns.flatMap(({ title, left, optional, cell }) => {
    const cells = lines.map(cell);
    if (optional && cells.every((text) => text === none)) return [];
    const column = [title, ...cells];
    const width = Math.max(...column.map((text) => text.length));
    return [column.map((text) => (left ? text.padEnd(width) : text.padStart(width)))];
  });
  const reasons = lines.map(
    ({ row, who, figures }) => figures.reason && `${row.name}, R = ${row.replicas}, ${who}: ${figures.reason}`,
  );
  return [
    `${adapter}${software ? ' (software)' : ''}, ${where}`,
    `limits: ${number(limits.fmaGflops)} GFLOP/s, copy ${number(limits.copyGBs)} GB/s, ${number(limits.dispatchMicroseconds)} µs per dispatch`,
    ...['', ...lines].map((_, i) => texts.map((column) => column[i]!).join('  ')),
    ...[limits.reason, ...reasons, ...notes].filter((reason) => reason !== undefined),
  ].join('\n');
}
