// <own-texts>: the visitor's own texts on this machine, each with a button that deletes it; the last can be brought back.

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SourceInfo } from '#src/data/source.ts';
import { formatCount } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';

export interface TextDeleted {
  readonly source: string;
}

/**
 * @fires text-deleted with TextDeleted
 * @fires text-restored
 */
@customElement('own-texts')
export class OwnTexts extends LitElement {
  @property({ attribute: false }) texts: readonly SourceInfo[] = [];
  @property({ attribute: false }) deleted: SourceInfo | undefined;
  private next = ''; // the button that has the focus next, as the one that was pressed goes

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
      button {
        margin-inline-start: auto;
      }
      .undo {
        overflow-wrap: anywhere;
      }
      .undo button {
        margin-inline-start: var(--space-2);
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`${this.texts.length ? this.renderTexts() : nothing} ${this.deleted ? this.renderUndo(this.deleted) : nothing}`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('deleted')) return; // it was refused
    [...this.renderRoot.querySelectorAll('button')].find(({ id }) => id === this.next)?.focus();
    this.next = '';
  }

  private renderTexts(): TemplateResult {
    return html`<ul class="small" aria-label="Your own texts">
      ${this.texts.map(
        ({ id, title, characters }) =>
          html`<li>
            <bdi>${title}</bdi> <span class="muted">${formatCount(characters)} characters</span>
            <button type="button" class="plain" id=${id} aria-label=${`delete the text ${title}`} @click=${() => this.delete(id)}>
              delete
            </button>
          </li>`,
      )}
    </ul>`;
  }

  private renderUndo({ id, title }: SourceInfo): TemplateResult {
    return html`<p class="small undo" role="status">
      “<bdi>${title}</bdi>” was deleted: its runs stay, but cannot go on.
      <button type="button" class="plain" id="undo" @click=${() => this.restore(id)}>Undo</button>
    </p>`;
  }

  private delete(source: string): void {
    this.next = 'undo';
    this.dispatchEvent(new CustomEvent<TextDeleted>('text-deleted', { detail: { source } }));
  }

  private restore(source: string): void {
    this.next = source;
    this.dispatchEvent(new CustomEvent('text-restored'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'own-texts': OwnTexts;
  }
}
