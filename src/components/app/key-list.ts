// <key-list>: the keys of the page, and the switch that turns the single ones off.

import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { controls } from '../base/controls.styles.ts';

export interface KeysSwitched {
  readonly on: boolean;
}

const list: readonly (readonly [string, string])[] = [
  ['Space', 'pause or continue'],
  ['S', 'one step, while paused'],
  ['R', 'reset'],
  ['P', 'present: large type for a projector'],
  ['?', 'this list'],
  ['← →', 'on the chart: move the reading line, faster with Shift; Home, End and Esc too'],
  ['↑ ↓', 'in the table of runs: row by row; ← → fold, Space selects, Enter opens, Tab reaches what is in the row'],
];

/** @fires keys-switched with KeysSwitched */
@customElement('key-list')
export class KeyList extends LitElement {
  @property({ type: Boolean }) on = true;
  @property({ type: Boolean, reflect: true }) open = false;

  static override readonly styles = [
    controls,
    css`
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--space-1) var(--space-4);
        width: fit-content;
        padding-block: var(--space-2);
        font-size: var(--small);
      }
      dt {
        font-weight: 600;
      }
      label {
        display: flex;
        gap: var(--space-2);
        align-items: center;
        font-size: var(--small);
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<details .open=${live(this.open)} @toggle=${this.toggled}>
      <summary>Keys</summary>
      <dl>
        ${list.map(
          ([key, what]) =>
            html`<dt>${key}</dt>
              <dd>${what}</dd>`,
        )}
      </dl>
      <label>
        <input type="checkbox" .checked=${live(this.on)} @change=${this.switch} />
        single-key shortcuts (Space, S, R, P, ?)
      </label>
    </details>`;
  }

  /** Opens the list and moves the focus to it. */
  async show(): Promise<void> {
    this.open = true;
    await this.updateComplete;
    this.renderRoot.querySelector('summary')?.focus();
  }

  private toggled(event: Event): void {
    this.open = (event.target as HTMLDetailsElement).open;
  }

  private switch(event: Event): void {
    const on = (event.target as HTMLInputElement).checked;
    this.dispatchEvent(new CustomEvent<KeysSwitched>('keys-switched', { detail: { on } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'key-list': KeyList;
  }
}
