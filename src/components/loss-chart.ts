// <loss-chart>: the loss curves of the experiment with their axes, read-out, description and table.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { ExperimentRecord } from '#src/runs/record.ts';
import type { ArmCurves } from '#src/store/curves.ts';
import type { AxisUnit, Preferences } from '#src/store/preferences.ts';
import type { Progress } from '#workers/protocol.ts';
import type { CursorMoved } from './base/chart-frame.ts';
import { controls } from './base/controls.styles.ts';
import { formatLoss, formatNumber, formatWhole } from './base/numbers.ts';
import { armStyle } from './base/palette.ts';
import { axisNames, describe, lossScene, lossTable, readout } from './loss-scene.ts';
import './base/arm-mark.ts';
import './base/chart-frame.ts';

type ViewKey = 'axis' | 'logX' | 'logY' | 'showTrain' | 'showRuns';
export interface ViewChanged {
  readonly key: ViewKey;
  readonly value: AxisUnit | boolean;
}

/** @fires view-changed with ViewChanged */
@customElement('loss-chart')
export class LossChart extends LitElement {
  @property({ attribute: false }) record: ExperimentRecord | undefined;
  @property({ attribute: false }) curves: readonly ArmCurves[] = [];
  @property({ type: Number }) drawing = 0; // counts the changes of `curves`, which grow in place
  @property({ attribute: false }) progress: Progress | undefined;
  @property({ attribute: false }) view!: Preferences;
  @property() hint = ''; // what to do while there is nothing to see
  @state() private cursor: number | undefined;
  @state() private tableOpen = false;

  static override readonly styles = [
    controls,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-4);
        align-items: center;
        min-height: var(--target);
        font-size: var(--small);
      }
      .bar h2 {
        margin-inline-end: auto;
      }
      .bar h2 span {
        font-weight: 400;
        color: var(--muted);
      }
      label {
        display: inline-flex;
        gap: var(--space-1);
        align-items: center;
        min-height: var(--target);
      }
      chart-frame,
      .empty {
        height: clamp(17rem, 54vh, 36rem);
      }
      .empty {
        display: grid;
        place-content: center;
        text-align: center;
        color: var(--muted);
        border-block: 1px solid var(--rule);
      }
      chart-frame + .bar,
      .empty + .bar {
        margin-block-start: var(--space-1);
      }
      .readout {
        display: flex;
        flex: 1 1 16rem;
        flex-wrap: wrap;
        gap: 0 var(--space-3);
        align-content: center;
        min-height: 1.5rem;
        color: var(--muted);
      }
      .readout b {
        color: var(--ink);
      }
      .table {
        overflow-x: auto;
      }
      @media (max-width: 46rem) {
        chart-frame,
        .empty {
          height: 19rem;
        }
        .readout {
          flex-basis: 100%;
          min-height: 2.6rem;
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { record } = this;
    const units = new Set(record?.arms.map((arm) => arm.config.tokenizer) ?? ['character']);
    const unit = units.size === 1 ? [...units][0]! : 'token';
    return html`<div class="bar">
        <h2>Loss <span>nats per ${unit}, lower is better</span></h2>
        ${this.box('showTrain', 'training loss')} ${this.box('showRuns', 'single seeds')} ${this.box('logY', 'log')}
      </div>
      ${record ? this.renderChart(record) : html`<div class="empty">${this.hint}</div>`}
      <div class="bar">
        <div class="readout" aria-live=${this.cursor === undefined ? 'off' : 'polite'}>${this.renderReadout()}</div>
        <label>
          x:
          <select aria-label="x axis" @change=${this.chooseAxis}>
            ${(Object.keys(axisNames) as AxisUnit[]).map(
              (axis) => html`<option value=${axis} ?selected=${axis === this.view.axis}>${axisNames[axis]}</option>`,
            )}
          </select>
        </label>
        ${this.box('logX', 'log', 'logarithmic x axis')}
      </div>
      ${record ? this.renderTable(record) : nothing}`;
  }

  private box(key: Exclude<ViewKey, 'axis'>, text: string, name = key === 'logY' ? 'logarithmic loss axis' : ''): TemplateResult {
    return html`<label>
      <input
        type="checkbox"
        aria-label=${name || nothing}
        .checked=${live(this.view[key])}
        @change=${(e: Event) => this.change(key, (e.target as HTMLInputElement).checked)}
      />${text}
    </label>`;
  } // prettier-ignore

  private renderChart(record: ExperimentRecord): TemplateResult {
    return html`<chart-frame
      label=${describe(record, this.curves)}
      .build=${() => lossScene(record, this.curves, this.progress, this.view)}
      @cursor-moved=${(e: CustomEvent<CursorMoved>) => (this.cursor = e.detail.x)}
    ></chart-frame>`;
  }

  private renderReadout(): TemplateResult | typeof nothing {
    const { record, cursor } = this;
    if (!record) return nothing;
    if (cursor === undefined) {
      const { status, data } = record;
      const measured = status === 'finished' ? `, measured on ${formatWhole(data.validationTokens)} tokens at the end` : '';
      const training = this.view.showTrain ? '; thin: training loss' : '';
      return html`<span>thick: held-out loss, mean of the seeds${measured}${training}</span>`;
    }
    const { at, values } = readout(cursor, record, this.curves, this.progress, this.view.axis);
    const letter = (arm: number): string => armStyle(arm).letter;
    // The spaces are for those who hear it.
    return html`<span>${at}</span> ${values.map(({ arm, text }) => html`<span>${letter(arm)} <b>${text}</b></span> `)}`;
  } // prettier-ignore

  private renderTable(record: ExperimentRecord): TemplateResult {
    return html`<details @toggle=${(e: Event) => (this.tableOpen = (e.target as HTMLDetailsElement).open)}>
      <summary class="small">Curves as a table</summary>
      ${
        this.tableOpen
          ? html`<div class="table" tabindex="0" role="region" aria-label="Held-out loss by step">
              <table>
                <thead>
                  <tr>
                    <th scope="col">step</th>
                    ${record.arms.map(
                      (arm, index) => html`<th scope="col" class="number">${armStyle(index).letter} ${arm.name}</th>`,
                    )}
                  </tr>
                </thead>
                <tbody>
                  ${lossTable(this.curves).map(
                    ({ step, losses }) =>
                      html`<tr>
                        <th scope="row">${formatNumber(step)}</th>
                        ${losses.map((loss) => html`<td class="number">${formatLoss(loss ?? NaN)}</td>`)}
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
          : nothing
      }
    </details>`;
  }

  private chooseAxis(event: Event): void {
    this.change('axis', (event.target as HTMLSelectElement).value as AxisUnit);
  }

  private change(key: ViewKey, value: AxisUnit | boolean): void {
    this.dispatchEvent(new CustomEvent<ViewChanged>('view-changed', { detail: { key, value } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'loss-chart': LossChart;
  }
}
