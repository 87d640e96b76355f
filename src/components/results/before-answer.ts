// <before-answer>: asked between Start and the answer, and skipped by one press: why one expects that, and how far apart seeds will end.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Prediction } from '#src/experiment/asked.ts';
import { longestNote } from '#src/experiment/limits.ts';
import { controls } from '../base/controls.styles.ts';
import { atMost } from '../base/field/at-most.ts';

/** What was said; nothing when it was skipped. */
export interface Said {
  readonly said?: Pick<Prediction, 'why' | 'spread'>;
}

/** Nats between the lowest and the highest seed of an arm: hardly to be seen, as much as a small idea brings, as much as a large one. */
const spreads = [0.02, 0.1, 0.5];

/** @fires answer-wanted with Said */
@customElement('before-answer')
export class BeforeAnswer extends LitElement {
  @property({ type: Boolean }) why = false;
  @property({ type: Boolean }) spread = false;
  @state() private chosen: number | undefined; // remembered, since it is no longer asked when the end is seen
  @query('#why') private reason!: HTMLInputElement | null;

  static override readonly styles = [
    controls,
    css`
      form {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2) var(--space-4);
        align-items: end;
        padding: var(--space-2) var(--space-3);
        border: 1px solid var(--rule);
        border-radius: 3px;
      }
      .why {
        flex: 1 1 20rem;
        display: grid;
        gap: var(--space-1);
      }
      .spread {
        flex: 1 1 100%;
      }
      label.range {
        display: inline-flex;
        gap: var(--space-1);
        align-items: center;
        min-height: var(--target);
        margin-inline-end: var(--space-4);
      }
      .name {
        font-weight: 600;
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<form aria-label="Before the answer" @submit=${this.tell}>
      ${
        this.spread
          ? html`<fieldset class="spread">
              <legend class="name">How far apart will the seeds of one arm end?</legend>
              ${spreads.map(
                (value) =>
                  html`<label class="range"
                    ><input type="radio" name="spread" value=${value} @change=${() => (this.chosen = value)} />about ${value}
                    nats</label
                  >`,
              )}
            </fieldset>`
          : nothing
      }
      ${
        this.why
          ? html`<div class="why">
              <label for="why" class="name">Why do you expect that?</label>
              <input id="why" type="text" dir="auto" ${atMost(longestNote)} />
            </div>`
          : nothing
      }
      <div>
        <button type="submit">Keep</button>
        <button type="button" class="plain" @click=${() => this.end({})}>skip</button>
      </div>
    </form>`;
  }

  private tell(event: Event): void {
    event.preventDefault();
    const why = this.reason?.value.trim();
    const said = { ...(why && { why }), ...(this.chosen !== undefined && { spread: this.chosen }) };
    this.end(Object.keys(said).length > 0 ? { said } : {});
  }

  private end(detail: Said): void {
    this.dispatchEvent(new CustomEvent<Said>('answer-wanted', { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'before-answer': BeforeAnswer;
  }
}
