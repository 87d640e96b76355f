// <verdict-panel>: what the experiment has shown, in one or two sentences, with the numbers and the doubts behind them.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { letterOf } from '#src/experiment/arms.ts';
import { mostSeeds } from '#src/experiment/limits.ts';
import { placeOf } from '#src/experiment/marks.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { Verdict } from '#src/science/verdict/verdict.ts';
import { isolated } from '#src/words/isolated.ts';
import { plural } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';
import type { NumberChanged } from '../base/field/number-field.ts';
import { RowsByFrames } from '../base/list/rows-by-frames.ts';
import { outgrown } from './outgrown.ts';
import { verdictTable } from './verdict-table.ts';
import '../base/arm-mark.ts';
import '../base/field/number-field.ts';

export interface SeedsWanted {
  readonly count: number;
  readonly separate: boolean; // each arm in launches of its own
}
export interface BudgetsWanted {
  readonly arm: number;
}
export type ExportFormat = 'json' | 'csv' | 'sheet' | 'md';
export interface ExportWanted {
  readonly format: ExportFormat;
}

const formats: readonly (readonly [ExportFormat, string, string])[] = [
  ['md', 'Verdict', 'the verdict as Markdown'],
  ['csv', 'CSV', 'all points as CSV'],
  ['sheet', 'CSV for spreadsheets', 'all points as CSV for spreadsheets, marked as UTF-8'],
  ['json', 'JSON', 'everything as JSON, to be imported again'],
];

export interface ActionsFolded {
  readonly open: boolean;
}

/** @fires seeds-wanted @fires budgets-wanted @fires export-wanted @fires keep-wanted @fires actions-folded with ActionsFolded */
@customElement('verdict-panel')
export class VerdictPanel extends LitElement {
  @property({ attribute: false }) record!: ExperimentRecord;
  @property({ attribute: false }) verdict: Verdict | undefined;
  @property({ type: Boolean }) active = false; // something trains
  @property({ type: Boolean }) extendable = false; // there is a GPU for more seeds
  @property({ type: Boolean }) withheld = false; // until the visitor has said why they expect something else, or has skipped it
  @property({ type: Boolean }) unkept = false; // a comparison that is not on this machine yet
  @property({ type: Boolean }) unfolded = false; // what can be done with it
  @state() private count = 3;
  private readonly byFrames = new RowsByFrames(this);

