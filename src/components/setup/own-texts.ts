// <own-texts>: the visitor's own texts on this machine, each with a button that deletes it, and asks once.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { SourceInfo } from '#src/data/source.ts';
import { formatCount } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';

export interface TextDeleted {
  readonly source: string;
}

/** @fires text-deleted with TextDeleted */
@customElement('own-texts')
export class OwnTexts extends LitElement {
  @property({ attribute: false }) texts: readonly SourceInfo[] = [];
  @state() private asked = ''; // the text that is deleted at the next press

  static override readonly styles = [
    controls,
    css`
      li {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-2);
        align-items: center;
        min-height: var(--target);
      }
      bdi {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .actions {
        margin-inline-start: auto;
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    if (!this.texts.length) return nothing;
    return html`<ul class="small" aria-label="Your own texts">
      ${this.texts.map(
        ({ id, title, characters }) =>
          html`<li>
            <bdi>${title}</bdi> <span class="muted">${formatCount(characters)} characters</span>
            <span class="actions">${this.asked === id ? this.renderSure(id, title) : this.renderDelete(id, title)}</span>
          </li>`,
      )}
    </ul>`;
  }

  private renderDelete(id: string, title: string): TemplateResult {
    return html`<button
      type="button"
      class="plain"
      aria-label=${`delete the text ${title}`}
      @click=${() => void this.move(id, '.sure')}
    >
      delete
    </button>`;
  }

  private renderSure(source: string, title: string): TemplateResult {
    const sure = (): boolean => this.dispatchEvent(new CustomEvent<TextDeleted>('text-deleted', { detail: { source } }));
    return html`Its runs stay, but cannot go on.
      <button type="button" class="plain sure" aria-label=${`delete for good the text ${title}`} @click=${sure}>
        delete for good
      </button>
      <button type="button" class="plain" aria-label=${`keep the text ${title}`} @click=${() => void this.move('', '.plain')}>
        keep
      </button>`;
  }

  /** The focus goes along with the question. */
  private async move(asked: string, to: string): Promise<void> {
    this.asked = asked;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLButtonElement>(to)?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'own-texts': OwnTexts;
  }
}
