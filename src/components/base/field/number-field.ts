// <number-field>: a labelled number with its range, its help and what is wrong with it.

import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { controls } from '../controls.styles.ts';
import { formatNumber } from '../numbers.ts';
import { field } from './field.styles.ts';

/** NaN when what is typed is no number. */
export interface NumberChanged {
  readonly value: number;
}

/** @fires number-changed with NumberChanged */
@customElement('number-field')
export class NumberField extends LitElement {
  @property() label = '';
  @property() help = '';
  @property({ type: Number }) value = 0;
  @property({ type: Number }) min = 0;
  @property({ type: Number }) max = Number.MAX_SAFE_INTEGER;
  @property({ type: Boolean }) whole = false;
  @property({ type: Boolean }) disabled = false;
  @property() problem = '';
  @property({ type: Boolean, reflect: true }) compact = false;

  static override readonly styles = [controls, field];

  protected override render(): TemplateResult {
    const described = [this.help && 'help', this.problem && 'problem'].filter(Boolean).join(' ');
    return html`<div class="row">
      <label for="input">${this.label}</label>
      ${
        this.help && !this.compact
          ? html`<div class="help" id="help">${this.help} ${formatNumber(this.min)} to ${formatNumber(this.max)}.</div>`
          : nothing
      }
      <div class="control">
        <input
          id="input"
          type="number"
          inputmode=${this.whole ? 'numeric' : 'decimal'}
          min=${this.min}
          max=${this.max}
          step=${this.whole ? 1 : 'any'}
          .value=${Number.isNaN(this.value) ? live(this.typed) : live(String(this.value))}
          ?disabled=${this.disabled}
          aria-describedby=${this.compact ? (this.problem ? 'problem' : nothing) : described || nothing}
          aria-invalid=${this.problem ? 'true' : nothing}
          @input=${this.changed}
        />
      </div>
      ${this.problem ? html`<div class="wrong" id="problem">${this.problem}</div>` : nothing}
    </div>`;
  }

  /** What stands in the field now, so that an unfinished number is not wiped while it is typed. */
  private get typed(): string {
    return this.shadowRoot?.querySelector('input')?.value ?? '';
  }

  private changed(event: Event): void {
    const value = (event.target as HTMLInputElement).valueAsNumber;
    this.dispatchEvent(new CustomEvent<NumberChanged>('number-changed', { detail: { value }, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'number-field': NumberField;
  }
}
