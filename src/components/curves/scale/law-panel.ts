// <law-panel>: the law behind the points of a sweep: its numbers with their intervals, what it foretold of the dearest point, and in place
// of what cannot be told, why.

import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { Coefficient, FitReport } from '#src/science/fit/fit-points.ts';
import type { Interval } from '#src/science/statistics/estimates.ts';
import type { FoundLaw, Foretold } from '#src/store/scaling/fitted-law.ts';
import { isolated } from '#src/words/isolated.ts';
import { sentenceOf } from '#src/words/message.ts';
import { formatCount, formatLoss, formatThree, plural } from '#src/words/numbers.ts';
import { controls } from '../../base/controls.styles.ts';

/** Where the dearest point will end, as somebody guesses; undefined while nothing is. */
export interface PointGuessed {
  readonly loss: number;
  readonly kept: boolean; // or still moved
}

const meanings: Readonly<Record<Coefficient, string>> = {
  E: 'what no size takes away',
  A: 'how much small models lose',
  alpha: 'how fast parameters help',
  B: 'how much short training loses',
  beta: 'how fast tokens help',
  a: 'how parameters should grow with compute',
};
const symbols: Readonly<Record<Coefficient, string>> = { E: 'E', A: 'A', alpha: 'α', B: 'B', beta: 'β', a: 'a' };
const [wide, high] = [240, 56]; // of the picture of what is left

/** @fires point-guessed with PointGuessed */
@customElement('law-panel')
export class LawPanel extends LitElement {
  @property({ attribute: false }) record!: ExperimentRecord;
  @property({ attribute: false }) found: FoundLaw | undefined;
  @property({ attribute: false }) guess: number | undefined; // that was kept
  @property({ type: Boolean }) guessable = false; // the dearest point has not ended here
  @state() private moved: number | undefined;

