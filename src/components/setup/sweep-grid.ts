// <sweep-grid>: the points of a sweep as a table that fills while they train, and its axes as lists that can be typed.

import { css, html, LitElement, nothing, unsafeCSS, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { mostPoints } from '#src/experiment/limits.ts';
import { options, wrongValue, type Option } from '#src/experiment/options.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { pointsOf, type Sweep } from '#src/experiment/sweep/sweep.ts';
import { valueIn, valueText } from '#src/links/setting-text.ts';
import { optionWords } from '#src/words/language.ts';
import { sentenceOf } from '#src/words/message.ts';
import { dash, formatShortLoss } from '#src/words/numbers.ts';
import { readNumber } from '#src/words/typed.ts';
import { controls } from '../base/controls.styles.ts';
import { tableOf } from './sweep-rows.ts';

type Value = ArmConfig[keyof ArmConfig];

/** What is known of a point. */
export interface PointShown {
  readonly loss: number; // mean over seeds, at the end or so far; NaN before the first look
  readonly state: 'waiting' | 'training' | 'ended' | 'diverged';
}

export interface AxisChanged {
  readonly index: number;
  readonly values: readonly Value[];
}

/** The lower the loss the stronger: as classes, since the page's policy forbids styles in attributes. */
const mostShades = 10;
const shades = unsafeCSS(
  Array.from(
    { length: mostShades + 1 },
    (_, i) => `td.ended.shade${i} { background: color-mix(in oklab, var(--arm-a) ${4 + 3 * i}%, transparent); }`,
  ).join('\n'),
);

/** @fires axis-changed with AxisChanged */
@customElement('sweep-grid')
export class SweepGrid extends LitElement {
  @property({ attribute: false }) sweep!: Sweep;
  @property({ attribute: false }) points: readonly PointShown[] = []; // none before Start
  @property({ type: Boolean }) locked = false;
  @property({ type: Boolean }) tools = false; // axes can be typed
  @state() private problem: { readonly index: number; readonly text: string } | undefined;

  static override readonly styles = [
    controls,
    css`
      table {
        border-collapse: collapse;
        width: 100%;
        font-size: var(--small);
        font-variant-numeric: tabular-nums;
      }
      thead td {
        border: 0;
      }
      thead th {
        text-align: end;
      }
      th {
        font-weight: normal;
        color: var(--muted);
        padding: 0 var(--space-2) var(--space-1) 0;
        white-space: nowrap;
      }
      tbody th {
        vertical-align: middle;
        text-align: start;
      }
      td {
        height: 2.1rem;
        padding: 0 0.3rem;
        border: 1px solid var(--rule);
        text-align: end;
      }
      td small {
        display: block;
        white-space: nowrap;
      }
      td.none {
        border: 0;
      }
      ${shades}
      td.training {
        outline: 2px solid var(--ink);
        outline-offset: -2px;
      }
      td.training,
      td.waiting {
        color: var(--muted);
      }
      @media (max-width: 40rem) {
        tbody th {
          white-space: normal; /* it leaves the points their room */
        }
        td {
          padding: 0 0.15rem;
        }
      }
      .axes {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--space-1) var(--space-2);
        align-items: center;
        margin-block-start: var(--space-2);
        font-size: var(--small);
      }
      .axes p {
        grid-column: 1 / -1;
      }
      .scroll {
        overflow-x: auto;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { columns, rows } = tableOf(this.sweep);
    const ended = this.points.filter(({ state }) => state === 'ended').map(({ loss }) => loss);
    const [low, high] = [Math.min(...ended), Math.max(...ended)];
    return html`<div class="scroll" role="region" tabindex="0" aria-label="Points of the sweep">
        <table>
          <caption class="unseen">
            Held-out loss of each point, mean of its seeds
          </caption>
          <thead>
            <tr>
              <td></td>
              ${columns.map((name) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ name, points }) =>
                html`<tr>
                  <th scope="row">${name}</th>
                  ${points.map((of) => (of ? this.renderPoint(of.point, of.name, low, high) : html`<td class="none"></td>`))}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${this.tools && !this.locked ? this.renderAxes() : nothing}`;
  }

  private renderPoint(point: number, name: string | undefined, low: number, high: number): TemplateResult {
    const { loss, state } = this.points[point] ?? { loss: NaN, state: 'waiting' };
    const shade = state === 'ended' && high > low ? Math.round((mostShades * (high - loss)) / (high - low)) : 0;
    const text =
      state === 'diverged' ? 'diverged' : Number.isFinite(loss) ? formatShortLoss(loss) : state === 'waiting' ? '' : dash;
    return html`<td class="${state} shade${shade}">${text}${name === undefined ? nothing : html`<small>${name}</small>`}</td>`;
  }

  private renderAxes(): TemplateResult {
    return html`<div class="axes">
      ${this.sweep.axes.map((axis, index) => {
        const [key, ...others] = Object.keys(axis) as (keyof ArmConfig)[];
        const { label } = optionWords(key!);
        const values = Object.values(axis)[0]!;
        // Settings that change together were written so: they are shown, and kept.
        return html`<label for="axis${index}">${label}</label>
          <input
            id="axis${index}"
            type="text"
            spellcheck="false"
            autocomplete="off"
            .value=${values.map(valueText).join(', ')}
            ?readonly=${others.length > 0}
            aria-describedby=${this.problem?.index === index ? 'problem' : nothing}
            @change=${(e: Event) => this.read(index, key!, (e.target as HTMLInputElement).value)}
          />`;
      })}
      ${this.problem ? html`<p class="wrong" id="problem" role="alert">${this.problem.text}</p>` : nothing}
    </div>`;
  }

  private problemOf(index: number, option: Option, values: readonly unknown[]): string | undefined {
    if (values.length === 0) return 'An axis needs at least one value, such as 8, 16, 32.';
    const [wrong] = values.flatMap((value) => wrongValue(option, value));
    if (wrong) return sentenceOf(wrong);
    if (new Set(values).size < values.length) return 'Each value of an axis may stand once.';
    const others = pointsOf({ axes: this.sweep.axes.filter((_, i) => i !== index) });
    return values.length * others > mostPoints ? `A sweep has at most ${mostPoints} points.` : undefined;
  }

  private read(index: number, key: keyof ArmConfig, text: string): void {
    const option = options.find((o) => o.key === key)!;
    const values = text
      .split(/[,;\s]+/)
      .filter(Boolean)
      .map((part) => typedIn(option, part));
    const problem = this.problemOf(index, option, values);
    this.problem = problem === undefined ? undefined : { index, text: problem };
    if (problem === undefined)
      this.dispatchEvent(new CustomEvent<AxisChanged>('axis-changed', { detail: { index, values: values as Value[] } }));
  }
}

/** Numbers as people type them; all else as in a link. */
const typedIn = (option: Option, text: string): unknown =>
  option.kind === 'integer' || option.kind === 'number'
    ? readNumber(text, { whole: option.kind === 'integer' }).value
    : valueIn(option, text);

declare global {
  interface HTMLElementTagNameMap {
    'sweep-grid': SweepGrid;
  }
}
