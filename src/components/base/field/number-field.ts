// <number-field>: a labelled number with its range, its help and what is wrong with it.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { formatNumber } from '#src/words/numbers.ts';
import { FormField } from './form-field.ts';

/** NaN when what is typed is no number. */
export interface NumberChanged {
  readonly value: number;
}

/** @fires number-changed with NumberChanged */
@customElement('number-field')
export class NumberField extends FormField<number> {
  @property({ type: Number }) value = 0;
  @property({ type: Number }) min = 0;
  @property({ type: Number }) max = Number.MAX_SAFE_INTEGER;
  @property({ type: Boolean }) whole = false;
  @query('input') private input!: HTMLInputElement | null;

  protected override get explanation(): string {
    return this.help && `${this.help} ${formatNumber(this.min)} to ${formatNumber(this.max)}.`;
  }

  protected override renderControl(described: string | typeof nothing): TemplateResult {
    // An unfinished number is not wiped while it is typed.
    const shown = Number.isNaN(this.value) ? (this.input?.value ?? '') : String(this.value);
    return html`<input
      id="control"
      type="number"
      inputmode=${this.whole ? 'numeric' : 'decimal'}
      min=${this.min}
      max=${this.max}
      step=${this.whole ? 1 : 'any'}
      .value=${live(shown)}
      ?disabled=${this.disabled}
      aria-describedby=${described}
      aria-invalid=${this.problem ? 'true' : nothing}
      @input=${() => this.tell('number-changed', this.input!.valueAsNumber)}
    />`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'number-field': NumberField;
  }
}
