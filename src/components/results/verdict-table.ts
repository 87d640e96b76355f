// The numbers of a verdict as a table: a row for each arm that is compared with the baseline.

import { html, type TemplateResult } from 'lit';
import { letterOf } from '#src/experiment/arms.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { Interval } from '#src/science/statistics/estimates.ts';
import type { Comparison, Difference } from '#src/science/verdict/comparisons.ts';
import type { Ratio } from '#src/science/verdict/time-to-loss.ts';
import type { Verdict } from '#src/science/verdict/verdict.ts';
import { decimalsFor, moreSeedsWords } from '#src/science/verdict/wording.ts';
import { isolated } from '#src/words/isolated.ts';
import { dash, formatSigned } from '#src/words/numbers.ts';

const columns = [
  'difference',
  'interval',
  'effect',
  'n',
  'more seeds',
  'at equal time',
  'steps ×',
  'tokens ×',
  'FLOP ×',
  'time ×',
] as const;

export function verdictTable(record: ExperimentRecord, baseline: number, comparisons: Verdict['comparisons']): TemplateResult {
  const base = `${letterOf(baseline)} ${isolated(record.arms[baseline]!.name)}`;
  return html`<table>
    <caption class="unseen">
      Each arm against ${base}
    </caption>
    <thead>
      <tr>
        <th scope="col">minus ${base}</th>
        ${columns.map((column) => html`<th scope="col" class="number">${column}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${comparisons.map(
        (c) =>
          html`<tr>
            <th scope="row" class="name">${letterOf(c.arm)} <bdi>${record.arms[c.arm]!.name}</bdi></th>
            ${cells(c).map((text) => html`<td class="number">${text}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function cells({ end, equalSeconds, n, reach }: Comparison): string[] {
  return [
    difference(end),
    end?.interval ? between(end.interval) : dash,
    end?.effect === undefined ? dash : signed(end.effect, 2),
    String(n),
    end ? moreSeeds(end) : dash,
    equalSeconds?.interval ? `${difference(equalSeconds)} (${between(equalSeconds.interval)})` : dash,
    ...[reach?.steps, reach?.tokens, reach?.flops, reach?.seconds].map((r) => ratio(r, reach)),
  ];
}

const signed = (value: number, decimals: number): string => formatSigned(value, (size) => size.toFixed(decimals));

const difference = (d: Difference | undefined): string => (d ? signed(d.mean, d.interval ? decimalsFor(d.interval) : 3) : dash);

const between = (interval: Interval): string =>
  `${signed(interval.low, decimalsFor(interval))} to ${signed(interval.high, decimalsFor(interval))}`;

function moreSeeds(end: Difference): string {
  const [number, range] = moreSeedsWords(end);
  return range ? `${number} (${range})` : number;
}

function ratio(r: Ratio | undefined, reach: Comparison['reach']): string {
  if (r?.interval) {
    const decimals = decimalsFor(r.interval);
    return `${r.ratio.toFixed(decimals)} (${r.interval.low.toFixed(decimals)} to ${r.interval.high.toFixed(decimals)})`;
  }
  if (!reach) return dash;
  return reach.reached < reach.n ? `reached by ${reach.reached} of ${reach.n}` : dash;
}
