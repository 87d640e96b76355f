// <chart-foot>: the line under a chart: what its lines are, or what is read at the cursor; the chart as a table and as a file.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber } from '#src/words/numbers.ts';
import type { ChartPicture } from '../base/chart/image.ts';
import { controls } from '../base/controls.styles.ts';
import type { CurveTable, ListTable, Reading } from './curve-words.ts';
import '../base/chart/chart-export.ts';

@customElement('chart-foot')
export class ChartFoot extends LitElement {
  @property() name = ''; // of the chart: "loss"
  @property() note = '';
  @property({ attribute: false }) reading: Reading | undefined; // instead of the note
  @property({ type: Boolean }) spoken = false; // the reading is said aloud
  @property({ attribute: false }) table!: () => CurveTable | ListTable;
  @property({ attribute: false }) picture!: () => ChartPicture;
  @state() private open = false;

  static override readonly styles = [
    controls,
    css`
      .foot {
        display: var(--small-print, flex);
        gap: 0 var(--space-3);
        align-items: flex-start;
        font-size: var(--small);
        line-height: 1.35;
      }
      /* Two lines, read or not: the page does not move with the cursor. */
      .readout {
        flex: 1;
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-3);
        align-content: flex-start;
        min-height: calc(0.2rem + 2.7em);
        padding-block-start: 0.2rem;
        color: var(--muted);
      }
      .readout b {
        color: var(--ink);
      }
      summary {
        min-height: var(--target);
        align-content: center;
      }
      .buttons {
        display: flex;
      }
      .table {
        overflow-x: auto;
        margin-block-end: var(--space-3);
      }
      @media (max-width: 46rem) {
        .foot {
          flex-wrap: wrap;
        }
        .readout {
          flex-basis: 100%;
          min-height: calc(0.2rem + 4.05em);
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<div class="foot">
        <div class="readout" aria-live=${this.spoken && this.reading ? 'polite' : 'off'}>
          ${this.reading ? renderReading(this.reading) : html`<span>${explained(this.note)}</span>`}
        </div>
        <details class="tools">
          <summary>Table, picture</summary>
          <div class="buttons">
            <button
              type="button"
              class="plain"
              aria-label="${this.name} curves as a table"
              aria-expanded=${this.open}
              @click=${() => (this.open = !this.open)}
            >
              table
            </button>
            <chart-export .name=${this.name} .picture=${this.picture}></chart-export>
          </div>
        </details>
      </div>
      ${this.open ? renderTable(this.table()) : nothing}`;
  }
}

/** "200 steps A 2.345 ± 0.012 B 2.101 ± 0.009 n = 3": n stands once where it is the same for all. */
function renderReading({ at, values, note }: Reading): TemplateResult {
  const same = new Set(values.map(({ n }) => n)).size === 1;
  const each = ({ letter, text, n }: Reading['values'][number]): TemplateResult =>
    html`<span>${letter} <b>${text}</b>${same ? nothing : html` (n = ${n})`}</span> `;
  // The spaces are for those who hear it.
  return html`<span>${at}</span> ${values.map(each)} ${same ? html`<span>n = ${values[0]!.n}</span>` : nothing}
    ${note ? html`<span>${note}</span>` : nothing}`;
}

const renderTable = (table: CurveTable | ListTable): TemplateResult =>
  html`<div class="table" tabindex="0" role="region" aria-label=${table.label}>
    ${'columns' in table ? renderList(table) : renderCurves(table)}
  </div>`;

const renderList = ({ columns, rows }: ListTable): TemplateResult =>
  html`<table>
    <thead>
      <tr>
        ${columns.map((column, i) => html`<th scope="col" class=${i ? 'number' : ''}>${column}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([name, ...cells]) =>
          html`<tr>
            <th scope="row"><bdi>${name}</bdi></th>
            ${cells.map((cell) => html`<td class="number">${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;

const renderCurves = ({ value, arms, rows }: CurveTable): TemplateResult =>
  html`<table>
    <thead>
      <tr>
        <th scope="col" rowspan="2">step</th>
        ${arms.map((arm) => html`<th scope="colgroup" colspan="3">${arm}</th>`)}
      </tr>
      <tr>
        ${arms.map(
          () =>
            html`<th scope="col" class="number">${value}</th>
              <th scope="col" class="number">±</th>
              <th scope="col" class="number">n</th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ step, cells }) =>
          html`<tr>
            <th scope="row">${formatNumber(step)}</th>
            ${cells.map(
              (cell) =>
                html`<td class="number">${cell?.value}</td>
                  <td class="number">${cell?.half}</td>
                  <td class="number">${cell?.n}</td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;

/** The terms of a note, where they first stand in it. */
const inNotes = [
  ['held-out', /held-out/],
  ['seed', /\bseeds?\b/],
  ['interval', /interval/],
] as const;

/** A note in which the terms tell what they mean. */
function explained(note: string): unknown[] {
  const places = inNotes.flatMap(([term, pattern]) => {
    const found = pattern.exec(note);
    return found ? [{ term, from: found.index, to: found.index + found[0].length }] : [];
  });
  let done = 0;
  const parts: unknown[] = [];
  for (const { term, from, to } of places.sort((a, b) => a.from - b.from)) {
    parts.push(note.slice(done, from), html`<term-word term=${term}>${note.slice(from, to)}</term-word>`);
    done = to;
  }
  return [...parts, note.slice(done)];
}

declare global {
  interface HTMLElementTagNameMap {
    'chart-foot': ChartFoot;
  }
}
