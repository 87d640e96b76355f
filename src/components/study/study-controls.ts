// <study-controls>: Start, Stop, Resume of a study; where it is, and about how long it still takes.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { controls } from '../base/controls.styles.ts';
import { progressStyles } from '../base/progress.styles.ts';

export type StudyPhase = 'idle' | 'preparing' | 'training' | 'finished' | 'stopped';

/** @fires study-started @fires study-stopped @fires study-resumed */
@customElement('study-controls')
export class StudyControls extends LitElement {
  @property() phase: StudyPhase = 'idle';
  @property() reason = ''; // why Start is off
  @property() line = ''; // where it is
  @property() wrong = ''; // what ended it, or is wrong
  @property({ type: Number }) share: number | undefined; // of its time; undefined if nobody knows
  @property({ type: Boolean }) resumable = false;

  static override readonly styles = [
    controls,
    progressStyles,
    css`
      .buttons {
        display: flex;
        gap: var(--space-2);
      }
      button {
        min-width: 5.5rem;
      }
      .line {
        min-height: 1.35rem;
        font-size: var(--small);
        color: var(--muted);
      }
    `,
  ];

  private pressed = false; // one of its buttons has the focus

  protected override willUpdate(): void {
    this.pressed = (this.renderRoot as ShadowRoot | undefined)?.activeElement?.localName === 'button';
  }

  /** Stop stands where Start stood: whoever pressed one by key is at the other. */
  protected override updated(): void {
    const { activeElement } = this.renderRoot as ShadowRoot;
    if (this.pressed && !activeElement) this.renderRoot.querySelector<HTMLElement>('button:enabled')?.focus();
  }

  protected override render(): TemplateResult {
    const { phase, reason, share, resumable, wrong } = this;
    const running = phase === 'preparing' || phase === 'training';
    return html`<div class="buttons">
        ${
          running
            ? html`<button type="button" id="stop" @click=${() => this.tell('study-stopped')}>Stop</button>`
            : html`${
                  resumable
                    ? html`<button
                        type="button"
                        id="resume"
                        class="primary"
                        ?disabled=${reason !== ''}
                        @click=${() => this.tell('study-resumed')}
                      >
                        Resume
                      </button>`
                    : nothing
                }<button
                  type="button"
                  id="start"
                  class=${resumable ? '' : 'primary'}
                  ?disabled=${reason !== ''}
                  aria-describedby="line"
                  @click=${() => this.tell('study-started')}
                >
                  ${resumable || phase === 'finished' ? 'Start anew' : 'Start'}
                </button>`
        }
      </div>
      ${running ? html`<progress aria-label="Progress of the study" max="1" value=${share ?? nothing}></progress>` : nothing}
      <div class="line" id="line">${!running && reason ? html`<b>${reason}</b>` : this.line}</div>
      ${wrong ? html`<p class="wrong" role="alert">${wrong}</p>` : nothing}`;
  }

  private tell(type: string): void {
    this.dispatchEvent(new CustomEvent(type));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'study-controls': StudyControls;
  }
}
