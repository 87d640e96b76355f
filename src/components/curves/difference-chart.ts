// <difference-chart>: how far the loss of each arm lies from that of the baseline, seed by seed, along the same x axis.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { baselineOf, letterOf } from '#src/experiment/arms.ts';
import { isCrowded } from '#src/experiment/thinned.ts';
import { lossUnit } from './curve-axis.ts';
import { CurveChart, type ChartKind } from './curve-chart.ts';
import { differenceScene } from './difference-scene.ts';
import { describeDifference, differenceNote, differenceReading, differenceTable, unpairedNotes } from './difference-words.ts';

export interface BaselineChosen {
  readonly arm: number;
}

/** @fires baseline-chosen with BaselineChosen */
@customElement('difference-chart')
export class DifferenceChart extends CurveChart {
  protected readonly kind: ChartKind = {
    name: 'difference',
    scene: differenceScene,
    describe: describeDifference,
    note: differenceNote,
    reading: differenceReading,
    table: differenceTable,
  };

  static override readonly styles = [
    ...CurveChart.styles,
    css`
      chart-frame {
        height: var(--difference-height, clamp(9.5rem, 23vh, 20rem));
      }
      .bar select {
        max-width: 16rem;
      }
      p {
        font-size: var(--small);
        color: var(--muted);
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { shown } = this;
    if (!shown) return nothing;
    const { record, view } = shown;
    const unpaired = unpairedNotes(shown);
    return html`<div class="bar">
        <h2>Difference <span>${lossUnit(record, view.unit)}, below zero is better</span></h2>
        <label>
          from
          <select aria-label="difference from" @change=${this.chooseBaseline}>
            ${record.arms.map(
              ({ name }, arm) =>
                html`<option value=${arm} ?selected=${arm === baselineOf(record)}>${letterOf(arm)} ${name}</option>`,
            )}
          </select>
        </label>
      </div>
      ${!isCrowded(record) && unpaired.length < record.arms.length - 1 ? this.renderChart(shown) : nothing}
      ${unpaired.map((sentence) => html`<p>${sentence}</p>`)}`;
  }

  private chooseBaseline(event: Event): void {
    const arm = Number((event.target as HTMLSelectElement).value);
    this.dispatchEvent(new CustomEvent<BaselineChosen>('baseline-chosen', { detail: { arm } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'difference-chart': DifferenceChart;
  }
}
