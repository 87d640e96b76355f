// <view-fold>: the finer choices of a chart, unfolded over it: the chart stays where it is.

import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { controls } from './controls.styles.ts';

@customElement('view-fold')
export class ViewFold extends LitElement {
  @query('details') private details!: HTMLDetailsElement;

  static override readonly styles = [
    controls,
    css`
      summary {
        min-height: var(--target);
        align-content: center;
      }
      /* Below the bar it stands in, which is positioned. */
      .panel {
        position: absolute;
        inset: 100% 0 auto auto;
        z-index: 2;
        width: max-content;
        max-width: 100%;
        padding: var(--space-3);
        background: var(--paper);
        border: 1px solid var(--rule);
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<details @keydown=${this.pressed} @focusout=${this.left}>
      <summary>View</summary>
      <!-- Takes the focus when its own text is pressed, so that this is no leaving. -->
      <div class="panel" tabindex="-1"><slot></slot></div>
    </details>`;
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.details.open) return;
    event.preventDefault();
    this.details.open = false;
    this.details.querySelector('summary')?.focus();
  }

  private left(event: FocusEvent): void {
    const { relatedTarget: to } = event;
    if (to instanceof Node && (this.contains(to) || this.renderRoot.contains(to))) return;
    this.details.open = false;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'view-fold': ViewFold;
  }
}
