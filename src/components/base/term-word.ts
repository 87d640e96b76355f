// <term-word term="loss">loss</term-word>: a word with its meaning in one sentence, by press, Enter or focus, and in brackets on
// paper. Before this is loaded it is the word alone.

import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { terms, type Term } from '#src/words/english/terms.ts';

const apart = 4; // pixels between the word and what is said of it

@customElement('term-word')
export class TermWord extends LitElement {
  @property() term: Term = 'loss';
  @query('button') private word!: HTMLButtonElement;
  @query('[popover]') private meaning!: HTMLElement;

  static override readonly styles = css`
    button {
      display: inline;
      padding: 0;
      border: 0;
      background: none;
      font: inherit;
      letter-spacing: inherit;
      color: inherit;
      text-align: inherit;
      text-decoration: underline dotted;
      text-decoration-color: var(--field);
      text-underline-offset: 0.2em;
      cursor: help;
    }
    button:hover {
      text-decoration-color: currentcolor;
    }
    button:focus-visible {
      outline: 2px solid var(--ink);
      outline-offset: 2px;
    }
    [popover] {
      position: fixed;
      inset: auto;
      box-sizing: border-box;
      width: max-content;
      max-width: min(22rem, calc(100vw - 1rem));
      margin: 0;
      padding: var(--space-2) var(--space-3);
      border: 1px solid var(--field);
      border-radius: 2px;
      background: var(--paper);
      color: var(--ink);
      font: 400 var(--small) / 1.4 var(--font);
      text-align: start;
      white-space: normal;
    }
    @media print {
      button {
        text-decoration: none;
      }
      /* Shown or not. */
      [popover] {
        display: inline !important;
        position: static;
        padding: 0;
        border: 0;
        font: inherit;
        color: var(--muted);
      }
      [popover]::before {
        content: ' (';
      }
      [popover]::after {
        content: ')';
      }
    }
  `;

  protected override render(): TemplateResult {
    return html`<button
        type="button"
        aria-describedby="meaning"
        @click=${this.show}
        @focus=${this.show}
        @blur=${this.hide}
        @keydown=${this.pressed}
      >
        <slot></slot></button
      ><span id="meaning" popover="manual" role="note">${terms[this.term]}</span>`;
  }

  private show(): void {
    const { meaning } = this;
    if (meaning.matches(':popover-open')) return;
    meaning.showPopover();
    this.place();
    addEventListener('pointerdown', this.elsewhere, true);
    addEventListener('scroll', this.place, { capture: true, passive: true });
  }

  /** Under the word, or above it where there is no room below. The focus itself may have scrolled the page. */
  private readonly place = (): void => {
    const { meaning } = this;
    const word = this.word.getBoundingClientRect();
    const { width, height } = meaning.getBoundingClientRect();
    const left = Math.max(8, Math.min(word.left, document.documentElement.clientWidth - width - 8));
    const below = word.bottom + apart;
    const top = below + height <= innerHeight ? below : Math.max(0, word.top - apart - height);
    meaning.style.left = `${left}px`;
    meaning.style.top = `${top}px`;
  };

  private readonly hide = (): void => {
    if (this.meaning.matches(':popover-open')) this.meaning.hidePopover();
    removeEventListener('pointerdown', this.elsewhere, true);
    removeEventListener('scroll', this.place, true);
  };

  /** Some browsers give a pressed button no focus that it could lose. */
  private readonly elsewhere = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.hide();
  };

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.hide();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('pointerdown', this.elsewhere, true);
    removeEventListener('scroll', this.place, true);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'term-word': TermWord;
  }
}
