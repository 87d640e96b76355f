// <arm-editor>: every setting of one arm, drawn from the option table; what is refused is explained at its field.

import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { SourceInfo } from '#src/data/source.ts';
import { longestName } from '#src/experiment/limits.ts';
import { options, matters, type Option, type Problem } from '#src/experiment/options.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { optionWords } from '#src/words/language.ts';
import { sentenceOf } from '#src/words/message.ts';
import { controls } from '../base/controls.styles.ts';
import { atMost } from '../base/field/at-most.ts';
import type { ChoiceChanged } from '../base/field/choice-field.ts';
import type { NumberChanged } from '../base/field/number-field.ts';
import type { SwitchChanged } from '../base/field/switch-field.ts';
import { sourceChoices } from './source-choices.ts';
import '../base/field/choice-field.ts';
import '../base/field/number-field.ts';
import '../base/field/switch-field.ts';

export interface OptionChanged {
  readonly key: keyof ArmConfig;
  readonly value: ArmConfig[keyof ArmConfig];
}
export interface ArmRenamed {
  readonly name: string;
}

// Shortcuts are what most experiments are about.
const firstOpen = 'shortcuts';
const sections: readonly { readonly id: Option['section']; readonly title: string }[] = [
  { id: 'model', title: 'Model' },
  { id: 'shortcuts', title: 'Shortcuts' },
  { id: 'training', title: 'Training' },
  { id: 'data', title: 'Data' },
];

/**
 * @fires option-changed with OptionChanged
 * @fires arm-renamed with ArmRenamed
 * @fires arm-compared when the others are to be compared with this arm
 * @fires arm-copied
 * @fires arm-removed
 */
@customElement('arm-editor')
export class ArmEditor extends LitElement {
  @property({ type: Number }) arm = 0;
  @property() name = '';
  @property({ attribute: false }) config!: ArmConfig;
  @property({ attribute: false }) problems: readonly Problem[] = [];
  @property({ attribute: false }) sources: readonly SourceInfo[] = [];
  @property({ type: Boolean }) baseline = false;
  @property({ type: Boolean }) removable = false;
  @property({ type: Boolean }) copyable = false;
  private wrong: ReadonlySet<Option['section']> = new Set(); // where something was wrong before

  static override readonly styles = [
    controls,
    css`
      :host {
        padding-block: var(--space-2) var(--space-4);
        border-block-end: 1px solid var(--rule);
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        align-items: center;
      }
      .head label {
        display: flex;
        flex: 1 1 6rem;
        min-width: 0;
        gap: var(--space-2);
        align-items: center;
      }
      .head input {
        flex: 1;
        min-width: 0;
      }
      details {
        margin-block-start: var(--space-2);
      }
      summary {
        font-weight: 600;
      }
      .wrong {
        margin-block-start: var(--space-2);
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<div class="head">
        <label>
          Name
          <input type="text" dir="auto" ${atMost(longestName)} .value=${live(this.name)} @input=${this.rename} />
        </label>
        <button type="button" aria-pressed=${this.baseline ? 'true' : 'false'} @click=${() => this.tell('arm-compared')}>
          Baseline
        </button>
        <button type="button" ?disabled=${!this.copyable} @click=${() => this.tell('arm-copied')}>Duplicate</button>
        <button type="button" ?disabled=${!this.removable} @click=${() => this.tell('arm-removed')}>Remove</button>
      </div>
      ${this.problems.filter(({ at }) => !at).map(({ what }) => html`<p class="wrong">${sentenceOf(what)}</p>`)}
      ${sections.map(
        ({ id, title }) =>
          html`<details id=${id} ?open=${id === firstOpen}>
            <summary>${title}</summary>
            ${options.filter((o) => o.section === id && this.isAsked(o)).map((o) => this.renderOption(o))}
          </details>`,
      )}`;
  }

  /** Where something has become wrong is opened; shut it is only by its reader, who may be typing in it. */
  protected override updated(): void {
    const wrong = new Set(options.filter((o) => this.problemOf(o)).map((o) => o.section));
    for (const section of wrong)
      if (!this.wrong.has(section)) this.renderRoot.querySelector<HTMLDetailsElement>(`#${section}`)!.open = true;
    this.wrong = wrong;
  }

  override focus(): void {
    this.renderRoot.querySelector('input')!.focus();
  }

  /** Of steps and tokens only the one that ends the run is asked for. */
  private isAsked(o: Option): boolean {
    return (o.key !== 'steps' && o.key !== 'tokens') || matters(o, this.config);
  }

  private problemOf({ key }: Option): string {
    const problem = this.problems.find(({ at }) => at === key);
    return problem ? sentenceOf(problem.what) : '';
  }

  private renderOption(o: Option): TemplateResult {
    const { label, help, unit, choices } = optionWords(o.key);
    const problem = this.problemOf(o);
    const value = this.config[o.key];
    if (o.kind === 'switch')
      return html`<switch-field
        .label=${label}
        .help=${help}
        .value=${value === true}
        .problem=${problem}
        @switch-changed=${(e: CustomEvent<SwitchChanged>) => this.change(o.key, e.detail.value)}
      ></switch-field>`;
    if (o.kind === 'integer' || o.kind === 'number')
      return html`<number-field
        .label=${label}
        .help=${help}
        .value=${value}
        .min=${o.min}
        .max=${o.max}
        .whole=${o.kind === 'integer'}
        .unit=${unit ?? ''}
        .by=${typeof o.by === 'function' ? o.by(this.config) : (o.by ?? 'size')}
        .problem=${problem}
        @number-changed=${(e: CustomEvent<NumberChanged>) => this.change(o.key, e.detail.value)}
      ></number-field>`;
    return html`<choice-field
      .label=${label}
      .help=${help}
      .value=${String(value)}
      .choices=${
        o.kind === 'choice'
          ? o.choices.map((each) => ({ value: each, label: choices?.[each] ?? each }))
          : sourceChoices(this.sources, [String(value)])
      }
      .problem=${problem}
      @choice-changed=${(e: CustomEvent<ChoiceChanged>) => this.change(o.key, e.detail.value)}
    ></choice-field>`;
  }

  private change(key: keyof ArmConfig, value: OptionChanged['value']): void {
    this.dispatchEvent(
      new CustomEvent<OptionChanged>('option-changed', { detail: { key, value }, bubbles: true, composed: true }),
    );
  }

  private rename(event: Event): void {
    const name = (event.target as HTMLInputElement).value;
    this.dispatchEvent(new CustomEvent<ArmRenamed>('arm-renamed', { detail: { name }, bubbles: true, composed: true }));
  }

  private tell(type: string): void {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'arm-editor': ArmEditor;
  }
}
