// <meek-panel>: do small models catch up? A model of a race, labelled as one, with its equation, its numbers to move, and what it rests on.
// α is that of the visitor's own runs where they tell it.

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { FitReport } from '#src/science/fit/fit-points.ts';
import { gapAfter, publishedRace, widestAfter, type Race } from '#src/science/fit/laws/catching-up.ts';
import { sentenceOf } from '#src/words/message.ts';
import { formatCount, formatLoss, formatPercent, formatThree, plural } from '#src/words/numbers.ts';
import type { ChartScene } from '../../../base/chart/scene.ts';
import { controls } from '../../../base/controls.styles.ts';
import { lessonPanelStyles } from '../lesson-panel.styles.ts';
import { mostYears, raceScene } from './race-scene.ts';
import '../../../base/chart/chart-frame.ts';

interface Slider {
  readonly label: string;
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly log?: boolean; // the slider moves a power of ten
  readonly say: (value: number) => string;
}

const sliders: Readonly<Record<keyof Race | 'years', Slider>> = {
  alpha: { label: 'α: how fast compute helps', low: 0.02, high: 0.8, step: 0.005, say: (v) => v.toFixed(3) },
  shared: {
    label: 'g: growth that all share, a year',
    low: 1.1,
    high: 10,
    step: 0.02,
    say: (v) => `× ${v.toFixed(2)}`,
  },
  frontier: {
    label: 'f: growth of the leader’s budget, a year',
    low: 1.1,
    high: 10,
    step: 0.1,
    say: (v) => `× ${v.toFixed(1)}`,
  },
  ratio: {
    label: 'r: the leader’s head start',
    low: 1,
    high: 1e4,
    step: 0.1,
    log: true,
    say: (v) => `× ${formatCount(Number(v.toPrecision(2)))}`,
  },
  years: { label: 't: years from now', low: 0, high: mostYears, step: 0.5, say: (v) => plural(v, 'year') },
};

@customElement('meek-panel')
export class MeekPanel extends LitElement {
  /** Of the budgets that were trained; undefined before there are any. */
  @property({ attribute: false }) fitted: FitReport | undefined;
  @state() private moved: Partial<Record<keyof Race | 'years', number>> = {};

  private build: () => ChartScene | undefined = () => undefined;

  static override readonly styles = [
    controls,
    lessonPanelStyles,
    css`
      .formula {
        font-family: var(--mono, monospace);
        overflow-wrap: anywhere;
      }
      .sliders {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr));
        gap: var(--space-2) var(--space-6);
        font-size: var(--small);
      }
      .sliders div {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 4.5rem;
        gap: 0 var(--space-2);
        align-items: center;
      }
      label {
        grid-column: 1 / -1;
      }
      output {
        text-align: end;
      }
      chart-frame {
        height: calc(14rem * var(--chart-scale, 1));
      }
      ul {
        padding-inline-start: 1.1rem;
        list-style: disc;
      }
    `,
  ];

  /** Undefined where these runs do not tell it. */
  private get ownAlpha(): number | undefined {
    return this.fitted?.told.beta;
  }

  private numberOf(key: keyof Race | 'years'): number {
    const { low, high } = sliders[key];
    const begun = key === 'years' ? 10 : key === 'alpha' ? (this.ownAlpha ?? publishedRace.alpha) : publishedRace[key];
    return this.moved[key] ?? Math.min(high, Math.max(low, begun));
  }

  private get race(): Race {
    return {
      alpha: this.numberOf('alpha'),
      shared: this.numberOf('shared'),
      frontier: this.numberOf('frontier'),
      ratio: this.numberOf('ratio'),
    };
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { race } = this;
    if (changed.has('fitted') || changed.has('moved') || !this.hasUpdated) this.build = () => raceScene(race);
  }

