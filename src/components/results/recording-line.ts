// <recording-line>: says that what is shown is a recording, where and when it was made, and lets it be stopped and seen again.

import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { isolated } from '#src/words/isolated.ts';
import { formatDate } from '#src/words/dates.ts';
import { plural } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';

const button = { playing: 'Pause', paused: 'Play', ended: 'Play again' } as const;

/** @fires replay-toggled */
@customElement('recording-line')
export class RecordingLine extends LitElement {
  @property({ attribute: false }) recorded!: ExperimentRecord;
  @property() phase: keyof typeof button = 'ended';
  @property({ type: Boolean }) trainable = false;
  @property() size = ''; // that Start trains
  @property() suits = ''; // the size that suits this machine

  static override readonly styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-3);
        align-items: baseline;
        font-size: var(--small);
      }
      p {
        flex: 1 1 20rem;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { arms, size, trainings, startedAt } = this.recorded;
    const start = this.size === size ? 'Start trains it here.' : `Start trains it here at size ${this.size}.`;
    const more = this.suits && this.suits !== this.size ? ` Size ${this.suits}, under Settings, suits this machine.` : '';
    const { adapter, where } = trainings[0]!.device;
    const seeds = Math.max(...arms.map(({ runs }) => runs.length));
    return html`<p>
        <b>A recording</b>: ${plural(seeds, 'seed')} of each arm at size ${size}, trained on ${isolated(adapter)}, ${where}, on
        ${formatDate(startedAt)}. ${this.trainable ? start + more : ''}
      </p>
      <button type="button" class="plain" @click=${() => this.dispatchEvent(new CustomEvent('replay-toggled'))}>
        ${button[this.phase]}
      </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'recording-line': RecordingLine;
  }
}
