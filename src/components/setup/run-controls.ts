// <run-controls>: start, pause, step, reset, resume; how far it is and how long it still takes.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SessionState } from '#src/session/events.ts';
import { sentenceOf } from '#src/words/message.ts';
import { controls } from '../base/controls.styles.ts';
import { progressStyles } from '../base/progress.styles.ts';

/** @fires run-started @fires run-toggled @fires run-stepped @fires run-reset @fires run-resumed */
@customElement('run-controls')
export class RunControls extends LitElement {
  @property({ attribute: false }) session: SessionState = { phase: 'idle' };
  @property() reason = ''; // why Start is off
  @property() line = ''; // estimate before, progress while, nothing after
  @property({ type: Number }) done = 0;
  @property({ type: Boolean }) shown = false; // something of the visitor's is on the chart, so Reset has a meaning
  @property({ type: Boolean }) trainable = false; // there is a GPU to resume on

  static override readonly styles = [
    controls,
    progressStyles,
    css`
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      button {
        flex: 1 1 auto;
        min-width: 4rem;
        max-width: 7rem;
        padding-inline: var(--space-1);
        scroll-margin: 0;
      }
      .toggle {
        min-width: 5.5rem;
      }
      .line {
        min-height: 1.35rem;
        line-height: 1.35rem;
        font-size: var(--small);
        color: var(--muted);
      }
      .wrong,
      .note {
        margin-block-start: var(--space-1);
      }
      .note {
        font-size: var(--small);
        color: var(--muted);
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { phase, message, resumable } = this.session;
    const running = phase === 'preparing' || phase === 'training' || phase === 'paused';
    const begun = running || this.shown;
    const resume = phase === 'stopped' && resumable === true && this.trainable;
    return html`<div class="buttons">
        <button
          type="button"
          id="start"
          class=${resume ? '' : 'primary'}
          ?disabled=${running || this.reason !== ''}
          aria-describedby="line"
          @click=${() => this.tell('run-started')}
        >
          Start
        </button>
        ${
          resume
            ? html`<button type="button" class="toggle primary" @click=${() => this.tell('run-resumed')}>Resume</button>`
            : html`<button
                type="button"
                class="toggle"
                ?hidden=${!begun}
                ?disabled=${phase !== 'training' && phase !== 'paused'}
                @click=${() => this.tell('run-toggled')}
              >
                ${phase === 'paused' ? 'Continue' : 'Pause'}
              </button>`
        }
        <button type="button" ?hidden=${!begun} ?disabled=${phase !== 'paused'} @click=${() => this.tell('run-stepped')}>
          Step
        </button>
        <button type="button" ?hidden=${!begun} @click=${() => this.tell('run-reset')}>Reset</button>
      </div>
      <progress
        aria-label="Training progress"
        max="1"
        value=${phase === 'finished' ? 1 : phase === 'preparing' || !this.shown ? 0 : this.done}
      ></progress>
      <div class="line" id="line">${!running && this.reason ? html`<b>${this.reason}</b>` : this.line}</div>
      ${phase === 'stopped' && message ? html`<p class="wrong">${sentenceOf(message)}</p>` : nothing}
      ${phase === 'training' && message ? html`<p class="note">${sentenceOf(message)}</p>` : nothing}`;
  }

  private tell(type: string): void {
    this.dispatchEvent(new CustomEvent(type));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'run-controls': RunControls;
  }
}
