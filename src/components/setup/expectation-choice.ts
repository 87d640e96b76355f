// <expectation-choice>: "What do you expect?": a sentence to believe in before the run, which its answer comes back to. Skipped by one
// press, or by not choosing any.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Choice, Prediction } from '#src/experiment/asked.ts';
import { controls } from '../base/controls.styles.ts';

export interface ExpectationChosen {
  readonly choice: string; // its id
}

/** @fires expectation-chosen with ExpectationChosen @fires prediction-forgotten */
@customElement('expectation-choice')
export class ExpectationChoice extends LitElement {
  @property({ attribute: false }) choices: readonly Choice[] = [];
  @property({ attribute: false }) prediction: Prediction | undefined;
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
    const { choices, prediction, locked } = this;
    if (!choices.length) return nothing;
    return html`<fieldset>
      <legend>What do you expect?</legend>
      ${choices.map(
        ({ id, sentence }) =>
          html`<label>
            <input
              type="radio"
              name="expectation"
              .checked=${id === prediction?.choice}
              ?disabled=${locked && id !== prediction?.choice}
              @change=${() => this.choose(id)}
            />
            <span>${sentence}</span>
          </label>`,
      )}
      ${prediction && !locked ? html`<button type="button" class="plain small" @click=${this.forget}>take it back</button>` : nothing}
    </fieldset>`;
  }

  private choose(choice: string): void {
    this.dispatchEvent(new CustomEvent<ExpectationChosen>('expectation-chosen', { detail: { choice } }));
  }

  /** The button goes with what it took back. */
  private async forget(): Promise<void> {
    this.dispatchEvent(new CustomEvent('prediction-forgotten'));
    await this.updateComplete;
    this.renderRoot.querySelector('input')?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'expectation-choice': ExpectationChoice;
  }
}