  static override readonly styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: var(--space-2);
      }
      .formula {
        font-family: var(--mono, monospace);
      }
      table {
        border-collapse: collapse;
        font-size: var(--small);
        font-variant-numeric: tabular-nums;
      }
      :is(td, th) {
        padding: 0.15rem var(--space-3) 0.15rem 0;
        text-align: start;
        font-weight: normal;
      }
      .number {
        text-align: end;
      }
      .guess {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2) var(--space-3);
        align-items: center;
      }
      input[type='range'] {
        flex: 1 1 12rem;
        max-width: 24rem;
      }
      ul {
        margin: 0;
        padding-inline-start: 1.1rem;
        font-size: var(--small);
      }
      svg {
        width: ${wide}px;
        height: ${high}px;
        overflow: visible;
      }
      svg line {
        stroke: var(--rule);
      }
      svg circle {
        fill: var(--arm-a);
        fill-opacity: 0.6;
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { found } = this;
    if (!found) return nothing;
    const { report, next } = found;
    return html`<h2>The law behind these points</h2>
      ${report.law ? this.renderLaw(report) : nothing} ${next ? this.renderNext(next) : nothing}
      ${
        report.refusals.length
          ? html`<ul>
              ${report.refusals.map((said) => html`<li>${sentenceOf(said)}</li>`)}
            </ul>`
          : nothing
      }
      ${report.law ? this.renderDoubts(report) : nothing}`;
  }

  private renderLaw({ form, told, intervals, n, optimum }: FitReport): TemplateResult {
    const terms = ['E', ...(form === 'tokens' ? [] : ['A / N^α']), ...(form === 'parameters' ? [] : ['B / D^β'])];
    const rows = (Object.keys(meanings) as Coefficient[]).filter((name) => told[name] !== undefined);
    return html`<p>
        <span class="formula">loss = ${terms.join(' + ')}</span>, fitted to ${plural(n, 'run')}; N parameters without embeddings,
        D tokens read
      </p>
      <table>
        <tbody>
          ${rows.map(
            (name) =>
              html`<tr>
                <th scope="row">${symbols[name]}</th>
                <td class="number">${formatThree(told[name]!)}</td>
                <td>${intervalInWords(intervals[name])}</td>
                <td>${meanings[name]}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${
        optimum?.parameters === undefined || optimum.tokens === undefined
          ? nothing
          : html`<p>
              For ${formatCount(optimum.compute)} FLOP it would be best to train ${formatCount(optimum.parameters)}
              parameters${inBrackets(optimum.intervals.parameters, formatCount)} on ${formatCount(optimum.tokens)} tokens: loss
              ${formatLoss(optimum.loss!)}${inBrackets(optimum.intervals.loss, formatLoss)}.
            </p>`
      }`;
  }

  /** Predict the next run, then run it. */
  private renderNext({ arm, said, others, ended }: Foretold): TemplateResult {
    const { guess } = this;
    const name = isolated(this.record.arms[arm]!.name);
    const band = said.interval ? `between ${formatLoss(said.interval.low)} and ${formatLoss(said.interval.high)}` : '';
    const law = said.loss === undefined ? band : `${formatLoss(said.loss)}${band && `, ${band} (95 %)`}`;
    if (!law) return html``;
    const from = `the law of the other ${plural(others, 'run')}`;
    if (ended === undefined)
      return html`<p>The largest point, ${name}, has not ended. ${capital(from)} says ${law}.</p>
        ${this.guessable ? this.renderGuess(said.loss ?? said.interval!.low) : nothing}`;
    const miss = said.loss === undefined ? undefined : Math.abs(said.loss - ended);
    const yours = guess === undefined ? undefined : Math.abs(guess - ended);
    return html`<p>
      The largest point, ${name}, ended at <b>${formatLoss(ended)}</b>. ${capital(from)} had said
      ${law}${miss === undefined ? '' : `: ${formatLoss(miss)} off`}.
      ${
        yours === undefined
          ? nothing
          : html`You had said ${formatLoss(guess!)}: ${formatLoss(yours)} off.
            ${miss === undefined ? nothing : yours < miss ? 'You were nearer than the law.' : 'The law was nearer.'}`
      }
    </p>`;
  }

  private renderGuess(near: number): TemplateResult {
    const value = this.moved ?? this.guess ?? near;
    return html`<div class="guess">
      <label for="guess">Where will it end?</label>
      <input
        id="guess"
        type="range"
        min=${(near * 0.85).toFixed(2)}
        max=${(near * 1.15).toFixed(2)}
        step="0.01"
        .value=${value.toFixed(2)}
        aria-valuetext="${formatLoss(value)} nats"
        @input=${(e: Event) => this.move(Number((e.target as HTMLInputElement).value), false)}
      />
      <output>${formatLoss(value)}</output>
      <button type="button" ?disabled=${this.moved === undefined} @click=${() => this.move(value, true)}>Keep</button>
    </div>`;
  }

  private move(loss: number, kept: boolean): void {
    this.moved = kept ? undefined : loss;
    this.dispatchEvent(new CustomEvent<PointGuessed>('point-guessed', { detail: { loss, kept } }));
  }

  private renderDoubts({ residuals, fitted, leftOut, starts, otherCount }: FitReport): TemplateResult {
    const { points } = this.found!;
    const most = Math.max(0.01, ...residuals.map(Math.abs));
    const sizes = fitted.map((i) => Math.log(points[i]!.parameters));
    const [low, top] = [Math.min(...sizes), Math.max(...sizes)];
    const spread = (pick: (of: NonNullable<FitReport['law']>) => number): string => {
      const values = leftOut.map(pick);
      return `${formatThree(Math.min(...values))} to ${formatThree(Math.max(...values))}`;
    };
    return html`<details>
      <summary>How far to believe it</summary>
      <p class="small">
        What is left: each run’s loss over the law, from ${formatThree(-100 * most)} to ${formatThree(100 * most)} %, small models
        at the left.
      </p>
      <svg viewBox="0 0 ${wide} ${high}" role="img" aria-label="Residuals by size">
        <line x1="0" x2=${wide} y1=${high / 2} y2=${high / 2} />
        ${residuals.map((r, i) => {
          const x = top > low ? ((sizes[i]! - low) / (top - low)) * wide : wide / 2;
          return svg`<circle cx=${x.toFixed(1)} cy=${(high / 2 - (r / most) * (high / 2)).toFixed(1)} r="2.5" />`;
        })}
      </svg>
      <ul>
        <li>Without any one run α would be ${spread((of) => of.alpha)} and β ${spread((of) => of.beta)}.</li>
        ${starts ? html`<li>${starts.agree} of ${plural(starts.tried, 'start')} of the search end at this law.</li>` : nothing}
        ${
          otherCount
            ? html`<li>
                With embeddings counted among N, ${otherCount.axis === 'tokens' ? 'β' : 'α'} would be
                ${formatThree(otherCount.other)}, not ${formatThree(otherCount.one)}.
              </li>`
            : nothing
        }
      </ul>
    </details>`;
  }
}

const intervalInWords = (interval: Interval | undefined): string =>
  interval ? `${formatThree(interval.low)} to ${formatThree(interval.high)} (95 %)` : '';
const inBrackets = (interval: Interval | undefined, format: (value: number) => string): string =>
  interval ? ` (${format(interval.low)} to ${format(interval.high)})` : '';
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

declare global {
  interface HTMLElementTagNameMap {
    'law-panel': LawPanel;
  }
}
