// <end-guesses>: over the right edge of the loss chart, before the run: where each arm will end, by pointer, finger or keys. Nothing
// stands there until the visitor begins, and no handle counts before it was moved: a place that is given is an answer that is given.

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { letterOf } from '#src/experiment/arms.ts';
import type { Prediction } from '#src/experiment/asked.ts';
import { isolated } from '#src/words/isolated.ts';
import { formatShortLoss } from '#src/words/numbers.ts';
import type { PlotPlaced } from '../base/chart/chart-frame.ts';
import { toPixel, toValue, upward } from '../base/chart/pen.ts';
import type { ChartAxis } from '../base/chart/scene.ts';
import { controls } from '../base/controls.styles.ts';
import { styleAt } from '../base/palette.ts';
import '../base/arm-mark.ts';

export interface LevelGuessed {
  readonly arm: number;
  readonly loss: number | undefined; // nats; undefined: taken back
}

const stride = 0.05; // nats for a key
const fine = 0.01; // for a pointer
/** Where no curve says what its height means; the highest is what guessing among 148 characters costs. */
const empty: ChartAxis = { low: 0, high: 5, log: false, format: String };

/** @fires level-guessed with LevelGuessed @fires levels-forgotten */
@customElement('end-guesses')
export class EndGuesses extends LitElement {
  @property({ attribute: false }) arms: readonly { readonly name: string }[] = [];
  @property({ attribute: false }) levels: NonNullable<Prediction['levels']> = [];
  @property({ attribute: false }) plot: PlotPlaced | undefined; // of the chart below; none while there is no curve
  @property({ attribute: false }) perNat = 1; // units of the axis
  @state() private begun = false;

