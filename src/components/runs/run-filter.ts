// <run-filter>: the search of the run table, and two lists that write a term into it for those who do not know how.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { RunField } from '#src/store/kept/fields.ts';
import type { FilterChoice } from '#src/store/kept/table.ts';
import { controls } from '../base/controls.styles.ts';

export interface SearchTyped {
  readonly search: string;
}
export interface FilterChosen {
  readonly field: RunField;
  readonly words: string;
}

const example = 'words, width=64, loss<2.1, -word';

/** @fires search-typed with SearchTyped, filter-chosen with FilterChosen */
@customElement('run-filter')
export class RunFilter extends LitElement {
  @property() search = '';
  @property() problem = '';
  @property({ attribute: false }) choices: readonly FilterChoice[] = [];
  @state() private field = '';

  static override readonly styles = [
    controls,
    css`
      :host {
        flex: 1 1 26rem;
        min-width: 0;
        font-size: var(--small);
      }
      div {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      input {
        flex: 1 1 14rem;
        min-width: 0;
      }
      select {
        flex: 0 1 8rem;
        min-width: 0;
      }
      p {
        margin-block-start: var(--space-1);
      }
      @media (max-width: 46rem) {
        input {
          flex-basis: 100%;
        }
        select {
          flex: 1 1 6rem;
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    const chosen = this.choices.find(({ field }) => field.id === this.field);
    return html`<div>
        <input
          type="search"
          aria-label="Search the runs"
          aria-describedby=${this.problem ? 'problem' : 'syntax'}
          aria-invalid=${this.problem ? 'true' : nothing}
          placeholder=${example}
          .value=${live(this.search)}
          @input=${this.type}
        />
        <select aria-label="Filter by" @change=${(e: Event) => (this.field = (e.target as HTMLSelectElement).value)}>
          <option value="" ?selected=${!chosen}>filter by…</option>
          ${this.choices.map(
            ({ field }) => html`<option value=${field.id} ?selected=${field === chosen?.field}>${field.label}</option>`,
          )}
        </select>
        <select aria-label="Value to filter by" ?disabled=${!chosen} @change=${this.choose}>
          <option value="">value…</option>
          ${chosen?.values.map((words) => html`<option value=${words}>${words}</option>`)}
        </select>
      </div>
      <span class="unseen" id="syntax">
        Words match anywhere; width=64 and loss&lt;2.1 compare a field; a minus in front excludes.
      </span>
      ${this.problem ? html`<p class="wrong" id="problem" role="status">${this.problem}</p>` : nothing}`;
  }

  private type(event: Event): void {
    this.tell('search-typed', { search: (event.target as HTMLInputElement).value } satisfies SearchTyped);
  }

  private choose(event: Event): void {
    const select = event.target as HTMLSelectElement;
    const field = this.choices.find(({ field }) => field.id === this.field)?.field;
    if (field && select.value) this.tell('filter-chosen', { field, words: select.value } satisfies FilterChosen);
    select.value = '';
    this.field = '';
  }

  private tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'run-filter': RunFilter;
  }
}
