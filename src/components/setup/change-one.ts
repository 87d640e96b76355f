// <change-one>: a copy of an arm in which one thing is different: the smallest experiment there is.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { SourceInfo } from '#src/data/source.ts';
import { letterOf } from '#src/experiment/arms.ts';
import { optionText } from '#src/experiment/differences.ts';
import { options, matters, wrongValue, type Option } from '#src/experiment/options.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { optionWords } from '#src/words/language.ts';
import { sentenceOf } from '#src/words/message.ts';
import { inDoubt, readNumber, type Reading } from '#src/words/typed.ts';
import { controls } from '../base/controls.styles.ts';
import { sourceChoices } from './source-choices.ts';

export interface ChangeWanted {
  readonly arm: number;
  readonly key: keyof ArmConfig;
  readonly value: ArmConfig[keyof ArmConfig];
}

/** @fires change-wanted with ChangeWanted */
@customElement('change-one')
export class ChangeOne extends LitElement {
  @property({ attribute: false }) arms: readonly { readonly name: string; readonly config: ArmConfig }[] = [];
  @property({ attribute: false }) sources: readonly SourceInfo[] = [];
  @state() private arm = 0;
  @state() private key: keyof ArmConfig = 'width';
  @state() private text = ''; // of the new value

  static override readonly styles = [
    controls,
    css`
      form {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--space-1) var(--space-2);
        align-items: center;
        padding-block: var(--space-2);
        font-size: var(--small);
      }
      .wrong {
        grid-column: 1 / -1;
        margin: 0;
      }
      button {
        grid-column: 2;
        justify-self: start;
      }
    `,
  ];

  protected override willUpdate(): void {
    if (this.arm >= this.arms.length) this.arm = 0;
  }

  protected override render(): TemplateResult {
    const option = this.option;
    const now = this.arms[this.arm]?.config[this.key];
    return html`<details>
      <summary class="small">Change one thing</summary>
      <form @submit=${this.submitted}>
        <label for="arm">Copy</label>
        <select id="arm" @change=${(e: Event) => this.choose({ arm: Number(valueOf(e)) })}>
          ${this.arms.map(({ name }, i) => html`<option value=${i} ?selected=${i === this.arm}>${letterOf(i)} ${name}</option>`)}
        </select>
        <label for="key">and set</label>
        <select id="key" @change=${(e: Event) => this.choose({ key: valueOf(e) as keyof ArmConfig })}>
          ${this.keys.map(
            ({ key }) => html`<option value=${key} ?selected=${key === this.key}>${optionWords(key).label}</option>`,
          )}
        </select>
        <label for="value">from ${now === undefined ? '' : optionText(option, now)} to</label>
        ${this.renderValue(option)}
        <button type="submit" ?disabled=${this.value === undefined}>Add this arm</button>
      </form>
    </details>`;
  }

  private renderValue(option: Option): TemplateResult {
    const choices = this.choices(option);
    if (choices)
      return html`<select id="value" .value=${live(this.text)} @change=${(e: Event) => (this.text = valueOf(e))}>
        <option value="" ?selected=${this.text === ''}>choose…</option>
        ${choices.map((c) => html`<option value=${c.value} ?selected=${c.value === this.text}>${c.label}</option>`)}
      </select>`;
    const wrong = this.wrong;
    return html`<input
        id="value"
        type="text"
        inputmode="decimal"
        autocomplete="off"
        aria-invalid=${wrong ? 'true' : nothing}
        aria-describedby=${wrong ? 'problem' : nothing}
        .value=${live(this.text)}
        @input=${(e: Event) => (this.text = valueOf(e))}
      />
      ${wrong ? html`<p class="wrong" id="problem">${wrong}</p>` : nothing}`;
  }

  /** What can be chosen besides the present value; undefined for numbers. */
  private choices(option: Option): { readonly value: string; readonly label: string }[] | undefined {
    const now = String(this.arms[this.arm]?.config[this.key]);
    const all =
      option.kind === 'switch'
        ? [true, false].map((on) => ({ value: String(on), label: optionText(option, on) }))
        : option.kind === 'choice'
          ? option.choices.map((value) => ({ value, label: optionText(option, value) }))
          : option.kind === 'text'
            ? sourceChoices(this.sources, [])
            : undefined;
    return all?.filter((c) => c.value !== now);
  }

  /** The settings that this arm uses. */
  private get keys(): readonly Option[] {
    const config = this.arms[this.arm]?.config;
    return config ? options.filter((option) => matters(option, config)) : [];
  }

  private get option(): Option {
    return options.find(({ key }) => key === this.key)!;
  }

  private get typed(): Reading {
    return readNumber(this.text, { whole: this.option.kind === 'integer', unit: optionWords(this.key).unit });
  }

  /** What is said of a number that cannot be set. */
  private get wrong(): string {
    const { option, text, typed } = this;
    if (!text.trim() || (option.kind !== 'integer' && option.kind !== 'number')) return '';
    if (typed.doubt) return sentenceOf(inDoubt(typed.doubt));
    const [wrong] = wrongValue(option, typed.value);
    return wrong ? sentenceOf(wrong) : '';
  }

  /** Undefined while it is no value, or the one that the arm has. */
  private get value(): ArmConfig[keyof ArmConfig] | undefined {
    const text = this.text.trim();
    if (text === '') return undefined;
    if (this.choices(this.option)) return this.option.kind === 'switch' ? text === 'true' : text;
    const { value } = this.typed;
    return !this.wrong && value !== this.arms[this.arm]?.config[this.key] ? value : undefined;
  }

  private choose(change: { arm?: number; key?: keyof ArmConfig }): void {
    Object.assign(this, change);
    this.text = '';
  }

  private submitted(event: Event): void {
    event.preventDefault();
    const { arm, key, value } = this;
    if (value === undefined) return;
    this.dispatchEvent(new CustomEvent<ChangeWanted>('change-wanted', { detail: { arm, key, value } }));
    this.text = '';
    // The button is off again, and would take the focus with it.
    this.renderRoot.querySelector<HTMLElement>('#value')!.focus();
  }
}

const valueOf = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement).value;

declare global {
  interface HTMLElementTagNameMap {
    'change-one': ChangeOne;
  }
}
