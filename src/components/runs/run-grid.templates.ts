// The lines of the run table as templates: a run with its cells, and the head of a group.

import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { baselineOf, letterOf } from '#src/experiment/arms.ts';
import { placeOf } from '#src/experiment/marks.ts';
import { wordsOf } from '#src/store/kept/fields.ts';
import { pinnedKey, type RowGroup } from '#src/store/kept/groups.ts';
import { summaryOf, type RunRow } from '#src/store/kept/rows.ts';
import type { Column } from '#src/store/kept/table.ts';
import { isolated } from '#src/words/isolated.ts';
import { formatLoss, formatNumber, formatSeconds, plural } from '#src/words/numbers.ts';
import { actOnRun } from './run-actions.ts';
import '../base/arm-mark.ts';
import './experiment-line.ts';

/** So much of a name is never cut: names are often told apart by how they end. */
const ending = 10;

/** What the table knows of the line it draws. */
interface LineState {
  readonly place: number; // among all lines, the head being the first
  readonly level: 1 | 2;
  readonly tab: 0 | -1; // the Tab key reaches one line, and what is in it
  readonly selected: boolean;
  readonly pick: (on: boolean) => void;
}

/** "A no residual, seed 0": no two runs of an experiment are called the same. */
const fullName = ({ mark, name, runRecord, arm }: RunRow): string =>
  isolated(mark?.name ?? '') || `${letterOf(arm)} ${isolated(name)}, seed ${runRecord.seed}`;

function cellText({ field }: Column, row: RunRow): string {
  const value = field.value(row);
  if (field.kind === 'loss') return formatLoss(Number(value));
  if (field.kind === 'seconds') return formatSeconds(Number(value));
  return field.id === 'done' ? formatNumber(Math.round(Number(value))) : wordsOf(field, row);
}

export const isNumber = ({ field }: Column): boolean => field.kind !== 'text' && field.kind !== 'date';

export function runLine(row: RunRow, columns: readonly Column[], line: LineState, opened: boolean): TemplateResult {
  const { tab } = line;
  const name = fullName(row);
  return html`<tr
    class=${row.mark?.hidden ? 'run hidden' : 'run'}
    data-key=${row.key}
    tabindex=${tab}
    aria-level=${line.level}
    aria-rowindex=${line.place}
    aria-selected=${line.selected}
  >
    <td class="pick">${checkbox(`select ${name}`, line)}</td>
    <th scope="row" class="name">
      <div>
        <arm-mark .arm=${row.arm} .place=${placeOf(row.record, row.arm)}></arm-mark>
        <button
          type="button"
          class="plain"
          tabindex=${tab}
          title=${row.name}
          aria-label=${name}
          aria-current=${opened}
          @click=${(e: Event) => actOnRun(e.currentTarget!, row, { act: 'open' })}
        >
          <bdi class="whole"><span class="start">${row.name.slice(0, -ending)}</span><span>${row.name.slice(-ending)}</span></bdi>
        </button>
        <span class="flags muted">${flags(row)}</span>
        <span class="marks">
          ${toggle('pin', row.mark?.pinned ? 'unpin' : 'pin', row, tab)}
          ${toggle('hide', row.mark?.hidden ? 'show' : 'hide', row, tab)}
        </span>
      </div>
    </th>
    ${columns.map((column) => html`<td class=${isNumber(column) ? 'number' : ''} .textContent=${cellText(column, row)}></td>`)}
    <td class="rest" aria-hidden="true"></td>
  </tr>`;
}

/** A pinned run stands apart from its experiment, so it names it. */
function flags({ mark, record, arm, runRecord }: RunRow): string {
  return [
    mark?.hidden && 'hidden',
    arm === baselineOf(record) && 'baseline',
    mark?.note && 'note',
    mark?.pinned && `${isolated(record.title)}, seed ${runRecord.seed}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function toggle(act: 'pin' | 'hide', label: string, row: RunRow, tab: number): TemplateResult {
  return html`<button
    type="button"
    class="plain"
    tabindex=${tab}
    aria-label=${`${label} ${fullName(row)}`}
    @click=${(e: Event) => actOnRun(e.currentTarget!, row, { act })}
  >
    ${label}
  </button>`;
}

function checkbox(label: string, { selected, tab, pick }: LineState, some = false): TemplateResult {
  return html`<input
    type="checkbox"
    tabindex=${tab}
    aria-label=${label}
    .checked=${live(selected)}
    .indeterminate=${live(some && !selected)}
    @change=${(e: Event) => pick((e.target as HTMLInputElement).checked)}
  />`;
}

interface GroupState extends LineState {
  readonly folded: boolean;
  readonly some: boolean; // of its runs are selected
  readonly shown: string | undefined; // the experiment on the chart
  readonly trained: string | undefined;
  readonly trainable: boolean;
  readonly fold: (on: boolean) => void;
}

export function groupLine(group: RowGroup, width: number, line: GroupState): TemplateResult {
  const { tab } = line;
  const { record, title } = group;
  return html`<tr
    class="group"
    data-key=${`group ${group.key}`}
    tabindex=${tab}
    aria-level=${line.level}
    aria-rowindex=${line.place}
    aria-selected=${line.selected}
    aria-expanded=${!line.folded}
  >
    <td colspan=${width}>
      <div>
        ${checkbox(`select the runs of ${title}`, line, line.some)}
        <button
          type="button"
          class="plain fold"
          tabindex=${tab}
          aria-label=${`runs of ${title}`}
          aria-expanded=${!line.folded}
          @click=${() => line.fold(!line.folded)}
        >
          ${line.folded ? '▸' : '▾'}
        </button>
        ${
          record
            ? html`<experiment-line
                .record=${record}
                .shown=${record.id === line.shown}
                .training=${record.id === line.trained}
                .trainable=${line.trainable}
                .reachable=${tab === 0}
              ></experiment-line>`
            : html`<span class="title">${title}</span> <span class="muted">${summary(group)}</span>`
        }
      </div>
    </td>
  </tr>`;
}

function summary({ key, rows }: RowGroup): string {
  const runs = plural(rows.length, 'run');
  if (key === pinnedKey) return `${runs}, shown whatever is searched`;
  const { n, mean, deviation } = summaryOf(rows);
  if (!n) return `${runs}, none finished`;
  const spread = n > 1 ? ` ± ${formatLoss(deviation)}` : '';
  return `${runs} · final loss ${formatLoss(mean)}${spread} (${n > 1 ? 'mean ± sd, ' : ''}n = ${n})`;
}

/** As high as the rows that are left out. `.style` and not `style`, which the policy of the page forbids. */
export const gapLine = (pixels: number, width: number): TemplateResult =>
  html`<tr aria-hidden="true" class="gap">
    <td colspan=${width} .style=${`height:${pixels}px`}></td>
  </tr>`;
