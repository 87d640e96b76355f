// <choice-field>: a labelled choice from a short list, with its help and what is wrong with it.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { FormField } from './form-field.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly disabled?: boolean;
}

export interface ChoiceChanged {
  readonly value: string;
}

/** @fires choice-changed with ChoiceChanged */
@customElement('choice-field')
export class ChoiceField extends FormField<string> {
  @property() value = '';
  @property({ attribute: false }) choices: readonly Choice[] = [];
  @query('select') private select!: HTMLSelectElement;

  protected override renderControl(described: string | typeof nothing): TemplateResult {
    return html`<select
      id="control"
      ?disabled=${this.disabled}
      aria-describedby=${described}
      aria-invalid=${this.wrong ? 'true' : nothing}
      @change=${() => this.tell('choice-changed', this.select.value)}
    >
      ${this.choices.map(
        (c) => html`<option value=${c.value} ?disabled=${c.disabled} ?selected=${c.value === this.value}>${c.label}</option>`,
      )}
    </select>`;
  }

  protected override updated(): void {
    // The options exist only now; a select cannot take a value before it has the option.
    if (this.select.value !== this.value) this.select.value = this.value;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'choice-field': ChoiceField;
  }
}
