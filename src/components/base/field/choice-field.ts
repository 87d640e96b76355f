// <choice-field>: a labelled choice from a short list, with its help and what is wrong with it.

import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { controls } from '../controls.styles.ts';
import { field } from './field.styles.ts';

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
export class ChoiceField extends LitElement {
  @property() label = '';
  @property() help = '';
  @property() value = '';
  @property({ attribute: false }) choices: readonly Choice[] = [];
  @property({ type: Boolean }) disabled = false;
  @property() problem = '';
  @property({ type: Boolean, reflect: true }) compact = false;

  static override readonly styles = [controls, field];

  protected override render(): TemplateResult {
    const described = [this.help && !this.compact && 'help', this.problem && 'problem'].filter(Boolean).join(' ');
    return html`<div class="row">
      <label for="select">${this.label}</label>
      ${this.help && !this.compact ? html`<div class="help" id="help">${this.help}</div>` : nothing}
      <div class="control">
        <select
          id="select"
          ?disabled=${this.disabled}
          aria-describedby=${described || nothing}
          aria-invalid=${this.problem ? 'true' : nothing}
          @change=${this.changed}
        >
          ${this.choices.map(
            (c) => html`<option value=${c.value} ?disabled=${c.disabled} ?selected=${c.value === this.value}>${c.label}</option>`,
          )}
        </select>
      </div>
      ${this.problem ? html`<div class="wrong" id="problem">${this.problem}</div>` : nothing}
    </div>`;
  }

  protected override updated(): void {
    // The options exist only now; a select cannot take a value before it has the option.
    const select = this.renderRoot.querySelector('select');
    if (select && select.value !== this.value) select.value = this.value;
  }

  private changed(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    this.dispatchEvent(new CustomEvent<ChoiceChanged>('choice-changed', { detail: { value }, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'choice-field': ChoiceField;
  }
}
