// <source-list>: the texts and synthetic sources, with their licences.

import { html, LitElement, css, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SourceInfo } from '#src/data/source.ts';
import { formatCount } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';

@customElement('source-list')
export class SourceList extends LitElement {
  @property({ attribute: false }) sources: readonly SourceInfo[] = [];

  static override readonly styles = [
    controls,
    css`
      dl {
        display: grid;
        gap: var(--space-2);
        max-width: 60rem;
        font-size: var(--small);
        padding-block-start: var(--space-2);
      }
      dt {
        font-weight: 600;
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<details>
      <summary>Texts and licences</summary>
      <dl>
        ${this.sources.map(
          (s) =>
            html`<div>
              <dt><bdi>${s.title}</bdi>${s.available ? '' : ' (not in this build)'}</dt>
              <dd>
                ${s.characters ? `${formatCount(s.characters)} characters. ` : ''}${s.note}
                <span class="muted">Licence: ${s.licence}.</span>
              </dd>
            </div>`,
        )}
      </dl>
    </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'source-list': SourceList;
  }
}
