// <run-selection>: what can be done with all selected runs at once: compare, pin, hide, delete their experiments.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RunKey } from '#src/experiment/comparison.ts';
import { mostArms } from '#src/experiment/limits.ts';
import { runsIn } from '#src/store/kept/history.ts';
import type { RunRow } from '#src/store/kept/rows.ts';
import { plural } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';

export interface RunsCompared {
  readonly runs: readonly RunKey[];
}

const whole = 'Runs go with their experiment, or its seeds would lose their pairs: hide them instead.';

function reasonNotToCompare(arms: number): string {
  if (arms < 2) return 'Choose runs of a second arm to compare.';
  return arms > mostArms ? `At most ${mostArms} arms can be compared; these runs belong to ${arms}.` : '';
}

/** @fires runs-compared with RunsCompared, selection-pinned, selection-hidden with boolean, selection-deleted, selection-cleared */
@customElement('run-selection')
export class RunSelection extends LitElement {
  @property({ attribute: false }) selection: readonly RunRow[] = [];
  @property({ attribute: false }) shown: readonly RunRow[] = [];
  @property() trained: string | undefined; // the experiment that trains now

  static override readonly styles = [
    controls,
    css`
      :host {
        display: flex;
        gap: var(--space-2);
        align-items: center;
      }
      @media (max-width: 46rem) {
        .hint {
          display: none;
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { selection } = this;
    if (!selection.length) return html`<span class="muted hint">Select runs to compare, pin, hide or delete them.</span>`;
    const records = new Map(selection.map(({ id, record }) => [id, record]));
    const runs = [...records.values()].reduce((sum, record) => sum + runsIn(record), 0);
    const training = this.trained !== undefined && records.has(this.trained);
    const compare = reasonNotToCompare(new Set(selection.map(({ id, arm }) => `${id}.${arm}`)).size);
    const shown = new Set(this.shown);
    const unseen = selection.filter((row) => !shown.has(row)).length;
    const pinned = selection.every(({ mark }) => mark?.pinned);
    const hidden = selection.every(({ mark }) => mark?.hidden);
    return html`<b>${plural(selection.length, 'run')} selected${unseen ? `, ${unseen} not shown` : nothing}</b>
      <button type="button" ?disabled=${compare !== ''} aria-describedby="compare" @click=${this.compare}>Compare</button>
      <button type="button" @click=${() => this.tell('selection-pinned', !pinned)}>${pinned ? 'Unpin' : 'Pin'}</button>
      <button type="button" @click=${() => this.tell('selection-hidden', !hidden)}>${hidden ? 'Show' : 'Hide'}</button>
      <button type="button" ?disabled=${training} aria-describedby="delete" @click=${() => this.tell('selection-deleted')}>
        Delete ${plural(records.size, 'experiment')}, ${plural(runs, 'run')}
      </button>
      <button type="button" class="plain" @click=${() => this.tell('selection-cleared')}>clear</button>
      <span id="compare" class="muted">${compare}</span>
      <span id="delete" class="muted"
        >${training ? 'What trains now cannot be deleted.' : runs > selection.length ? whole : ''}</span
      >`;
  }

  private compare(): void {
    const runs = this.selection.map(({ id, arm, run }) => ({ id, arm, run }));
    this.dispatchEvent(new CustomEvent<RunsCompared>('runs-compared', { detail: { runs }, bubbles: true, composed: true }));
  }

  private tell(type: string, detail?: boolean): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'run-selection': RunSelection;
  }
}
