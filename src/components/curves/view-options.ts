// <view-options>: the finer choices of how curves are drawn, unfolded over the chart, which stays where it is.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { mostSmoothing, type CurveView } from '#src/store/preferences.ts';
import { formatNumber } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';
import { axisNames } from './curve-axis.ts';
import '../base/view-fold.ts';

export interface ViewChanged {
  readonly key: keyof CurveView;
  readonly value: CurveView[keyof CurveView];
}

export interface SeedChosen {
  readonly seed: number | undefined; // undefined: all together
}

/**
 * @fires view-changed with ViewChanged
 * @fires seed-chosen with SeedChosen
 */
@customElement('view-options')
export class ViewOptions extends LitElement {
  @property({ attribute: false }) view!: CurveView;
  @property({ attribute: false }) seeds: readonly number[] = []; // that can be looked at one by one
  @property({ attribute: false }) seed: number | undefined;

  static override readonly styles = [
    controls,
    css`
      .grid {
        display: grid;
        grid-template-columns: auto auto;
        gap: var(--space-1) var(--space-3);
        align-items: center;
      }
      .box {
        grid-column: span 2;
        display: flex;
        gap: var(--space-2);
        align-items: center;
        min-height: var(--target);
      }
      .smoothing {
        display: flex;
        gap: var(--space-2);
        align-items: center;
      }
      input[type='range'] {
        width: 7rem;
        padding: 0;
        border: 0;
      }
      output {
        min-width: 2rem;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { smoothing } = this.view;
    return html`<view-fold>
      <div class="grid">
        ${this.choice('axis', 'x axis', axisNames)} ${this.box('showTrain', 'training loss')}
        ${this.box('showRuns', 'single seeds')} ${this.renderSeeds()}
        ${this.choice('centre', 'thick line', { mean: 'mean of the seeds', median: 'median of the seeds' })}
        ${this.choice('band', 'band', {
          interval: '95 % interval of the mean',
          range: 'lowest to highest seed',
          none: 'none',
        })}
        ${this.choice('unit', 'loss in', { nats: 'nats', bits: 'bits' })}
        <label for="smoothing">smoothing</label>
        <span class="smoothing">
          <input
            id="smoothing"
            type="range"
            min="0"
            max=${mostSmoothing}
            step="0.01"
            aria-valuetext=${smoothing ? formatNumber(smoothing) : 'off'}
            .value=${live(String(smoothing))}
            @input=${(e: Event) => this.change('smoothing', Number((e.target as HTMLInputElement).value))}
          />
          <output for="smoothing">${smoothing ? formatNumber(smoothing) : 'off'}</output>
        </span>
        ${this.box('logX', 'logarithmic x axis')} ${this.box('logY', 'logarithmic loss axis')}
        ${this.box('showLevels', 'reference lines')}
      </div>
    </view-fold>`;
  }

  private renderSeeds(): TemplateResult | typeof nothing {
    const { seeds, seed } = this;
    const choose = ({ target }: Event): void => {
      const { value } = target as HTMLSelectElement;
      this.dispatchEvent(new CustomEvent<SeedChosen>('seed-chosen', { detail: { seed: value ? Number(value) : undefined } }));
    };
    return seeds.length
      ? html`<label for="seed">look at</label>
          <select id="seed" @change=${choose}>
            <option value="" .selected=${live(seed === undefined)}>all seeds</option>
            ${seeds.map((each) => html`<option value=${each} .selected=${live(each === seed)}>seed ${each}</option>`)}
          </select>`
      : nothing;
  }

  private choice<K extends 'axis' | 'centre' | 'band' | 'unit'>(
    key: K,
    label: string,
    names: Readonly<Record<CurveView[K], string>>,
  ): TemplateResult {
    return html`<label for=${key}>${label}</label>
      <select id=${key} @change=${(e: Event) => this.change(key, (e.target as HTMLSelectElement).value as CurveView[K])}>
        ${Object.entries<string>(names).map(
          ([value, name]) => html`<option value=${value} ?selected=${value === this.view[key]}>${name}</option>`,
        )}
      </select>`;
  }

  private box(key: 'showTrain' | 'showRuns' | 'logX' | 'logY' | 'showLevels', text: string): TemplateResult {
    return html`<label class="box">
      <input
        type="checkbox"
        .checked=${live(this.view[key])}
        @change=${(e: Event) => this.change(key, (e.target as HTMLInputElement).checked)}
      />${text}
    </label>`;
  }

  private change<K extends keyof CurveView>(key: K, value: CurveView[K]): void {
    this.dispatchEvent(new CustomEvent<ViewChanged>('view-changed', { detail: { key, value } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'view-options': ViewOptions;
  }
}