  static override readonly styles = [
    controls,
    css`
      .headline {
        font-size: var(--headline, 1.125rem);
        line-height: 1.35;
        text-wrap: pretty;
        max-width: var(--headline-width, 72ch);
      }
      .waiting {
        color: var(--muted);
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 var(--space-2);
        align-items: baseline;
        padding-block: var(--space-1);
        max-width: 88ch;
      }
      /* On a projector only the headline is read. */
      h2,
      .further,
      details {
        display: var(--small-print, block);
      }
      .sentences,
      .all {
        margin-block-start: var(--space-2);
      }
      .further {
        max-width: 88ch;
        margin-block-start: var(--space-1);
      }
      .further,
      .all,
      .headline,
      .sentences {
        overflow-wrap: anywhere;
      }
      .scroll {
        overflow-x: auto;
      }
      details {
        margin-block-start: var(--space-2);
      }
      .name {
        min-width: 11rem;
      }
      .notes {
        margin-block-start: var(--space-2);
        max-width: 88ch;
      }
      .notes p + p {
        margin-block-start: var(--space-1);
      }
      .actions {
        display: var(--small-print, flex);
        flex-wrap: wrap;
        gap: var(--space-2) var(--space-4);
        align-items: center;
        margin-block-start: var(--space-3);
        font-size: var(--small);
      }
      form,
      .group {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        align-items: center;
        max-width: 100%;
      }
      form select {
        min-width: 0;
        max-width: 100%;
      }
      .group {
        display: var(--export, flex);
        margin-inline-start: auto;
      }
      .outgrown {
        display: var(--export, block);
        flex-basis: 100%;
      }
      .outgrown p {
        max-width: 88ch;
        margin-block-start: var(--space-1);
      }
      .outgrown span {
        display: inline-block;
        max-width: 100%;
        overflow-wrap: anywhere;
      }
      number-field {
        width: 8.5rem;
      }
    `,
  ];

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    // What fits when a record comes; what is typed then is not touched.
    if (changed.has('record')) this.count = Math.min(this.count, Math.max(1, this.room));
  }

  protected override render(): TemplateResult {
    const { verdict } = this;
    const compared = verdict ? this.byFrames.of(verdict.comparisons) : [];
    return html`<h2>Answer</h2>
      ${verdict && !this.withheld ? this.renderVerdict(verdict, compared) : html`<p class="headline waiting">${this.waiting()}</p>`}
      ${this.renderActions(compared)}`;
  }

  private waiting(): string {
    if (this.verdict && this.withheld)
      return 'The answer unfolds when you have said why you expect what you guessed, or skipped it.';
    if (this.record.arms.length < 2) return 'There is only one arm, and nothing to compare it with.';
    return this.active ? 'The verdict comes when the seeds have finished.' : 'No seed has finished, so there is no verdict.';
  }

  private renderVerdict(verdict: Verdict, compared: Verdict['comparisons']): TemplateResult {
    const { record } = this;
    const training = record.arms[0]!.runs.filter((r) => r.status === 'waiting' || r.status === 'training').length;
    return html`<p class="headline">${verdict.answer}</p>
      ${
        this.active && training
          ? html`<p class="small muted">
              ${plural(training, 'seed')} of each arm in training. The verdict counts those that have finished.
            </p>`
          : nothing
      }
      ${verdict.further.map((sentence) => html`<p class="further small">${sentence}</p>`)}
      ${
        verdict.predicted?.why
          ? html`<p class="further small">Why, as it was thought before: <bdi>${verdict.predicted.why}</bdi></p>`
          : nothing
      }
      <details>
        <summary class="small">All arms against ${letterOf(verdict.baseline)}, and how to read the numbers</summary>
        <p class="small all">${verdict.headline}</p>
        <ul class="sentences small">
          ${compared.map(
            ({ arm }, i) =>
              html`<li><arm-mark .arm=${arm} .place=${placeOf(record, arm)}></arm-mark><span>${verdict.sentences[i]}</span></li>`,
          )}
        </ul>
        <div class="scroll" tabindex="0" role="region" aria-label="Numbers of the verdict">
          ${verdictTable(record, verdict.baseline, compared)}
        </div>
        <div class="notes small muted">
          ${verdict.notes.map((note) => html`<p>${note}</p>`)}
          <p>
            Difference: loss of the arm minus that of the baseline, mean over seeds, with its interval. Effect: the same in
            standard deviations over seeds. More seeds: what would resolve half the difference, with the interval of the spread,
            which a few seeds know poorly. Ratios: what it takes the arm to reach the baseline’s final loss, as a multiple of what
            it took the baseline.
          </p>
        </div>
      </details>`;
  }

  /** How many seeds may still be added. */
  private get room(): number {
    return mostSeeds - Math.max(...this.record.arms.map((arm) => arm.runs.length));
  }

  private renderActions(compared: Verdict['comparisons']): TemplateResult {
    const { record, verdict, room } = this;
    const wrong = !(Number.isInteger(this.count) && this.count >= 1 && this.count <= room);
    const others = compared.filter(({ outcome }) => outcome !== 'incomparable' && outcome !== 'diverged');
    return html`${this.unkept ? html`<button type="button" @click=${() => this.tell('keep-wanted')}>Keep this comparison</button>` : nothing}
      <details class="go-on" ?open=${this.unfolded} @toggle=${this.fold}>
        <summary class="small">${this.extendable ? 'More seeds, export' : 'Export'}</summary>
        <div class="actions">
          ${
            this.extendable && room > 0
              ? html`<form @submit=${this.extend}>
                  <number-field
                    compact
                    whole
                    label="More seeds"
                    unit="seeds"
                    .min=${1}
                    .max=${room}
                    .value=${this.count}
                    @number-changed=${(e: CustomEvent<NumberChanged>) => (this.count = e.detail.value)}
                  ></number-field>
                  <button type="submit" ?disabled=${wrong}>Add</button>
                  ${
                    verdict?.comparisons.some(({ untimed }) => untimed && untimed !== 'short')
                      ? html`<button
                          type="submit"
                          value="separate"
                          ?disabled=${wrong}
                          title="Trains each arm in launches of its own, in turns with the others, so that their speeds compare"
                        >
                          Add and time
                        </button>`
                      : nothing
                  }
                </form>`
              : nothing
          }
          ${
            this.extendable && others.length
              ? html`<form @submit=${this.askBudgets}>
                  <label for="arm">Own budgets for</label>
                  <select id="arm" title="Sets up an experiment in which each budget ends its own decay">
                    ${others.map(({ arm }) => html`<option value=${arm}>${isolated(record.arms[arm]!.name)}</option>`)}
                  </select>
                  <button type="submit">Set up</button>
                </form>`
              : nothing
          }
          <div class="group" role="group" aria-label="Export">
            <span class="muted">Export</span>
            ${formats.map(
              ([format, text, title]) =>
                html`<button
                  type="button"
                  class="plain"
                  title=${title}
                  aria-label=${`export ${title}`}
                  ?disabled=${format === 'md' && !verdict}
                  @click=${() => this.export(format)}
                >
                  ${text}
                </button>`,
            )}
          </div>
          ${outgrown(record)}
        </div>
      </details>`;
  }

  private fold({ target }: Event): void {
    const { open } = target as HTMLDetailsElement;
    if (open !== this.unfolded) this.dispatchEvent(new CustomEvent<ActionsFolded>('actions-folded', { detail: { open } }));
  }

  private extend(event: SubmitEvent): void {
    event.preventDefault();
    const separate = (event.submitter as HTMLButtonElement | null)?.value === 'separate';
    this.dispatchEvent(new CustomEvent<SeedsWanted>('seeds-wanted', { detail: { count: this.count, separate } }));
  }

  private askBudgets(event: Event): void {
    event.preventDefault();
    const arm = Number((this.renderRoot.querySelector('#arm') as HTMLSelectElement).value);
    this.dispatchEvent(new CustomEvent<BudgetsWanted>('budgets-wanted', { detail: { arm } }));
  }

  private export(format: ExportFormat): void {
    this.dispatchEvent(new CustomEvent<ExportWanted>('export-wanted', { detail: { format } }));
  }

  private tell(type: string): void {
    this.dispatchEvent(new CustomEvent(type));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'verdict-panel': VerdictPanel;
  }
}
