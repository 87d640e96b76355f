// <rate-tuning>: how learning rates follow the width, and the best of several that are tried on this device.

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { matrixRate, rulesMeet, type RateRule } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { checkId, isAboutRates, rateCheck, ratesTold, type RateTold } from '#src/experiment/sweep/rate-check.ts';
import { rateInWords } from '#src/words/english/tried-rates.ts';
import { isolated } from '#src/words/isolated.ts';
import { formatThree, formatWhole, plural } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';
import type { ChoiceChanged } from '../base/field/choice-field.ts';
import '../base/field/choice-field.ts';

const rules: readonly { readonly value: RateRule; readonly label: string }[] = [
  { value: 'none', label: 'as given' },
  { value: 'width', label: 'matrices ∝ 1/width' },
  { value: 'mup', label: 'muP' },
];

/** @fires rule-chosen with RateRule @fires rates-wanted with the ExperimentSpec that tries them @fires rates-forgotten @fires trying-stopped */
@customElement('rate-tuning')
export class RateTuning extends LitElement {
  @property({ attribute: false }) setUp!: Pick<ExperimentSpec, 'arms' | 'size' | 'sweep'>;
  @property({ type: Boolean }) locked = false;
  @property({ type: Boolean }) startable = false;
  @property() trains = ''; // which experiment does, now
  @property({ type: Number }) done = 0; // share of it

  static override readonly styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: var(--space-1);
        font-size: var(--small);
      }
      ul {
        margin: 0;
        padding-inline-start: 1.2em;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-2);
      }
      .muted {
        color: var(--muted);
      }
    `,
  ];

  private check: ExperimentSpec | undefined; // that would try rates; undefined if there is nothing to try

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('setUp')) this.check = rateCheck(this.setUp);
  }

  protected override render(): TemplateResult {
    return html`${this.renderRule()} ${this.trains === checkId ? this.renderTrying() : this.renderTuned()}`;
  }

  /** Where widths differ. */
  private renderRule(): TemplateResult | typeof nothing {
    const { arms } = this.setUp;
    const widths = [...new Set(arms.map(({ config }) => config.width))];
    if (widths.length < 2 || !widths.every(Number.isFinite)) return nothing;
    const chosen = [...new Set(arms.map(({ config }) => config.rateRule))];
    const differs = { value: '', label: 'differs between arms', disabled: true };
    return html`<choice-field
        compact
        label="Learning rate by width"
        .value=${chosen.length === 1 ? chosen[0]! : ''}
        .choices=${[...(chosen.length === 1 ? [] : [differs]), ...rules]}
        .disabled=${this.locked}
        @choice-changed=${(e: CustomEvent<ChoiceChanged>) => this.tell('rule-chosen', e.detail.value)}
      ></choice-field>
      <p class="muted" id="rule">${ruleInWords(arms)}</p>`;
  }

  private renderTrying(): TemplateResult {
    return html`<p role="status">Trying learning rates: ${formatWhole(Math.floor(100 * this.done))} % done.</p>
      <div class="buttons">
        <button type="button" class="plain" @click=${() => this.tell('trying-stopped')}>
          stop, and keep the rates as they were
        </button>
      </div>`;
  }

  private renderTuned(): TemplateResult | typeof nothing {
    const { arms } = this.setUp;
    if (isAboutRates(this.setUp)) return nothing;
    const told = ratesTold(arms);
    return html`${
      told.length
        ? html`<ul>
            ${told.map((each) => html`<li>${this.rateInWords(each, told.length)}</li>`)}
          </ul>`
        : nothing
    }
    ${this.locked ? nothing : html`<div class="buttons">${this.renderTry(told)}</div>`}`;
  }

  private renderTry(told: readonly RateTold[]): TemplateResult {
    const { check } = this;
    const further = told.some(({ edge }) => edge) && check !== undefined;
    const runs = check ? check.arms.length * check.seeds.length : 0;
    return html`${
      check
        ? html`<button
            type="button"
            class="plain"
            title="${plural(runs, 'short run')}; what chooses is held-out text that no other loss is measured on"
            ?disabled=${!this.startable}
            @click=${() => this.tell('rates-wanted', check)}
          >
            ${further ? 'try further rates' : 'tune on this device'} (${plural(runs, 'short run')})
          </button>`
        : nothing
    }
    ${
      told.length
        ? html`<button type="button" class="plain" @click=${() => this.tell('rates-forgotten')}>
            back to the rates that were given
          </button>`
        : nothing
    }`;
  }

  private tell(type: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** "width 8: learning rate 0.012, best of 5 tried" */
  private rateInWords({ arms: these, ...said }: RateTold, groups: number): string {
    const { arms } = this.setUp;
    const words = rateInWords(said);
    if (groups === 1 && these.length === arms.length) return words;
    const configs = these.map((arm) => arms[arm]!.config);
    const widths = new Set(arms.map(({ config }) => config.width));
    const isTold = groups === widths.size && new Set(configs.map(({ width }) => width)).size === 1;
    const names = these.map((arm) => isolated(arms[arm]!.name));
    return `${isTold ? `width ${configs[0]!.width}` : names.length > 3 ? `${names[0]} to ${names.at(-1)}` : names.join(', ')}: ${words}`;
  }
}

/** What the rule makes of the rates, from the narrowest to the widest. */
function ruleInWords(arms: ExperimentSpec['arms']): string {
  const byWidth = arms.map(({ config }) => config).toSorted((a, b) => a.width - b.width);
  const [narrow, wide] = [byWidth[0]!, byWidth.at(-1)!];
  if (byWidth.every(({ optimizer }) => optimizer === 'muon')) return 'Muon trains the matrices: its rate suits every width.';
  const rates = `Matrices train at ${formatThree(matrixRate(narrow))} at width ${narrow.width} and ${formatThree(matrixRate(wide))} at width ${wide.width}`;
  if (byWidth.every(({ rateRule }) => rateRule === 'none')) {
    const same = narrow.learningRate === wide.learningRate;
    return `${rates}${same ? ': one rate rarely suits all widths' : ''}.`;
  }
  const what = byWidth.some(({ rateRule }) => rateRule === 'mup')
    ? '; muP scales logits and attention, too'
    : '; embeddings and head at the rate as given';
  return `${rates}, as given at ${rulesMeet}${what}.`;
}

declare global {
  interface HTMLElementTagNameMap {
    'rate-tuning': RateTuning;
  }
}
