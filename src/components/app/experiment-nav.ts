// <experiment-nav>: which experiment. Groups of ready ones stand in the line of the page's name, those of the open group in a line below:
// the next one is in view wherever somebody is, and what else there is takes one press.

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { controls } from '../base/controls.styles.ts';

export interface ExperimentChosen {
  readonly id: string;
}

interface Choosable {
  readonly id: string;
  readonly title: string;
}

/** @fires experiment-chosen with ExperimentChosen */
@customElement('experiment-nav')
export class ExperimentNav extends LitElement {
  @property({ attribute: false }) groups: readonly { readonly title: string; readonly lessons: readonly Choosable[] }[] = [];
  @property({ attribute: false }) own: Choosable | undefined; // belongs to no group
  @property() chosen = '';
  @state() private open = ''; // the title of a group

  // Both lists lie in the header that this stands in: the second one is as wide as that.
  static override readonly styles = [
    controls,
    css`
      :host,
      nav {
        display: contents;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-4);
      }
      .lessons {
        order: 1;
        flex: 1 0 100%;
        font-size: var(--small);
      }
      button {
        min-width: 0;
        padding: 0.1rem 0;
        border: 0;
        border-radius: 0;
        border-bottom: 2px solid transparent;
        background: none;
        color: var(--muted);
        text-align: start;
      }
      button:hover:not(:disabled) {
        background: none;
        border-color: var(--rule);
      }
      .here,
      [aria-expanded='true'],
      [aria-current='true'] {
        color: var(--ink);
      }
      .here {
        font-weight: 600;
      }
      [aria-expanded='true'],
      [aria-current='true'],
      :is([aria-expanded='true'], [aria-current='true']):hover:not(:disabled) {
        border-color: var(--ink);
      }
      @media (forced-colors: active) {
        button:not([aria-expanded='true'], [aria-current='true']) {
          border-color: Canvas; /* a transparent border would be drawn */
        }
      }
      @media (max-width: 46rem) {
        ul {
          order: 1;
          flex: 1 0 100%;
          gap: 0 var(--space-3);
          line-height: 1.2;
        }
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('chosen') || changed.has('groups')) this.open = this.groupOf(this.chosen);
  }

  protected override render(): TemplateResult {
    const { groups, own, chosen, open } = this;
    const here = this.groupOf(chosen);
    const shown = groups.find(({ title }) => title === open);
    return html`<nav aria-label="Experiments">
      <ul>
        ${groups.map(
          ({ title }) =>
            html`<li>
              <button
                type="button"
                class=${title === here ? 'here' : ''}
                aria-expanded=${title === open ? 'true' : 'false'}
                @click=${() => (this.open = title)}
              >
                ${title}
              </button>
            </li>`,
        )}
        ${own ? this.renderExperiment(own) : nothing}
      </ul>
      ${
        shown
          ? html`<ul class="lessons" aria-label=${shown.title}>
              ${shown.lessons.map((lesson) => this.renderExperiment(lesson))}
            </ul>`
          : nothing
      }
    </nav>`;
  }

  private renderExperiment({ id, title }: Choosable): TemplateResult {
    return html`<li>
      <button type="button" aria-current=${id === this.chosen ? 'true' : 'false'} @click=${() => this.choose(id)}>
        ${title}
      </button>
    </li>`;
  }

  private groupOf(id: string): string {
    return this.groups.find(({ lessons }) => lessons.some((lesson) => lesson.id === id))?.title ?? '';
  }

  private choose(id: string): void {
    this.open = this.groupOf(id);
    this.dispatchEvent(new CustomEvent<ExperimentChosen>('experiment-chosen', { detail: { id } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'experiment-nav': ExperimentNav;
  }
}
