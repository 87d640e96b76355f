// <experiment-nav>: which experiment; the ready ones and the visitor's own.

import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { controls } from '../base/controls.styles.ts';

export interface ExperimentChosen {
  readonly id: string;
}

/** @fires experiment-chosen with ExperimentChosen */
@customElement('experiment-nav')
export class ExperimentNav extends LitElement {
  @property({ attribute: false }) experiments: readonly { readonly id: string; readonly title: string }[] = [];
  @property() chosen = '';

  static override readonly styles = [
    controls,
    css`
      nav {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-4);
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
      button[aria-current='true'],
      button[aria-current='true']:hover {
        border-color: var(--ink);
        color: var(--ink);
      }
      @media (forced-colors: active) {
        button[aria-current='false'] {
          border-color: Canvas; /* a transparent border would be drawn */
        }
      }
      @media (max-width: 46rem) {
        nav {
          gap: 0 var(--space-3);
          font-size: var(--small);
          line-height: 1.2;
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<nav aria-label="Experiments">
      ${this.experiments.map(
        ({ id, title }) =>
          html`<button type="button" aria-current=${id === this.chosen ? 'true' : 'false'} @click=${() => this.choose(id)}>
            ${title}
          </button>`,
      )}
    </nav>`;
  }

  private choose(id: string): void {
    this.dispatchEvent(new CustomEvent<ExperimentChosen>('experiment-chosen', { detail: { id } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'experiment-nav': ExperimentNav;
  }
}
