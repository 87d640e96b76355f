// <measured-panel>: what is read off the points of the scale chart without a law: what each idea is worth in compute, and where each budget
// was spent best; in place of what cannot be read, why.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { IsoFlops } from '#src/science/fit/measured/iso-flop.ts';
import type { ScalesBetter } from '#src/science/fit/measured/scales-better.ts';
import { familyName, type Family } from '#src/science/scaling/model-families.ts';
import type { IdeaGain } from '#src/science/scaling/gains.ts';
import { fits } from '#src/words/english/fits.ts';
import { isolated } from '#src/words/isolated.ts';
import { learn } from '#src/words/language.ts';
import { sentenceOf } from '#src/words/message.ts';
import { formatCount, formatLoss, formatNumber, formatThree } from '#src/words/numbers.ts';
import { controls } from '../../base/controls.styles.ts';
import type { Shown } from '../curve-axis.ts';
import { soFar } from './arms-so-far.ts';
import { gains, work } from './scale-shown.ts';

learn(fits);

@customElement('measured-panel')
export class MeasuredPanel extends LitElement {
  @property({ attribute: false }) record!: Shown['record'];
  @property({ attribute: false }) curves: Shown['curves'] = [];
  @property({ attribute: false }) progress: Shown['progress'];

  static override readonly styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: var(--space-2);
      }
      h2 {
        margin-block-start: var(--space-4);
      }
      p,
      li {
        max-width: 46rem;
      }
      ul {
        display: grid;
        gap: var(--space-1);
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { record } = this;
    const arms = soFar(this);
    const [ideas, budgets] = [gains(record, arms), work(record, arms)];
    return html`${ideas.length ? this.renderIdeas(ideas) : nothing} ${budgets ? renderBudgets(budgets) : nothing}`;
  }

  private renderIdeas(ideas: readonly IdeaGain[]): TemplateResult {
    return html`<h2>What an idea is worth</h2>
      <ul>
        ${ideas.map((idea) => html`<li>${this.gainInWords(idea)} ${this.scalingInWords(idea)}</li>`)}
      </ul>
      <p class="small">
        Read where both reached a loss, between neighbouring points, seed by seed; against FLOP it is the distance between the
        lines.
      </p>`;
  }

  private name(family: Family): string {
    return isolated(familyName(this.record, family) || this.record.arms[family.arms[0]!]!.name);
  }

  private gainInWords({ family, baseline, gain: { gain, interval, loss, refusals } }: IdeaGain): string {
    const [name, other] = [capital(this.name(family)), this.name(baseline)];
    const why = refusals.map(sentenceOf).join(' ');
    if (gain === undefined) return `${name} beside ${other}: ${why}`;
    const between = interval ? ` (95 %: ${formatThree(interval.low)} to ${formatThree(interval.high)})` : '';
    return `${name}: worth ${formatThree(gain)} times the compute of ${other}${between}, at loss ${formatLoss(loss!)}.${why && ` ${why}`}`;
  }

  private scalingInWords({ scales: { perFactor, interval, refusals, sizes } }: IdeaGain): string {
    if (perFactor === undefined || !interval) return refusals.map(sentenceOf).join(' ');
    return leadInWords(perFactor, interval, sizes);
  }
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** By how much of the loss the lead changes with each doubling of compute. */
function leadInWords(perFactor: number, { low, high }: NonNullable<ScalesBetter['interval']>, sizes: number): string {
  const percent = (perE: number): string => {
    const value = 100 * Math.LN2 * perE;
    // A hundredth of a per cent is nothing.
    return formatNumber(Number(Math.abs(value) < 1 ? value.toFixed(2) : value.toPrecision(2)) || 0).replace('-', '−');
  };
  const range = `95 %: ${percent(low)} to ${percent(high)}`;
  if (low > 0)
    return `It scales better over these ${sizes} sizes: with each doubling of compute its lead grows by ${percent(perFactor)} % of the loss (${range}).`;
  if (high < 0)
    return `It scales worse over these ${sizes} sizes: with each doubling of compute its lead shrinks by ${percent(-perFactor)} % of the loss (95 %: ${percent(-high)} to ${percent(-low)}).`;
  return `Whether it scales better is open: with each doubling of compute its lead changes by ${percent(perFactor)} % of the loss (${range}).`;
}

function renderBudgets({ parabolas, a, refusals }: IsoFlops): TemplateResult {
  return html`<h2>Each budget as a picture</h2>
    <ul>
      ${parabolas.map(
        ({ compute, parameters, loss }) =>
          html`<li>
            ${formatCount(compute)} FLOP: the parabola through its losses is lowest at ${formatCount(parameters)} parameters, loss
            ${formatLoss(loss)}.
          </li>`,
      )}
      ${refusals.map((said) => html`<li>${sentenceOf(said)}</li>`)}
    </ul>
    <p class="small">
      Parameters without embeddings.
      ${a === undefined ? nothing : `From lowest point to lowest point they grow as compute to the power ${formatThree(a)}.`} A
      parabola leans to one side even without noise, so the number is the law’s.
    </p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'measured-panel': MeasuredPanel;
  }
}
