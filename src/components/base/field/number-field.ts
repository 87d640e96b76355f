// <number-field>: a labelled number with its range, its help and what is wrong with it. It is typed as people type: what stands there
// is theirs until they leave it, and whatever it is, is told.

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Stepping } from '#src/experiment/options.ts';
import { message, sentenceOf } from '#src/words/message.ts';
import { formatNumber } from '#src/words/numbers.ts';
import { inDoubt, readNumber, type Reading } from '#src/words/typed.ts';
import { FormField } from './form-field.ts';
import { stepped } from './stepping.ts';

/** NaN when what is typed is no number. */
export interface NumberChanged {
  readonly value: number;
}

const keys: Readonly<Record<string, { readonly up: boolean; readonly far: boolean }>> = {
  ArrowUp: { up: true, far: false },
  ArrowDown: { up: false, far: false },
  PageUp: { up: true, far: true },
  PageDown: { up: false, far: true },
};

/** @fires number-changed with NumberChanged */
@customElement('number-field')
export class NumberField extends FormField<number> {
  @property({ type: Number }) value = 0;
  @property({ type: Number }) min = 0;
  @property({ type: Number }) max = Number.MAX_SAFE_INTEGER;
  @property({ type: Boolean }) whole = false;
  @property({ type: Boolean }) optional = false; // it may be left empty
  @property() unit = ''; // that may stand behind it, in the plural
  @property({ attribute: false }) by: Stepping = 'size'; // what arrows change
  /** As it was typed, which may be half a number; undefined while the value stands there. */
  @state() private typed: string | undefined;
  @query('input') private input!: HTMLInputElement;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    // Another value than the typed one came from elsewhere, so what was typed is no longer there.
    if (this.typed !== undefined && changed.has('value') && !Object.is(this.reading.value, this.value)) this.typed = undefined;
  }

  protected override get explanation(): string {
    return this.help && `${this.help} ${formatNumber(this.min)} to ${formatNumber(this.max)}.`;
  }

  protected override get wrong(): string {
    if (this.disabled) return this.problem;
    if (this.optional && this.text.trim() === '') return this.problem;
    const { value, doubt } = this.reading;
    if (doubt) return sentenceOf(inDoubt(doubt));
    if (this.fits(value)) return this.problem;
    const { label, whole, min, max } = this;
    return this.problem || sentenceOf(message('notInRange', { option: label, whole, min, max }));
  }

  protected override renderControl(described: string | typeof nothing): TemplateResult {
    const { value } = this.reading;
    // Not type="number": it takes 0,05 for 5 in some languages, wipes what it does not understand, and turns with the wheel.
    return html`<input
      id="control"
      type="text"
      role="spinbutton"
      inputmode=${this.whole ? 'numeric' : 'decimal'}
      autocomplete="off"
      spellcheck="false"
      aria-valuemin=${this.min}
      aria-valuemax=${this.max}
      aria-valuenow=${Number.isNaN(value) ? nothing : value}
      .value=${live(this.text)}
      ?disabled=${this.disabled}
      aria-describedby=${described}
      aria-invalid=${this.wrong ? 'true' : nothing}
      @input=${this.take}
      @change=${this.settle}
      @keydown=${this.press}
    />`;
  }

  private get text(): string {
    return this.typed ?? (Number.isNaN(this.value) ? '' : String(this.value));
  }

  private get reading(): Reading {
    return this.typed === undefined ? { value: this.value } : readNumber(this.typed, this);
  }

  private fits(value: number): boolean {
    return value >= this.min && value <= this.max && (!this.whole || Number.isInteger(value));
  }

  private take(): void {
    this.typed = this.input.value;
    this.tell('number-changed', this.reading.value);
  }

  /** Whoever leaves a number sees how it was read; what is wrong stays, to be mended. */
  private settle(): void {
    if (this.fits(this.reading.value)) this.typed = undefined;
  }

  private press(event: KeyboardEvent): void {
    const key = keys[event.key];
    if (!key || event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault(); // the caret stays, and the page does not scroll
    const { value } = this.reading;
    // From nothing to the least there is; half a number is left to whoever is typing it.
    const next = this.text.trim() === '' ? this.min : stepped(value, key.up, key.far, this.by, this);
    if (Number.isNaN(next) || next === value) return;
    this.typed = String(next);
    this.tell('number-changed', next);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'number-field': NumberField;
  }
}
