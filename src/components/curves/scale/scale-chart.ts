// <scale-chart>: the loss at the end of each arm against its size, the text it read, or what it cost.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { axisFor, scaleAxes, type ScaleAxis } from '#src/science/scaling/scale-axis.ts';
import type { FoundLaw } from '#src/store/scaling/fitted-law.ts';
import { lossUnit, type Shown } from '../curve-axis.ts';
import { CurveChart, type ChartKind } from '../curve-chart.ts';
import { scaleScene } from './scale-scene.ts';
import { scaleShown, type ScaleShown } from './scale-shown.ts';
import { describeScale, scaleNote, scaleReading, scaleTable, unplacedNotes } from './scale-words.ts';
import '../../base/view-fold.ts';

const axisNames: Readonly<Record<ScaleAxis, string>> = {
  parameters: 'parameters',
  uniqueText: 'unique text',
  tokens: 'tokens',
  cleanTokens: 'clean tokens',
  flops: 'FLOP',
  seconds: 'seconds',
};

@customElement('scale-chart')
export class ScaleChart extends CurveChart {
  /** What the lesson is about; of other experiments the first in which their arms differ. */
  @property() suggested: ScaleAxis | undefined;
  /** Of its points, and where somebody thinks that the dearest will end. */
  @property({ attribute: false }) law: FoundLaw | undefined;
  @property({ attribute: false }) guess: number | undefined;
  @state() private chosen: { readonly axis: ScaleAxis; readonly of: string } | undefined; // for one experiment
  @state() private logX = true;
  @state() private logY = false;

  protected readonly kind: ChartKind = {
    name: 'scale',
    scene: (shown) => scaleScene(this.scaled(shown)),
    describe: (shown) => describeScale(this.scaled(shown)),
    note: (shown) => scaleNote(this.scaled(shown)),
    reading: (x, shown) => scaleReading(x, this.scaled(shown)),
    table: (shown) => scaleTable(this.scaled(shown)),
  };

  static override readonly styles = [
    ...CurveChart.styles,
    css`
      chart-frame {
        height: var(--scale-height, clamp(14rem, 37vh, 34rem));
      }
      p {
        font-size: var(--small);
        color: var(--muted);
      }
      @media (max-width: 46rem) {
        chart-frame {
          height: 19rem;
        }
      }
    `,
  ];

  private get axis(): ScaleAxis {
    const { chosen, suggested, record } = this;
    if (chosen && chosen.of === record?.id) return chosen.axis;
    return suggested ?? (record ? axisFor(record) : 'parameters');
  }

  private scaled(shown: Shown): ScaleShown {
    return scaleShown(shown, { axis: this.axis, logX: this.logX, logY: this.logY, law: this.law, guess: this.guess });
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.shown) return nothing;
    const shown = this.scaled(this.shown);
    const { record, view, scale } = shown;
    return html`<div class="bar">
        <h2>
          ${scale.ended ? 'Loss at the end' : 'Loss so far'}
          <span>against ${axisNames[this.axis]}, ${lossUnit(record, view.unit)}</span>
        </h2>
        <view-fold>
          <label>
            against
            <select aria-label="loss against" @change=${this.chooseAxis}>
              ${scaleAxes.map((axis) => html`<option value=${axis} ?selected=${axis === this.axis}>${axisNames[axis]}</option>`)}
            </select>
          </label>
          ${this.box('logX', 'log x')} ${this.box('logY', 'log loss')}
        </view-fold>
      </div>
      ${scale.points.length > 0 || !scale.unplaced.some(({ why }) => why !== 'waiting') ? this.renderChart(shown) : nothing}
      ${unplacedNotes(shown).map((sentence) => html`<p>${sentence}</p>`)}`;
  }

  private box(key: 'logX' | 'logY', text: string): TemplateResult {
    return html`<label>
      <input
        type="checkbox"
        .checked=${live(this[key])}
        @change=${(e: Event) => (this[key] = (e.target as HTMLInputElement).checked)}
      />${text}
    </label>`;
  }

  private chooseAxis(event: Event): void {
    const axis = (event.target as HTMLSelectElement).value as ScaleAxis;
    this.chosen = { axis, of: this.record!.id };
    this.cursor = undefined; // it stood at a size of another kind
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'scale-chart': ScaleChart;
  }
}