  static override readonly styles = [
    controls,
    css`
      :host {
        position: absolute;
        inset: 0;
        pointer-events: none;
        font-size: var(--small);
      }
      .area {
        position: absolute;
        inset: 10px 1rem 26px 2.5rem;
      }
      .area > * {
        position: absolute;
      }
      .begin,
      .forget {
        pointer-events: auto;
        inset-block-start: 0;
        inset-inline-end: 0.25rem;
        background: color-mix(in srgb, var(--paper) 85%, transparent);
      }
      .scale {
        inset-inline-start: -1.5rem;
        color: var(--muted);
        translate: 0 -50%;
      }
      .level {
        inset-inline: 60% 0;
        height: 0;
        border-block-start: 2px dashed;
      }
      .a {
        border-color: var(--arm-a);
      }
      .b {
        border-color: var(--arm-b);
      }
      .c {
        border-color: var(--arm-c);
      }
      .d {
        border-color: var(--arm-d);
      }
      .e {
        border-color: var(--arm-e);
      }
      .f {
        border-color: var(--arm-f);
      }
      .handle {
        display: grid;
        justify-items: center;
        translate: -50% -50%;
        min-width: 2.75rem;
        padding: 0.1rem 0.2rem;
        line-height: 1.15;
        font-weight: 600;
        color: var(--ink);
        background: var(--paper);
        border: 1px solid var(--field);
        border-radius: 3px;
        cursor: ns-resize;
        pointer-events: auto;
        touch-action: none;
        user-select: none;
      }
      .unset {
        border-style: dashed;
        color: var(--muted);
      }
      .handle:is(:focus, :active) {
        z-index: 1;
      }
      .handle:focus-visible {
        outline: 2px solid var(--ink);
        outline-offset: 1px;
      }
      @media (pointer: coarse) {
        .handle {
          min-height: 2.75rem;
          align-content: center;
        }
      }
      @media print {
        .begin,
        .forget {
          display: none;
        }
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('levels') && this.levels.length > 0) this.begun = true;
  }

  // Places are set as properties: the page allows no style in its markup.
  protected override render(): TemplateResult {
    const { box } = this.plot ?? {};
    const place = box
      ? `inset: auto; left: ${box.left}px; top: ${box.top}px; width: ${box.width}px; height: ${box.height}px`
      : '';
    return html`<div class="area" role="group" aria-label="Your guess" .style=${place}>
      ${
        this.begun
          ? html`${this.plot ? nothing : this.renderScale()} ${this.arms.map((_, arm) => this.renderArm(arm))}
              <button type="button" class="plain forget" @click=${this.forget}>no guess</button>`
          : html`<button type="button" class="plain begin" @click=${this.begin}>guess where each arm ends</button>`
      }
    </div>`;
  }

  private renderScale(): TemplateResult[] {
    return [1, 2, 3, 4, 5].map((value) => html`<span class="scale" .style=${`top: ${this.heightOf(value)}`}>${value}</span>`);
  }

  private renderArm(arm: number): TemplateResult {
    const { low, high } = this.axis;
    const loss = this.lossOf(arm);
    const value = loss === undefined ? this.middle : Math.min(high, Math.max(low, loss * this.perNat));
    const top = this.heightOf(value);
    // A column for each, so that no two lie on each other where they begin.
    const { length } = this.arms;
    const left = `calc(100% - ${length - arm - 0.5} * min(3.25rem, 100% / ${length}))`;
    const letter = letterOf(arm);
    const shown = loss === undefined ? '?' : formatShortLoss(loss * this.perNat);
    const { colour } = styleAt(arm);
    return html`${loss === undefined ? nothing : html`<div class="level ${colour}" .style=${`top: ${top}`}></div>`}
      <div
        class="handle ${colour} ${loss === undefined ? 'unset' : ''}"
        role="slider"
        tabindex="0"
        aria-orientation="vertical"
        aria-label=${`Guess for ${letter}, ${isolated(this.arms[arm]!.name)}`}
        aria-valuemin=${low.toFixed(2)}
        aria-valuemax=${high.toFixed(2)}
        aria-valuenow=${value.toFixed(2)}
        aria-valuetext=${loss === undefined ? `${letter}: no guess yet` : `${letter} would end at ${shown}`}
        .style=${`top: ${top}; left: ${left}`}
        @keydown=${(e: KeyboardEvent) => this.pressed(e, arm)}
        @pointerdown=${this.taken}
        @pointermove=${(e: PointerEvent) => this.dragged(e, arm)}
      >
        <arm-mark .arm=${arm} aria-hidden="true"></arm-mark>${shown}
      </div>`;
  }

  private get axis(): ChartAxis {
    return this.plot?.y ?? { ...empty, high: empty.high * this.perNat };
  }

  private get middle(): number {
    return toValue(this.upward, 0.5);
  }

  /** Pixels of a plot that is one pixel high: shares of its height. */
  private get upward() {
    return upward(this.axis, { left: 0, top: 0, width: 1, height: 1 });
  }

  private heightOf(value: number): string {
    return `${(100 * toPixel(this.upward, value)).toFixed(2)}%`;
  }

  private lossOf(arm: number): number | undefined {
    return this.levels.find((level) => level.arm === arm)?.loss;
  }

  private async begin(): Promise<void> {
    this.begun = true;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.handle')?.focus();
  }

  private async forget(): Promise<void> {
    this.dispatchEvent(new CustomEvent('levels-forgotten', { bubbles: true, composed: true }));
    this.begun = false;
    await this.updateComplete;
    this.renderRoot.querySelector('button')?.focus();
  }

  private pressed(event: KeyboardEvent, arm: number): void {
    const { low, high } = this.axis;
    const now = (this.lossOf(arm) ?? this.middle / this.perNat) / stride;
    const up = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[event.key];
    // To the next multiple: what was dragged stands between two of them.
    const next = up && stride * (up > 0 ? Math.floor(now + up + 1e-6) : Math.ceil(now + up - 1e-6));
    const end = { Home: low / this.perNat, End: high / this.perNat }[event.key];
    const back = event.key === 'Delete' || event.key === 'Backspace';
    if (!back && next === undefined && end === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.guess(arm, back ? undefined : (next ?? end));
  }

  private taken(event: PointerEvent): void {
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  }

  private dragged(event: PointerEvent, arm: number): void {
    const handle = event.currentTarget as HTMLElement;
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const { top, height } = handle.parentElement!.getBoundingClientRect();
    const value = toValue(this.upward, (event.clientY - top) / height);
    this.guess(arm, fine * Math.round(value / this.perNat / fine));
  }

  private guess(arm: number, wanted: number | undefined): void {
    const { low, high } = this.axis;
    const least = Math.max(fine, low / this.perNat);
    const loss = wanted === undefined ? undefined : Math.min(high / this.perNat, Math.max(least, wanted));
    if (loss === this.lossOf(arm)) return;
    this.dispatchEvent(new CustomEvent<LevelGuessed>('level-guessed', { detail: { arm, loss }, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'end-guesses': EndGuesses;
  }
}
