// <expectation-choice>: "What do you expect?", asked before the run and only shown again after it.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { controls } from '../base/controls.styles.ts';

export interface ExpectationChosen {
  readonly expectation: string;
}

/** @fires expectation-chosen with ExpectationChosen */
@customElement('expectation-choice')
export class ExpectationChoice extends LitElement {
  @property({ attribute: false }) choices: readonly string[] = [];
  @property() chosen = '';
  @property({ type: Boolean }) locked = false;

  static override readonly styles = [
    controls,
    css`
      legend {
        font-weight: 600;
        margin-block-end: var(--space-1);
      }
      label {
        display: flex;
        gap: var(--space-2);
        align-items: baseline;
        padding-block: 0.1rem;
        line-height: 1.3;
      }
      @media (pointer: coarse) {
        label {
          padding-block: 0.6rem;
        }
      }
      input {
        transform: translateY(0.15rem);
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    if (!this.choices.length) return nothing;
    return html`<fieldset>
      <legend>What do you expect?</legend>
      ${this.choices.map(
        (choice) =>
          html`<label>
            <input
              type="radio"
              name="expectation"
              .checked=${choice === this.chosen}
              ?disabled=${this.locked && choice !== this.chosen}
              @change=${() => this.choose(choice)}
            />
            <span>${choice}</span>
          </label>`,
      )}
    </fieldset>`;
  }

  private choose(expectation: string): void {
    this.dispatchEvent(new CustomEvent<ExpectationChosen>('expectation-chosen', { detail: { expectation } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'expectation-choice': ExpectationChoice;
  }
}
