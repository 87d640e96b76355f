// <inside-panel>: what goes on inside an arm: its numbers over time, where its heads look, and what each layer would answer.
// Folded until the visitor opens it, and until then nothing is captured.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { cache } from 'lit/directives/cache.js';
import type { ExperimentRecord, InsideRecord } from '#src/experiment/record.ts';
import type { Look } from '#src/session/look.ts';
import { controls } from '../base/controls.styles.ts';
import type { InsideLook } from './inside-look.ts';
import type { ArmChosen } from './inside-traces.ts';
import './inside-look.ts';
import './inside-traces.ts';

export interface Unfolded {
  readonly open: boolean;
}

/** @fires unfolded with Unfolded; what is in it fires cadence-chosen and look-wanted */
@customElement('inside-panel')
export class InsidePanel extends LitElement {
  @property({ attribute: false }) record!: ExperimentRecord;
  @property({ attribute: false }) traces: readonly (InsideRecord | undefined)[] = [];
  @property({ attribute: false }) look: Look | undefined;
  @property() problem = ''; // why there is no look
  @property({ type: Boolean }) live = false; // the models are in memory
  @property({ type: Number }) every = 5;
  @state() private open = false;
  @state() private chosen: number | undefined; // arm
  @query('inside-look') private form!: InsideLook | null;

  static override readonly styles = [
    controls,
    css`
      summary {
        font-weight: 600;
      }
      inside-look {
        margin-block-start: var(--space-2);
      }
    `,
  ];

  protected override willUpdate(): void {
    if (this.chosen !== undefined && this.chosen >= this.record.arms.length) this.chosen = undefined;
  }

  protected override render(): TemplateResult {
    // What was chosen in there is still chosen when it is unfolded again.
    return html`<details @toggle=${this.toggled}>
      <summary>Inside</summary>
      ${cache(this.open ? this.renderInside() : nothing)}
    </details>`;
  }

  private renderInside(): TemplateResult {
    const { record, traces, look, problem, live, every } = this;
    // At first an arm that learns its shortcuts, if there is any.
    const learned = record.arms.findIndex(({ parameters }) => parameters.scalars > 0);
    const arm = this.chosen ?? Math.max(0, learned);
    return html`<inside-traces
        .record=${record}
        .traces=${traces}
        .arm=${arm}
        .live=${live}
        .every=${every}
        @arm-chosen=${(e: CustomEvent<ArmChosen>) => (this.chosen = e.detail.arm)}
      ></inside-traces>
      <inside-look .record=${record} .arm=${arm} .look=${look} .problem=${problem} .live=${live}></inside-look>`;
  }

  private async toggled(event: Event): Promise<void> {
    this.open = (event.target as HTMLDetailsElement).open;
    this.dispatchEvent(new CustomEvent<Unfolded>('unfolded', { detail: { open: this.open } }));
    if (!this.open || !this.live || this.look) return;
    await this.updateComplete;
    this.form?.ask(); // opened, it shows something at once
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'inside-panel': InsidePanel;
  }
}
