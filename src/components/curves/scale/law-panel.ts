// <law-panel>: the law behind the points of a sweep: its numbers with their intervals, what it foretold of the dearest point, and in place
// of what cannot be told, why.

import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { floorsOf, letterOf } from '#src/experiment/arms.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { BudgetAnswer } from '#src/science/fit/budget-answer.ts';
import type { Coefficient, FitReport } from '#src/science/fit/fit-points.ts';
import type { RepeatedRuns } from '#src/science/fit/repeated-runs.ts';
import { armsOfLaw, familyName } from '#src/science/scaling/model-families.ts';
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
const repeatsSign = html`R<sub>D</sub>*`;
const coefficients = Object.keys(meanings) as Coefficient[];
type Withheld = FitReport['refusals'][number]['withholds'][number];
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
        margin-block-start: var(--space-4);
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
      .refused {
        text-wrap: pretty;
      }
      p {
        max-width: 46rem;
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
        list-style: disc;
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
    // What takes a number away stands in its place; of the others some runs are left out, or there is a doubt.
    const others = report.refusals.filter(({ withholds }) => withholds.length === 0);
    return html`<h2>The law behind these points</h2>
      ${this.renderLaw(report)} ${report.repeats ? this.renderRepeats(report.repeats, report.told) : nothing}
      ${next ? this.renderNext(next) : nothing}
      ${
        others.length
          ? html`<ul>
              ${others.map((said) => html`<li>${sentenceOf(said)}</li>`)}
            </ul>`
          : nothing
      }
      ${report.law ? this.renderDoubts(report) : nothing}`;
  }

  /** Why this is not told. */
  private refused(what: Withheld): TemplateResult[] {
    const { refusals } = this.found!.report;
    return refusals.flatMap((said) => (said.withholds.includes(what) ? [html`${sentenceOf(said)} `] : []));
  }

  private renderLaw(report: FitReport): TemplateResult {
    const { law, intervals, n } = report;
    if (!law) return html`<p>${this.refused('law')}</p>`;
    const terms = ['E', ...(intervals.A ? ['A / N^α'] : []), ...(intervals.B ? ['B / D^β'] : [])];
    const among = this.amongOthers();
    return html`<p>
        <span class="formula">loss = ${terms.join(' + ')}</span>, fitted to ${plural(n, 'run')}${among}; N parameters without
        embeddings, D tokens read
      </p>
      <table>
        <tbody>
          ${coefficients.filter((name) => intervals[name]).map((name) => this.renderNumber(name, report))}
        </tbody>
      </table>
      ${report.optimum ? this.renderOptimum(report.optimum) : nothing}`;
  }

  /** Where only some arms are of one law. */
  private amongOthers(): string {
    const { record, found } = this;
    const { points, report } = found!;
    const arms = [...new Set(report.fitted.map((i) => points[i]!.arm))].sort((a, b) => a - b);
    const varied = record.arms.length > armsOfLaw(record).size || report.repeated.length > 0;
    if (!varied) return '';
    const name = familyName(record, { arms });
    return ` of ${name ? isolated(name) : arms.map(letterOf).join(', ')}`;
  }

  private renderNumber(name: Coefficient, { told, intervals, refusals }: FitReport): TemplateResult {
    const value = told[name];
    const floor = name === 'E' ? floorsOf(this.record).find(({ kind }) => kind === 'rule') : undefined;
    const known = floor ? `; the floor of this source is ${formatLoss(floor.loss)}` : '';
    const head = html`<th scope="row">${symbols[name]}</th>`;
    if (value !== undefined)
      return html`<tr>
        ${head}
        <td class="number">${formatThree(value)}</td>
        <td>${intervalInWords(intervals[name])}${known}</td>
        <td>${meanings[name]}</td>
      </tr>`;
    // Said once, of the first number that it takes away; the others follow from that one.
    const why = refusals.filter(({ withholds }) => withholds.includes(name));
    const own = why.filter(({ withholds }) => withholds[0] === name);
    const [of] = why.flatMap(({ withholds }) => withholds.slice(0, 1));
    const sentence = own.length ? own.map(sentenceOf).join(' ') : `Not told, because ${symbols[of as Coefficient]} is not.`;
    return html`<tr>
      ${head}
      <td colspan="3" class="refused">${sentence}${known && `${capital(known.slice(2))}.`}</td>
    </tr>`;
  }

  private renderOptimum({ compute, parameters, tokens, loss, intervals }: BudgetAnswer): TemplateResult {
    if (parameters === undefined || tokens === undefined) {
      const range = intervals.parameters;
      return html`<p>
        The best size for ${formatCount(compute)} FLOP, what the dearest runs took: ${this.refused('optimum')}
        ${range ? `With 95 % it lies between ${formatCount(range.low)} and ${formatCount(range.high)} parameters.` : nothing}
      </p>`;
    }
    return html`<p>
      For ${formatCount(compute)} FLOP it would be best to train ${formatCount(parameters)}
      parameters${inBrackets(intervals.parameters, formatCount)} on ${formatCount(tokens)}
      tokens${inBrackets(intervals.tokens, formatCount)}: loss ${formatLoss(loss!)}${inBrackets(intervals.loss, formatLoss)}.
    </p>`;
  }

  private renderRepeats({ repeats, interval, runs }: RepeatedRuns, told: FitReport['told']): TemplateResult {
    const refused = this.refused('repeats');
    const measured = `${formatThree(repeats.tokens)}${inBrackets(interval, formatThree)}, from ${plural(runs, 'run')}`;
    return html`<p>
      Text that is read again is worth less each time; after ${repeatsSign} readings about a third is left of what the first one
      was worth. Muennighoff and others published 15.4 for large models
      (dashed${told.beta === undefined ? ', with their β, 0.353, as these runs fix none' : ''}). Of these runs:
      ${refused.length ? refused : html`${repeatsSign} ${measured} (solid).`} This law only falls with text, and does not know
      that a small model learns little text by heart, so it is held against the lowest loss of each run, not its end.
    </p>`;
  }

  /** Predict the next run, then run it. */
  private renderNext({ arm, said, others, ended }: Foretold): TemplateResult {
    const { guess } = this;
    const name = isolated(this.record.arms[arm]!.name);
    const band = said.interval ? `between ${formatLoss(said.interval.low)} and ${formatLoss(said.interval.high)}` : '';
    const law = said.loss === undefined ? band : `${formatLoss(said.loss)}${band && `, ${band} (95 %)`}`;
    const why = said.refusal ? sentenceOf(said.refusal) : nothing;
    if (!law) return html`<p>The largest point is ${name}. ${why}</p>`;
    const from = `the law of the other ${plural(others, 'run')}`;
    if (ended === undefined)
      return html`<p>The largest point, ${name}, has not ended. ${capital(from)} says ${law}. ${why}</p>
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

  private renderDoubts({ intervals, residuals, fitted, leftOut, starts, otherCount }: FitReport): TemplateResult {
    const { points } = this.found!;
    const most = Math.max(0.01, ...residuals.map(Math.abs));
    const exponents = (['alpha', 'beta'] as const).filter((name) => intervals[name]);
    const along = intervals.alpha ? 'parameters' : 'tokens';
    const sizes = fitted.map((i) => Math.log(points[i]![along]));
    const [low, top] = [Math.min(...sizes), Math.max(...sizes)];
    const spread = (pick: (of: NonNullable<FitReport['law']>) => number): string => {
      const values = leftOut.map(pick);
      return `${formatThree(Math.min(...values))} to ${formatThree(Math.max(...values))}`;
    };
    return html`<details>
      <summary>How far to believe it</summary>
      <p class="small">
        What is left: each run’s loss over the law, from ${formatThree(-100 * most)} to ${formatThree(100 * most)} %,
        ${along === 'parameters' ? 'small models' : 'short training'} at the left.
      </p>
      <svg viewBox="0 0 ${wide} ${high}" role="img" aria-label="Residuals by size">
        <line x1="0" x2=${wide} y1=${high / 2} y2=${high / 2} />
        ${residuals.map((r, i) => {
          const x = top > low ? ((sizes[i]! - low) / (top - low)) * wide : wide / 2;
          return svg`<circle cx=${x.toFixed(1)} cy=${(high / 2 - (r / most) * (high / 2)).toFixed(1)} r="2.5" />`;
        })}
      </svg>
      <ul>
        ${
          leftOut.length
            ? html`<li>
                Without any one run
                ${exponents.map((name, i) => html`${i ? ' and ' : ''}${symbols[name]} would be ${spread((of) => of[name])}`)}.
              </li>`
            : nothing
        }
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
