// <wire-panel>: what is pointed at in a drawing: its formula, what training made of it, and the code that computes it. Where
// nothing is, what the drawing means.

import { css, html, LitElement, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { tracesByWire } from '#src/drawing/learned.ts';
import { wiresOf, type Wire } from '#src/drawing/wires.ts';
import { letterOf } from '#src/experiment/arms.ts';
import type { InsideRecord, Trace } from '#src/experiment/record.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { isUsed } from '#src/experiment/shortcuts.ts';
import { sentenceOf, type Message } from '#src/words/message.ts';
import { formatNumber, formatThree } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';
import { styleAt } from '../base/palette.ts';
import { formulaOf, helpOf, isPart, labelOf, shapeOf, stateOf, wireName, type Topic } from './wire-words.ts';

const wide = 120; // of a sparkline, in pixels
const high = 32;

@customElement('wire-panel')
export class WirePanel extends LitElement {
  @property({ type: Number }) arm = 0;
  @property({ type: Number }) place: number | undefined; // in the palette
  @property({ attribute: false }) config!: ArmConfig;
  @property({ attribute: false }) topic: Topic | undefined;
  @property({ attribute: false }) refused: Message | undefined;
  @property({ attribute: false }) inside: InsideRecord | undefined;
  @property({ type: Boolean }) locked = false;
  @state() private codeShown = false;
  @state() private codeMissing = false;

  static override readonly styles = [
    controls,
    css`
      :host {
        min-height: 6.9rem;
        padding-block: var(--space-2);
        font-size: var(--small);
        border-block-end: 1px solid var(--rule);
      }
      .about {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0 var(--space-4);
        align-content: start;
        /* Pointing at another wire moves nothing below. */
        min-height: 3.9rem;
      }
      .formula {
        white-space: nowrap;
        margin-inline-start: var(--space-2);
        font-family: ui-monospace, 'Cascadia Mono', Menlo, monospace;
      }
      .spark {
        display: grid;
        justify-items: end;
        align-content: start;
        color: var(--muted);
      }
      .spark svg {
        display: block;
        width: 120px;
        height: 32px;
        overflow: visible;
      }
      polyline {
        fill: none;
        stroke: var(--ink);
        stroke-width: 1.25;
      }
      .zero {
        stroke: var(--rule);
      }
      .legend {
        grid-column: 1 / -1;
      }
      details {
        margin-block-start: var(--space-1);
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('topic') && !this.topic) this.codeShown = false;
  }

  protected override render(): TemplateResult {
    const { topic, arm, config, refused } = this;
    if (!topic)
      return html`<div class="about">
        <p class="muted legend">
          An <term-word term="arm">arm</term-word> is a tower of <term-word term="block">blocks</term-word>, as broad as its
          <term-word term="width">width</term-word>: letters go in below, the guess of the next one comes out above. Press a wire,
          the heavy <term-word term="residual">residual</term-word>, a <term-word term="value">value</term-word> wire or another
          <term-word term="shortcut">shortcut</term-word>, to add or cut it. Training makes it as thick as its weight; dashed is
          negative.
        </p>
      </div>`;
    return html`<div class="about">
        <div>
          <p>
            <b>${letterOf(arm)}: ${labelOf(topic)}</b>${isPart(topic) ? nothing : html`, ${stateOf(config, topic)}`}
            <span class="formula">${formulaOf(topic)}</span>
          </p>
          <p class="muted">
            ${helpOf(topic)} ${topic === 'attention' || topic === 'mlp' ? `Here: ${shapeOf(config)}.` : nothing}
          </p>
          <div role="status">
            ${refused ? html`<p class="wrong">${sentenceOf(refused)}</p>` : html`<p class="muted">${this.advice(topic)}</p>`}
          </div>
        </div>
        ${this.renderSpark(topic)}
      </div>
      <details ?open=${this.codeShown} @toggle=${this.toggled}>
        <summary>Show me the code</summary>
        ${this.renderCode(topic)}
      </details>`;
  }

  private advice(topic: Topic): string {
    if (isPart(topic)) return '';
    if (this.locked) return 'Reset to change the arms.';
    return isUsed(this.config, topic) ? 'Press to cut it.' : 'Press to add it.';
  }

  private renderCode(topic: Topic): unknown {
    if (this.codeMissing)
      return html`<p class="wrong">The code could not be loaded: look at the connection and reload the page.</p>`;
    return this.codeShown ? html`<code-listing .topic=${topic} .config=${this.config}></code-listing>` : nothing;
  }

  /** The weights of the family over the steps of training. */
  private renderSpark(topic: Topic): unknown {
    const { inside, config } = this;
    if (isPart(topic) || !inside || inside.steps.length < 2) return nothing;
    const traceOf = tracesByWire(inside);
    const found = wiresOf(config).flatMap((wire): { wire: Wire; trace: Trace }[] => {
      const trace = wire.family === topic ? traceOf(wire) : undefined;
      return trace ? [{ wire, trace }] : [];
    });
    if (found.length === 0) return nothing;
    const values = found.flatMap(({ trace }) => trace.values);
    const [low, top] = [Math.min(0, ...values), Math.max(0, ...values)];
    const last = inside.steps.at(-1)!;
    const x = (i: number): number => (wide * inside.steps.at(i)!) / last;
    const y = (value: number): number => high - (high * (value - low)) / (top - low || 1);
    const largest = found.reduce((a, b) => (Math.abs(b.trace.values.at(-1)!) > Math.abs(a.trace.values.at(-1)!) ? b : a));
    const text = `weights from ${formatThree(low)} to ${formatThree(top)} over ${formatNumber(last)} steps`;
    return html`<figure class="spark">
      <svg viewBox=${`0 0 ${wide} ${high}`} role="img" aria-label=${text}>
        <line class="zero" x1="0" x2=${wide} y1=${y(0)} y2=${y(0)} />
        ${found.map(
          ({ trace }) =>
            svg`<polyline class=${styleAt(this.place ?? this.arm).colour} points=${trace.values.map((v, i, { length }) => `${x(i - length).toFixed(1)},${y(v).toFixed(1)}`).join(' ')} />`,
        )}
      </svg>
      <figcaption>
        ${formatThree(low)} to ${formatThree(top)}<br />largest now: ${formatThree(largest.trace.values.at(-1)!)}<br />
        <span class="unseen">${wireName(largest.wire)}</span>
      </figcaption>
    </figure>`;
  }

  private async toggled(event: Event): Promise<void> {
    this.codeShown = (event.target as HTMLDetailsElement).open;
    if (!this.codeShown) return;
    try {
      await import('./code-listing.ts');
    } catch {
      this.codeMissing = true;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wire-panel': WirePanel;
  }
}
