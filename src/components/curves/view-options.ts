// <view-options>: the finer choices of how curves are drawn, unfolded over the chart, which stays where it is.

import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { mostSmoothing, type CurveView } from '#src/store/preferences.ts';
import { formatNumber } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';
import { axisNames } from './curve-axis.ts';

export interface ViewChanged {
  readonly key: keyof CurveView;
  readonly value: CurveView[keyof CurveView];
}

/** @fires view-changed with ViewChanged */
@customElement('view-options')
export class ViewOptions extends LitElement {
  @property({ attribute: false }) view!: CurveView;
  @query('details') private details!: HTMLDetailsElement;

  static override readonly styles = [
    controls,
    css`
      summary {
        min-height: var(--target);
        align-content: center;
      }
      /* Below the bar it stands in, which is positioned. */
      .panel {
        position: absolute;
        inset: 100% 0 auto auto;
        z-index: 2;
        display: grid;
        grid-template-columns: auto auto;
        gap: var(--space-1) var(--space-3);
        align-items: center;
        width: max-content;
        max-width: 100%;
        padding: var(--space-3);
        background: var(--paper);
        border: 1px solid var(--rule);
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
    return html`<details @keydown=${this.pressed} @focusout=${this.left}>
      <summary>View</summary>
      <!-- Takes the focus when its own text is pressed, so that this is no leaving. -->
      <div class="panel" tabindex="-1">
        ${this.choice('axis', 'x axis', axisNames)} ${this.box('showTrain', 'training loss')}
        ${this.box('showRuns', 'single seeds')}
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
    </details>`;
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

  private pressed(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.details.open) return;
    event.preventDefault();
    this.details.open = false;
    this.details.querySelector('summary')?.focus();
  }

  private left(event: FocusEvent): void {
    if (event.relatedTarget instanceof Node && this.details.contains(event.relatedTarget)) return;
    this.details.open = false;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'view-options': ViewOptions;
  }
}
