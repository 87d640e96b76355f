// <loss-chart>: the loss curves of the experiment: a line for each seed, and of each arm their mean with its band.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Prediction } from '#src/experiment/asked.ts';
import type { AxisUnit, CurveView } from '#src/store/preferences.ts';
import type { PlotPlaced } from '../base/chart/chart-frame.ts';
import { axisNames, lossUnit, perNat } from './curve-axis.ts';
import { CurveChart, type ChartKind } from './curve-chart.ts';
import { lossScene } from './loss-scene.ts';
import { describeLoss, lossNote, lossReading, lossTable } from './loss-words.ts';
import type { ViewChanged } from './view-options.ts';
import './view-options.ts';

/** @fires view-changed with ViewChanged; what <end-guesses> fires comes out of it, too */
@customElement('loss-chart')
export class LossChart extends CurveChart {
  @property() hint = ''; // what to do while there is nothing to see
  /** The arms of which may be guessed where they end; undefined where it is too late. */
  @property({ attribute: false }) guessable: readonly { readonly name: string }[] | undefined;
  @property({ attribute: false }) guesses: Prediction['levels'];
  @state() private plot: PlotPlaced | undefined;
  protected override readonly over = ['cursor', 'guessable', 'guesses', 'plot'];

  protected readonly kind: ChartKind = {
    name: 'loss',
    scene: lossScene,
    describe: describeLoss,
    note: lossNote,
    reading: lossReading,
    table: lossTable,
  };

  static override readonly styles = [
    ...CurveChart.styles,
    css`
      chart-frame,
      .empty {
        height: var(--loss-height, clamp(14rem, 37vh, 34rem));
      }
      .empty {
        position: relative;
        display: grid;
        place-content: center start;
        padding-inline-start: 3rem;
        color: var(--muted);
        border-block: 1px solid var(--rule);
      }
      .empty p {
        max-width: min(24rem, 45%); /* beside the guesses */
      }
      @media (max-width: 46rem) {
        .bar {
          column-gap: var(--space-2);
        }
        view-options {
          order: 1;
        }
        .bar label {
          order: 2;
        }
        chart-frame,
        .empty {
          height: 19rem;
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<div class="bar">
        <h2>Loss <span>${lossUnit(this.record, this.view.unit)}, lower is better</span></h2>
        ${this.box('showTrain', 'training loss')} ${this.box('showRuns', 'single seeds')}
        <label>
          x:
          <select aria-label="x axis" @change=${this.chooseAxis}>
            ${(Object.keys(axisNames) as AxisUnit[]).map(
              (axis) => html`<option value=${axis} ?selected=${axis === this.view.axis}>${axisNames[axis]}</option>`,
            )}
          </select>
        </label>
        <view-options
          .view=${this.view}
          @view-changed=${(e: CustomEvent<ViewChanged>) => this.change(e.detail.key, e.detail.value)}
        ></view-options>
      </div>
      ${
        this.shown
          ? html`<div @plot-placed=${(e: CustomEvent<PlotPlaced>) => (this.plot = e.detail)}>
              ${this.renderChart(this.shown, this.renderGuesses(this.plot))}
            </div>`
          : html`<div class="empty">
              <p>${this.hint}</p>
              ${this.renderGuesses(undefined)}
            </div>`
      }`;
  }

  private renderGuesses(plot: PlotPlaced | undefined): TemplateResult | typeof nothing {
    const { guessable, guesses, view } = this;
    return guessable
      ? html`<end-guesses .arms=${guessable} .levels=${guesses ?? []} .plot=${plot} .perNat=${perNat(view.unit)}></end-guesses>`
      : nothing;
  }

  private box(key: 'showTrain' | 'showRuns', text: string): TemplateResult {
    return html`<label>
      <input
        type="checkbox"
        .checked=${live(this.view[key])}
        @change=${(e: Event) => this.change(key, (e.target as HTMLInputElement).checked)}
      />${text}
    </label>`;
  }

  private chooseAxis(event: Event): void {
    this.change('axis', (event.target as HTMLSelectElement).value as AxisUnit);
  }

  private change<K extends keyof CurveView>(key: K, value: CurveView[K]): void {
    this.dispatchEvent(new CustomEvent<ViewChanged>('view-changed', { detail: { key, value } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'loss-chart': LossChart;
  }
}
