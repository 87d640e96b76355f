// Draws what bench/growth.ts measured, log-log, one panel for each thing that grows:
// node scripts/run.mjs bench/plot.ts bench/results/…-growth.json docs/growth.svg

import { readFileSync, writeFileSync } from 'node:fs';
import type { Growth } from './growth.ts';

const [panel, height] = [190, 170]; // of one panel
const [left, top, right, bottom] = [34, 26, 10, 30]; // its margins
const [ink, line] = ['#767676', '#0f7ac0']; // readable on white and on black

type Point = readonly [value: number, ms: number];

/** Where a value lies between two ends, both on a log scale. */
const place = (v: number, [low, high]: readonly [number, number]): number => Math.log(v / low) / Math.log(high / low);
const text = (x: number, y: number, what: string, anchor = 'middle'): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="${ink}">${what}</text>`;

/** The exponent between the last two points: what doubling costs once the model is no longer tiny. */
function exponent(points: readonly Point[]): string {
  const [[x0, y0], [x1, y1]] = points.slice(-2) as [Point, Point];
  return (Math.log(y1 / y0) / Math.log(x1 / x0)).toFixed(2);
}

function drawPanel(of: string, points: readonly Point[], ms: readonly [number, number], offset: number): string {
  const values = points.map(([v]) => v);
  const ends = [Math.min(...values), Math.max(...values)] as const;
  const x = (v: number): number => offset + left + place(v, ends) * (panel - left - right);
  const y = (v: number): number => height - bottom - place(v, ms) * (height - top - bottom);
  const decades = [0.1, 1, 10, 100, 1000, 10_000].filter((d) => d >= ms[0] && d <= ms[1]);
  const grid = decades.map(
    (d) =>
      `<line x1="${x(ends[0]).toFixed(1)}" x2="${x(ends[1]).toFixed(1)}" y1="${y(d).toFixed(1)}" y2="${y(d).toFixed(1)}" stroke="${ink}" stroke-opacity="0.3"/>${text(offset + left - 5, y(d) + 3.5, String(d), 'end')}`,
  );
  const path = points.map(([v, t]) => `${x(v).toFixed(1)},${y(t).toFixed(1)}`).join(' ');
  const dots = points.map(([v, t]) => `<circle cx="${x(v).toFixed(1)}" cy="${y(t).toFixed(1)}" r="2.5" fill="${line}"/>`);
  const ticks = [values[0]!, values.at(-1)!].map((v) => text(x(v), height - bottom + 14, String(v)));
  const title = text(offset + (panel + left - right) / 2, 14, `${of}: ends as ^${exponent(points)}`);
  return [...grid, `<polyline points="${path}" fill="none" stroke="${line}" stroke-width="1.5"/>`, ...dots, ...ticks, title].join(
    '\n',
  );
}

export function draw({ series, adapter, date }: Growth): string {
  const lines = series.map(({ of, points }) => ({
    of,
    points: points.flatMap(({ value, msPerStep }): Point[] => (msPerStep === null ? [] : [[value, msPerStep]])),
  }));
  const all = lines.flatMap(({ points }) => points.map(([, ms]) => ms));
  const ms = [Math.min(...all) / 1.5, Math.max(...all) * 1.5] as const;
  const panels = lines.map(({ of, points }, i) => drawPanel(of, points, ms, i * panel));
  const width = panel * lines.length;
  const caption = `milliseconds per step (log) against each size (log); ${adapter}, ${date.slice(0, 10)}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height + 14}" font-family="system-ui, sans-serif" font-size="11">
<title>${caption}</title>
${panels.join('\n')}
${text(width / 2, height + 8, caption)}
</svg>
`;
}

const [from, to] = process.argv.slice(2);
if (!from || !to) throw new Error('usage: node scripts/run.mjs bench/plot.ts RESULTS.json OUT.svg');
writeFileSync(to, draw(JSON.parse(readFileSync(from, 'utf8')) as Growth));
