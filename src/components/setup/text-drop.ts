// <text-drop>: the visitor's own text: typed, pasted, dropped or chosen as a file. It stays on this machine.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { controls } from '../base/controls.styles.ts';

export interface TextGiven {
  readonly name: string;
  readonly text: Blob;
}

/** @fires text-given with TextGiven */
@customElement('text-drop')
export class TextDrop extends LitElement {
  @property() problem = '';
  @property() taken = ''; // what the worker made of it, in a sentence
  @property({ type: Boolean }) busy = false;
  @state() private over = false;
  @query('textarea') private area!: HTMLTextAreaElement;
  @query('#file') private file!: HTMLInputElement;

  static override readonly styles = [
    controls,
    css`
      .drop {
        padding: var(--space-2) 0;
      }
      textarea {
        display: block;
        width: 100%;
        height: 6rem;
        resize: vertical;
        margin-block: var(--space-1) var(--space-2);
      }
      .over textarea {
        outline: 2px dashed var(--ink);
        outline-offset: 2px;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        align-items: center;
      }
      p {
        margin-block-start: var(--space-2);
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<div
      class=${this.over ? 'drop over' : 'drop'}
      @dragover=${this.hover}
      @dragleave=${() => (this.over = false)}
      @drop=${this.drop}
    >
      <label for="text">Your own text: paste it, or drop a text file here. It never leaves this machine.</label>
      <textarea id="text" dir="auto" spellcheck="false" aria-describedby=${this.problem ? 'problem' : nothing}></textarea>
      <div class="buttons">
        <button type="button" ?disabled=${this.busy} @click=${this.useText}>Use this text</button>
        <button type="button" ?disabled=${this.busy} @click=${() => this.file.click()}>Choose a file…</button>
        <input id="file" type="file" hidden accept="text/*,.txt,.md,.csv" aria-label="Text file" @change=${this.pick} />
      </div>
      <div role="status">
        ${this.problem ? html`<p class="wrong" id="problem">${this.problem}</p>` : nothing}
        ${this.taken ? html`<p class="small">${this.taken}</p>` : nothing}
      </div>
    </div>`;
  }

  private hover(event: DragEvent): void {
    event.preventDefault();
    this.over = true;
  }

  private drop(event: DragEvent): void {
    event.preventDefault();
    event.stopPropagation();
    this.over = false;
    const file = event.dataTransfer?.files[0];
    const text = event.dataTransfer?.getData('text/plain');
    if (file) this.give(file.name, file);
    else if (text) this.give('dropped text', new Blob([text]));
  }

  private pick(): void {
    const file = this.file.files?.[0];
    if (file) this.give(file.name, file);
    this.file.value = '';
  }

  private useText(): void {
    this.give('pasted text', new Blob([this.area.value]));
  }

  private give(name: string, text: Blob): void {
    this.dispatchEvent(new CustomEvent<TextGiven>('text-given', { detail: { name, text }, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'text-drop': TextDrop;
  }
}
