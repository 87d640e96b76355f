// <code-listing>: the lines that compute a part of the model: of model.ts and shortcuts.ts, and the kernels in WGSL. It holds the
// source itself, so it is loaded only where it is asked for.

import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { controls } from '../base/controls.styles.ts';
import { excerptsOf } from './excerpts.ts';
import type { Topic } from './wire-words.ts';

@customElement('code-listing')
export class CodeListing extends LitElement {
  @property({ attribute: false }) topic: Topic = 'residual';
  @property({ attribute: false }) config!: ArmConfig;

  static override readonly styles = [
    controls,
    css`
      figcaption {
        margin-block: var(--space-2) var(--space-1);
        color: var(--muted);
      }
      pre {
        margin: 0;
        max-height: 22rem;
        overflow: auto;
        padding: var(--space-2);
        background: var(--shade);
        font:
          0.75rem/1.45 ui-monospace,
          'Cascadia Mono',
          Menlo,
          monospace;
        tab-size: 2;
      }
      @media print {
        pre {
          max-height: none;
          white-space: pre-wrap;
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`${excerptsOf(this.topic, this.config).map(
      ({ file, line, text }) =>
        html`<figure>
          <figcaption>${file}, line ${line}</figcaption>
          <pre tabindex="0" role="region" aria-label=${`${file}, line ${line}`}>${text}</pre>
        </figure>`,
    )}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'code-listing': CodeListing;
  }
}
