// <loss-chart>: the loss curves of the experiment: a line for each seed, and of each arm their mean with its band.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Prediction } from '#src/experiment/asked.ts';
import type { CurveView } from '#src/store/preferences.ts';
import type { PlotPlaced } from '../base/chart/chart-frame.ts';
import { choicesNow, readThings } from './choices-words.ts';
import { lossUnit, perNat, type Shown } from './curve-axis.ts';
import { CurveChart, type ChartKind } from './curve-chart.ts';
import { lossScene } from './loss-scene.ts';
import { describeLoss, lossNote, lossReading, lossTable } from './loss-words.ts';
import type { SeedChosen, ViewChanged } from './view-options.ts';

/** @fires view-changed with ViewChanged; @fires seed-chosen with SeedChosen; what <end-guesses> fires comes out of it, too */
@customElement('loss-chart')
export class LossChart extends CurveChart {
  @property() hint = ''; // what to do while there is nothing to see
  /** The arms of which may be guessed where they end; undefined where it is too late. */
  @property({ attribute: false }) guessable: readonly { readonly name: string }[] | undefined;
  @property({ attribute: false }) seeds: readonly number[] = []; // that can be looked at one by one
  @property({ type: Boolean }) steppable = false; // by one press
  @property({ attribute: false }) earlier: Shown['earlier'];
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
        height: var(--loss-height, clamp(14rem, 44vh, 34rem));
      }
      .choices {
        min-height: 1.4em;
        color: var(--muted);
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
        chart-frame,
        .empty {
          height: 19rem;
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    const [unit, thing] = lossUnit(this.record, this.view.unit).split(' per ');
    return html`<div class="bar">
        <h2>
          <term-word term="loss">Loss</term-word>
          <span> <term-word term="nats">${unit}</term-word> per ${thing}, lower is better </span>
        </h2>
        ${this.steppable && this.seeds.length > 0 ? this.renderStep() : nothing}
        <view-options
          .view=${this.view}
          .seeds=${this.seeds}
          .seed=${this.seed}
          @seed-chosen=${(e: CustomEvent<SeedChosen>) => this.choose(e.detail.seed)}
          @view-changed=${(e: CustomEvent<ViewChanged>) => this.change(e.detail.key, e.detail.value)}
        ></view-options>
      </div>
      ${
        this.shown
          ? html`<div @plot-placed=${(e: CustomEvent<PlotPlaced>) => (this.plot = e.detail)}>
                ${this.renderChart(this.shown, this.renderGuesses(this.plot))}
              </div>
              ${renderChoices(this.shown)}`
          : html`<div class="empty">
              <p>${this.hint}</p>
              ${this.renderGuesses(undefined)}
            </div>`
      }`;
  }

  protected override get shown(): Shown | undefined {
    const shown = super.shown;
    return shown && { ...shown, earlier: this.earlier };
  }

  private choose(seed: number | undefined): void {
    this.dispatchEvent(new CustomEvent<SeedChosen>('seed-chosen', { detail: { seed } }));
  }

  private renderStep(): TemplateResult {
    const { seeds, seed } = this;
    const next = seed === undefined ? seeds[0] : seeds[seeds.indexOf(seed) + 1];
    return html`<button type="button" class="plain" title="look at the seeds one by one" @click=${() => this.choose(next)}>
      ${seed === undefined ? 'all seeds' : `seed ${seed}`}
    </button>`;
  }

  private renderGuesses(plot: PlotPlaced | undefined): TemplateResult | typeof nothing {
    const { guessable, guesses, view } = this;
    return guessable
      ? html`<end-guesses .arms=${guessable} .levels=${guesses ?? []} .plot=${plot} .perNat=${perNat(view.unit)}></end-guesses>`
      : nothing;
  }

  private change<K extends keyof CurveView>(key: K, value: CurveView[K]): void {
    this.dispatchEvent(new CustomEvent<ViewChanged>('view-changed', { detail: { key, value } }));
  }
}

/** Its place is kept while there is nothing to say. */
function renderChoices(shown: Shown): TemplateResult {
  const now = choicesNow(shown);
  return html`<p class="choices small">
    ${now ? `As unsure as choosing among so many ${readThings(shown.record)}: ${now}.` : nothing}
  </p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'loss-chart': LossChart;
  }
}
