// <sample-view>: what each arm writes, side by side; with a prompt of one's own while the models are in memory.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { hottest, longestAnswer, longestPrompt, mostChoices } from '#src/experiment/limits.ts';
import type { Sample } from '#src/session/events.ts';
import { isolated } from '#src/words/isolated.ts';
import { formatNumber } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';
import { atMost } from '../base/field/at-most.ts';
import type { NumberChanged } from '../base/field/number-field.ts';
import { RowsByFrames } from '../base/list/rows-by-frames.ts';
import '../base/arm-mark.ts';
import '../base/field/number-field.ts';

/** How an arm is shown. */
export interface WritingArm {
  readonly name: string;
  readonly place?: number; // in the palette, where the visitor has chosen one
}

export interface TextAsked {
  readonly prompt: string;
  readonly temperature: number;
  readonly topK: number;
  readonly length: number;
}

/** An answer to the visitor's prompt, or the sentence that says why there is none. */
export interface Written {
  readonly prompt: string;
  readonly texts: readonly {
    readonly prompt?: string; // as much of it as the arm could read; all of it if it does not say
    readonly text?: string;
    readonly unread?: string; // the sentence that says what it could not read
    readonly problem?: string;
  }[];
}

/** @fires text-asked with TextAsked, models-asked */
@customElement('sample-view')
export class SampleView extends LitElement {
  @property({ attribute: false }) arms: readonly WritingArm[] = [];
  @property({ attribute: false }) samples: readonly (Sample | undefined)[] = [];
  @property({ attribute: false }) written: Written | undefined;
  @property({ type: Boolean }) live = false; // the models can be asked
  @property({ type: Boolean }) loadable = false; // they are kept on this machine, but not in memory
  @property({ type: Boolean }) busy = false;
  @state() private temperature = 0.8;
  @state() private topK = 0;
  @state() private length = 200;
  private prompt = '';
  private readonly byFrames = new RowsByFrames(this);

  static override readonly styles = [
    controls,
    css`
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(11.5rem, 1fr));
        gap: var(--space-3) 1.25rem;
        margin-block-start: var(--space-2);
      }
      .head {
        display: flex;
        gap: var(--space-2);
        align-items: baseline;
        font-size: var(--small);
        border-block-end: 1px solid var(--rule);
      }
      .head span {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .text {
        height: calc(3lh + 2 * var(--space-1));
        overflow-y: auto;
        padding-block: var(--space-1);
        font-size: var(--small);
        line-height: 1.45;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      /* Only what was asked for may move the page. */
      .text.answer {
        height: auto;
        min-height: calc(3lh + 2 * var(--space-1));
        max-height: 14lh;
      }
      @media (max-width: 46rem) {
        .text:not(.answer) {
          height: calc(2lh + 2 * var(--space-1));
        }
      }
      h2 .muted {
        font-weight: 400;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2) var(--space-4);
        align-items: center;
        margin-block-start: var(--space-3);
        font-size: var(--small);
      }
      form > label {
        display: flex;
        flex: 1 1 16rem;
        gap: var(--space-2);
        align-items: center;
      }
      form > label input {
        flex: 1;
        min-width: 0;
      }
      number-field {
        width: 10.5rem;
      }
      number-field.short {
        width: 7.5rem;
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    if (!this.arms.length) return nothing;
    const steps = [...new Set(this.samples.flatMap((sample) => sample?.step ?? []))];
    const at = this.written ? 'after your prompt' : steps.length ? `at step ${formatNumber(Math.max(...steps))}` : '';
    return html`<h2>What each arm writes <span class="muted">${at}</span></h2>
      <div class="columns">${this.byFrames.of(this.arms).map((shown, arm) => this.renderText(shown, arm))}</div>
      ${this.live ? this.renderForm() : this.loadable ? this.renderLoad() : nothing}`;
  }

  private renderText({ name, place }: WritingArm, arm: number): TemplateResult {
    // White space counts in here, so there must be none around the words.
    const words = this.renderWords(arm);
    const unread = this.written?.texts[arm]?.unread;
    const classes = this.written?.texts[arm] ? 'text answer' : 'text';
    return html`<div>
      <div class="head">
        <arm-mark .arm=${arm} .place=${place}></arm-mark><span><bdi>${name}</bdi></span>
      </div>
      <div class=${classes} tabindex="0" role="region" dir="auto" aria-label=${`Text of ${isolated(name)}`}>${words}</div>
      ${unread ? html`<p class="small unread">${unread}</p>` : nothing}
    </div>`;
  }

  private renderWords(arm: number): TemplateResult | string {
    const answer = this.written?.texts[arm];
    if (answer?.problem) return html`<span class="wrong">${answer.problem}</span>`;
    if (answer) return html`<b>${answer.prompt ?? this.written?.prompt}</b>${answer.text}`;
    return this.samples[arm]?.text ?? html`<span class="muted">nothing yet</span>`;
  }

  private renderLoad(): TemplateResult {
    const ask = (): boolean => this.dispatchEvent(new CustomEvent('models-asked', { bubbles: true, composed: true }));
    return html`<form @submit=${(event: Event) => event.preventDefault()}>
      <button type="button" @click=${ask}>Load these models</button> to give them a prompt
    </form>`;
  }

  private renderForm(): TemplateResult {
    const wrong =
      !(this.temperature >= 0 && this.temperature <= hottest) ||
      !(Number.isInteger(this.topK) && this.topK >= 0 && this.topK <= mostChoices) ||
      !(Number.isInteger(this.length) && this.length >= 1 && this.length <= longestAnswer);
    return html`<form @submit=${this.ask}>
        <label>
          Prompt
          <input type="text" dir="auto" ${atMost(longestPrompt)} autocomplete="off" @input=${this.type} />
        </label>
        <number-field
          compact
          label="Temperature"
          .by=${0.1}
          .min=${0}
          .max=${hottest}
          .value=${this.temperature}
          @number-changed=${(e: CustomEvent<NumberChanged>) => (this.temperature = e.detail.value)}
        ></number-field>
        <number-field
          compact
          whole
          class="short"
          label="Top-k"
          .min=${0}
          .max=${mostChoices}
          .value=${this.topK}
          @number-changed=${(e: CustomEvent<NumberChanged>) => (this.topK = e.detail.value)}
        ></number-field>
        <number-field
          compact
          whole
          class="short"
          label="Length"
          unit="tokens"
          .min=${1}
          .max=${longestAnswer}
          .value=${this.length}
          @number-changed=${(e: CustomEvent<NumberChanged>) => (this.length = e.detail.value)}
        ></number-field>
        <button type="submit" ?disabled=${wrong || this.busy}>${this.busy ? 'Writing…' : 'Write'}</button>
      </form>
      <p class="small muted">Temperature 0 always takes the likeliest token; top-k 0 allows all tokens.</p>`;
  }

  private type(event: Event): void {
    this.prompt = (event.target as HTMLInputElement).value;
  }

  private ask(event: Event): void {
    event.preventDefault();
    const { prompt, temperature, topK, length } = this;
    this.dispatchEvent(new CustomEvent<TextAsked>('text-asked', { detail: { prompt, temperature, topK, length } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sample-view': SampleView;
  }
}
