// <inside-look>: a text seen from inside an arm: where a head looks, and what each layer would answer.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { longestLook } from '#src/experiment/limits.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { Look, LookRequest } from '#src/session/look.ts';
import { sentenceOf } from '#src/words/message.ts';
import { formatNumber } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';
import { atMost } from '../base/field/at-most.ts';
import type { NumberChanged } from '../base/field/number-field.ts';
import './attention-map.ts';
import '../base/field/number-field.ts';
import './logit-lens.ts';

/** @fires look-wanted with LookRequest */
@customElement('inside-look')
export class InsideLook extends LitElement {
  @property({ attribute: false }) record!: ExperimentRecord;
  @property({ type: Number }) arm = 0;
  @property({ attribute: false }) look: Look | undefined; // the newest, of whichever arm
  @property() problem = ''; // why there is none
  @property({ type: Boolean }) live = false; // the models are in memory
  @state() private layer = 1;
  @state() private head = 1;
  @state() private text: string | undefined;

  static override readonly styles = [
    controls,
    css`
      :host > * + * {
        margin-block-start: var(--space-2);
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-4);
        align-items: center;
        font-size: var(--small);
      }
      number-field {
        width: 9.5rem;
      }
      form label {
        display: flex;
        flex: 1 1 16rem;
        gap: var(--space-2);
        align-items: center;
      }
      form label input {
        flex: 1;
        min-width: 0;
      }
      .views {
        display: grid;
        grid-template-columns: minmax(12rem, 22rem) minmax(0, 1fr);
        gap: var(--space-4) var(--space-6);
      }
      h3 {
        margin-block-end: var(--space-1);
      }
      @media (max-width: 60rem) {
        .views {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { arm, look, live, problem } = this;
    const { depth, heads } = this.record.arms[arm]!.config;
    if (!live)
      return html`<p class="small muted">
        Start, resume or load these models to see where their heads look and what each layer would answer.
      </p>`;
    return html`<form @submit=${this.submitted}>
        <label>
          Text
          <input
            type="text"
            dir="auto"
            ${atMost(longestLook)}
            autocomplete="off"
            .value=${this.subject}
            @input=${(e: Event) => (this.text = (e.target as HTMLInputElement).value)}
          />
        </label>
        ${this.place('Block', this.layer, depth, (v) => (this.layer = v))}
        ${this.place('Head', this.head, heads, (v) => (this.head = v))}
        <button type="submit" ?disabled=${!this.wanted}>Look</button>
      </form>
      ${problem ? html`<p class="wrong">${problem}</p>` : nothing} ${look?.arm === arm ? this.renderViews(look) : nothing}`;
  }

  /** The text to look at: what the arm has written, until the visitor types another. */
  private get subject(): string {
    const { samples, config } = this.record.arms[this.arm]!;
    return this.text ?? (samples.at(-1)?.text.slice(0, config.context) || 'the captain and the sea');
  }

  private place(label: string, value: number, most: number, set: (value: number) => void): TemplateResult {
    return html`<number-field
      compact
      whole
      .label=${label}
      .min=${1}
      .max=${most}
      .value=${value}
      @number-changed=${(e: CustomEvent<NumberChanged>) => set(e.detail.value)}
    ></number-field>`;
  }

  private renderViews({ tokens, unread, attention, lens, step }: Look): TemplateResult {
    const shown = `block ${this.layer}, head ${this.head}, step ${formatNumber(step)}`;
    return html`${unread ? html`<p class="small">${sentenceOf(unread)}</p>` : nothing}
      <div class="views">
        <section>
          <h3>Where it looks <span class="small muted">${shown}</span></h3>
          <attention-map .tokens=${tokens} .weights=${attention} label=${`Attention of ${shown}`}></attention-map>
        </section>
        <section>
          <h3>What each layer would answer <span class="small muted">step ${formatNumber(step)}</span></h3>
          <logit-lens .tokens=${tokens} .layers=${lens}></logit-lens>
        </section>
      </div>`;
  }

  /** Undefined while the form asks for what is not there. */
  private get wanted(): LookRequest | undefined {
    const { arm, layer, head, subject: text } = this;
    const { depth, heads } = this.record.arms[arm]!.config;
    const within = (v: number, most: number): boolean => Number.isInteger(v) && v >= 1 && v <= most;
    if (!text || !within(layer, depth) || !within(head, heads)) return undefined;
    return { arm, text, layer: layer - 1, head: head - 1 };
  }

  private submitted(event: Event): void {
    event.preventDefault();
    this.ask();
  }

  /** Asks for what stands in the form. */
  ask(): void {
    const { wanted: detail } = this;
    if (detail) this.dispatchEvent(new CustomEvent<LookRequest>('look-wanted', { detail, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'inside-look': InsideLook;
  }
}