  protected override render(): TemplateResult {
    const { race } = this;
    const years = this.numberOf('years');
    const said = leadWords(race, years);
    return html`<h2>Do small models catch up? A model, not a measurement</h2>
      <p>
        Suppose that the loss falls as <span class="formula">E + A·C^−α</span> for all. One budget stays what it is; the leader’s
        grows. Then the lead in loss after t years is, as a share of what the smaller one is above E today,
      </p>
      <p class="formula">lead(t) = (gᵗ)^−α − (r·(g·f)ᵗ)^−α</p>
      ${this.renderFit()}
      <div class="sliders">${(Object.keys(sliders) as (keyof Race | 'years')[]).map((key) => this.renderSlider(key))}</div>
      <p class="answer"><b>${said}</b></p>
      <chart-frame label=${`The lead over ${mostYears} years. ${said}`} .build=${this.build} .cursor=${years}></chart-frame>
      <p class="small muted">
        Line: the lead over the years. Published values: α ${publishedRace.alpha}, g ${formatThree(publishedRace.shared)}, f
        ${publishedRace.frontier} (Gundlach and others 2025).
      </p>
      <ul class="small">
        <li>
          It needs a measure with an end: by one without, such as the length of task that a model can do, the leader can pull away
          for ever.
        </li>
        <li>It takes α and the text for fixed: a new idea or other data that only one of them has is not in it.</li>
      </ul>`;
  }

  /** What the visitor's own budgets say of α. */
  private renderFit(): TemplateResult | typeof nothing {
    const { fitted, ownAlpha } = this;
    if (!fitted) return nothing;
    if (ownAlpha === undefined) {
      const few = fitted.refusals.find(({ code }) => code === 'fitFewRuns');
      return html`<p class="own">
        ${few ? sentenceOf(few) : 'These budgets do not fix α.'} So α begins at the published ${publishedRace.alpha}.
      </p>`;
    }
    const { beta, E } = fitted.intervals;
    const floor =
      fitted.told.E === undefined
        ? `E is not told: it could be 0 or as much as ${formatLoss(E!.high)}.`
        : `E is ${formatLoss(fitted.told.E)} (95 %: ${formatLoss(E!.low)} to ${formatLoss(E!.high)}).`;
    const reducible = ((1 - 10 ** -ownAlpha) * 100).toFixed(0);
    return html`<p class="own">
      Of ${plural(fitted.n, 'run')} here, α is <b>${formatThree(ownAlpha)}</b> (95 %: ${formatThree(beta!.low)} to
      ${formatThree(beta!.high)}): ten times the compute takes away ${reducible} % of what is above E. ${floor} α begins there.
    </p>`;
  }

  private renderSlider(key: keyof Race | 'years'): TemplateResult {
    const { label, low, high, step, log, say } = sliders[key];
    const value = this.numberOf(key);
    const [to, from] = log ? [Math.log10, (power: number) => 10 ** power] : [(v: number) => v, (v: number) => v];
    return html`<div>
      <label for=${key}>${label}</label>
      <input
        id=${key}
        type="range"
        min=${to(low)}
        max=${to(high)}
        step=${step}
        .value=${String(to(value))}
        aria-valuetext=${say(value)}
        @input=${(e: Event) => (this.moved = { ...this.moved, [key]: from(Number((e.target as HTMLInputElement).value)) })}
      />
      <output for=${key}>${say(value)}</output>
    </div>`;
  }
}

/** "After 10 years the lead is 10 % …" */
function leadWords(race: Race, years: number): string {
  const widest = widestAfter(race);
  const now = `After ${plural(years, 'year')} the lead is ${formatPercent(gapAfter(race, years))}`;
  return widest === 0
    ? `${now}; it shrinks from the start, where it is ${formatPercent(gapAfter(race, 0))}.`
    : `${now}; it is widest after ${formatThree(widest)} years, at ${formatPercent(gapAfter(race, widest))}, and then shrinks.`;
}

declare global {
  interface HTMLElementTagNameMap {
    'meek-panel': MeekPanel;
  }
}
