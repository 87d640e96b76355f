// <switch-field>: a labelled checkbox, with its help and what is wrong with it.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { controls } from '../controls.styles.ts';
import { field } from './field.styles.ts';

export interface SwitchChanged {
  readonly value: boolean;
}

/** @fires switch-changed with SwitchChanged */
@customElement('switch-field')
export class SwitchField extends LitElement {
  @property() label = '';
  @property() help = '';
  @property({ type: Boolean }) value = false;
  @property({ type: Boolean }) disabled = false;
  @property() problem = '';
  @property({ type: Boolean, reflect: true }) compact = false;

  static override readonly styles = [
    controls,
    field,
    css`
      .control {
        justify-self: end;
        padding: 0.35rem;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const described = [this.help && 'help', this.problem && 'problem'].filter(Boolean).join(' ');
    return html`<div class="row">
      <label for="box">${this.label}</label>
      ${this.help ? html`<div class="help" id="help">${this.help}</div>` : nothing}
      <div class="control">
        <input
          id="box"
          type="checkbox"
          .checked=${live(this.value)}
          ?disabled=${this.disabled}
          aria-describedby=${described || nothing}
          aria-invalid=${this.problem ? 'true' : nothing}
          @change=${this.changed}
        />
      </div>
      ${this.problem ? html`<div class="wrong" id="problem">${this.problem}</div>` : nothing}
    </div>`;
  }

  private changed(event: Event): void {
    const value = (event.target as HTMLInputElement).checked;
    this.dispatchEvent(new CustomEvent<SwitchChanged>('switch-changed', { detail: { value }, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'switch-field': SwitchField;
  }
}
