// <switch-field>: a labelled checkbox, with its help and what is wrong with it.

import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { FormField } from './form-field.ts';

export interface SwitchChanged {
  readonly value: boolean;
}

/** @fires switch-changed with SwitchChanged */
@customElement('switch-field')
export class SwitchField extends FormField<boolean> {
  @property({ type: Boolean }) value = false;
  @query('input') private input!: HTMLInputElement;

  static override readonly styles = [
    ...FormField.styles,
    css`
      .control {
        justify-self: end;
        padding: 0.35rem;
      }
    `,
  ];

  protected override renderControl(described: string | typeof nothing): TemplateResult {
    return html`<input
      id="control"
      type="checkbox"
      .checked=${live(this.value)}
      ?disabled=${this.disabled}
      aria-describedby=${described}
      aria-invalid=${this.wrong ? 'true' : nothing}
      @change=${() => this.tell('switch-changed', this.input.checked)}
    />`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'switch-field': SwitchField;
  }
}
