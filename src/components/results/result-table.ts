// <result-table>: the last losses of each arm: mean over seeds, spread and n, and what they cost. No verdict.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ResultRow } from '#src/store/shown/results.ts';
import {
  dash,
  formatCount,
  formatFlops,
  formatLoss,
  formatNumber,
  formatSeconds,
  formatWhole,
  plural,
} from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';
import { RowsByFrames } from '../base/list/rows-by-frames.ts';
import { choices } from '../curves/choices-words.ts';
import '../base/arm-mark.ts';

@customElement('result-table')
export class ResultTable extends LitElement {
  @property({ attribute: false }) rows: readonly ResultRow[] = [];
  @property({ type: Boolean }) finished = false;
  private readonly byFrames = new RowsByFrames(this);

  static override readonly styles = [
    controls,
    css`
      .scroll {
        overflow-x: auto;
      }
      /* Fixed columns: growing numbers move nothing. */
      table {
        table-layout: fixed;
        width: 100%;
        min-width: 52rem;
      }
      thead .number {
        width: 4.3rem;
      }
      thead .count {
        width: 2.2rem;
      }
      thead .short {
        width: 3.5rem;
      }
      thead .long {
        width: 5.4rem;
      }
      .arm {
        display: flex;
        gap: var(--space-2);
        align-items: baseline;
        font-weight: 400;
        white-space: normal;
        overflow-wrap: anywhere;
      }
      thead th {
        vertical-align: bottom;
      }
      thead th.number {
        white-space: normal;
        line-height: 1.25;
      }
      .diverged {
        font-weight: 400;
      }
      td b {
        font-size: var(--text);
      }
      p {
        margin-block-start: var(--space-2);
      }
      th.number,
      td.number {
        padding-inline-end: 0.6rem;
      }
      @media (max-width: 46rem) {
        .cost,
        .extra {
          display: none;
        }
        table {
          min-width: 0;
        }
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    if (!this.rows.length) return nothing;
    const scored = this.rows[0]!.scored;
    return html`<h2>${this.finished ? 'Final losses' : 'Losses so far'}</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="Losses of the arms">
        <table>
          <thead>
            <tr>
              <th scope="col">arm</th>
              <th scope="col" class="number">held-out loss</th>
              <th scope="col" class="number short">± sd</th>
              <th scope="col" class="number count">n</th>
              <th scope="col" class="number extra">as unsure as among</th>
              <th scope="col" class="number extra">training loss</th>
              <th scope="col" class="number short cost">steps</th>
              <th scope="col" class="number long cost"><term-word term="parameters">parameters</term-word></th>
              <th scope="col" class="number cost">tokens</th>
              <th scope="col" class="number long cost"><term-word term="flop">FLOP</term-word></th>
              <th scope="col" class="number cost">time, all seeds</th>
              <th scope="col" class="number cost">time per seed</th>
            </tr>
          </thead>
          <tbody>
            ${this.byFrames.of(this.rows).map((row, arm) => this.renderRow(row, arm))}
          </tbody>
        </table>
      </div>
      <p class="small muted">
        Mean over the seeds, in nats; held-out loss${scored ? ` on the same ${formatWhole(scored)} tokens for all arms` : ''}; ±
        is the standard deviation between seeds, which needs two of them; as unsure as when choosing among so many that are
        equally likely; n counts the seeds. Tokens and FLOP are those of one seed; all seeds of an arm train at once and share the
        GPU time.
      </p>`;
  }

  private renderRow(row: ResultRow, arm: number): TemplateResult {
    return html`<tr>
      <th scope="row">
        <span class="arm"><arm-mark .arm=${arm} .place=${row.place}></arm-mark><bdi>${row.name}</bdi></span>
        ${row.diverged ? html`<span class="muted diverged">${plural(row.diverged, 'seed')} diverged</span>` : nothing}
      </th>
      <td class="number"><b>${formatLoss(row.mean)}</b></td>
      <td class="number">${Number.isNaN(row.deviation) ? dash : formatLoss(row.deviation)}</td>
      <td class="number">${row.n}</td>
      <td class="number extra">${Number.isFinite(row.mean) ? choices(row.mean) : dash}</td>
      <td class="number extra">${formatLoss(row.train)}</td>
      <td class="number cost">${formatNumber(row.step)}</td>
      <td class="number cost">${formatWhole(row.parameters)}</td>
      <td class="number cost">${formatCount(row.tokens)}</td>
      <td class="number cost">${formatFlops(row.flops)}</td>
      <td class="number cost">${formatSeconds(row.seconds)}</td>
      <td class="number cost">${formatSeconds(row.secondsShare)}</td>
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'result-table': ResultTable;
  }
}
