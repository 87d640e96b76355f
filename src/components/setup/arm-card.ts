// <arm-card>: one arm: its name, the drawing in which its wires are pressed, and in words only what differs from the first arm.
// Opens its editor below.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { SourceInfo } from '#src/data/source.ts';
import { families } from '#src/drawing/wires.ts';
import { letterOf } from '#src/experiment/arms.ts';
import { differences } from '#src/experiment/differences.ts';
import type { Problem } from '#src/experiment/options.ts';
import type { InsideRecord } from '#src/experiment/record.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { sentenceOf } from '#src/words/message.ts';
import { controls } from '../base/controls.styles.ts';
import type { ArmEditor } from './arm-editor.ts';
import { ownTextName } from './source-choices.ts';
import '../base/arm-mark.ts';
import '../drawing/arm-drawing.ts';
import './arm-editor.ts';

/**
 * What is in it fires option-changed, arm-copied and wire-pointed.
 * @fires arm-toggled when its editor is to be opened or closed
 */
@customElement('arm-card')
export class ArmCard extends LitElement {
  @property({ type: Number }) arm = 0;
  @property({ type: Number }) place: number | undefined; // in the palette, where the visitor has chosen one
  @property() name = '';
  @property({ attribute: false }) config!: ArmConfig;
  @property({ attribute: false }) first!: ArmConfig;
  @property({ attribute: false }) inside: InsideRecord | undefined; // what was captured of it
  @property({ attribute: false }) largest: Pick<ArmConfig, 'width' | 'depth'> | undefined; // among the arms
  @property() parameters = ''; // "98.3k weights", empty when the same as the first
  @property({ attribute: false }) problems: readonly Problem[] = [];
  @property({ attribute: false }) sources: readonly SourceInfo[] = [];
  @property({ type: Boolean, reflect: true }) open = false;
  @property({ type: Boolean }) tools = false; // it can be edited and duplicated
  @property({ type: Boolean }) locked = false;
  @property({ type: Boolean }) baseline = false; // the others are compared with it
  @property({ type: Boolean }) removable = false;
  @property({ type: Boolean }) copyable = false;

  @query('button') private button!: HTMLButtonElement;
  @query('arm-editor') private editor!: ArmEditor | null;

  static override readonly styles = [
    controls,
    css`
      /* Name, drawing, what differs: as high as in the cards beside it. */
      :host {
        display: grid;
        grid-row: span 3;
        grid-template-rows: subgrid;
        row-gap: 0;
        align-content: start;
        padding-block: var(--space-2) var(--space-1);
        border-block-end: 1px solid var(--rule);
      }
      :host([open]) {
        display: block;
        grid-row: auto;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-2);
        align-items: baseline;
      }
      .name {
        flex: 1 1 7rem;
        min-width: 0;
        line-height: 1.3;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .foot {
        font-size: var(--small);
        line-height: 1.35;
      }
      .tools {
        float: right;
        white-space: nowrap;
      }
      .wrong {
        clear: both;
      }
      arm-drawing {
        align-self: end;
        padding-block: var(--space-1);
      }
      /* The letter tells which one it is: the name stands beside its curve. */
      :host([bare]) :is(.name, .foot) {
        display: none;
      }
      .details {
        font-size: var(--small);
        color: var(--muted);
        line-height: 1.35;
        padding-block-end: 0.15rem;
      }
      b {
        font-weight: 600;
        color: var(--ink);
      }
      button {
        font-size: var(--small);
      }
      .wrong {
        margin-block: var(--space-1);
      }
    `,
  ];

  protected override render(): TemplateResult {
    const letter = letterOf(this.arm);
    return html`<div class="head">
        <arm-mark .arm=${this.arm} .place=${this.place}></arm-mark>
        <span class="name"><bdi>${this.name}</bdi></span>
      </div>
      <arm-drawing
        .arm=${this.arm}
        .place=${this.place}
        .name=${this.name}
        .config=${this.config}
        .first=${this.first}
        .inside=${this.inside}
        .largest=${this.largest}
        .locked=${this.locked}
      ></arm-drawing>
      <div class="foot">
        <span class="tools" ?hidden=${!this.tools && !this.open}>
          <button
            type="button"
            class="plain"
            aria-expanded=${this.open ? 'true' : 'false'}
            aria-label=${`${this.open ? 'close' : 'edit'} arm ${letter}`}
            ?disabled=${this.locked}
            @click=${this.toggle}
          >
            ${this.open ? 'close' : 'edit'}
          </button>
          <button
            type="button"
            class="plain"
            aria-label=${`duplicate arm ${letter}`}
            ?disabled=${this.locked || !this.copyable}
            @click=${this.copy}
          >
            duplicate
          </button>
        </span>
        <span class="details">${this.summary()}</span>
        ${this.problems.length && !this.open ? html`<div class="wrong">${sentenceOf(this.problems[0]!.what)}</div>` : nothing}
      </div>
      ${
        this.open
          ? html`<arm-editor
              .arm=${this.arm}
              .name=${this.name}
              .config=${this.config}
              .problems=${this.problems}
              .sources=${this.sources}
              .baseline=${this.baseline}
              .removable=${this.removable}
              .copyable=${this.copyable}
            ></arm-editor>`
          : nothing
      }`;
  }

  /** Its editor if it is open, or what opens it. */
  override focus(): void {
    (this.editor ?? this.button).focus();
  }

  private summary(): unknown {
    const parts: unknown[] = this.baseline ? [html`<b>baseline</b>`] : [];
    if (this.arm > 0) {
      const list = differences(this.first, this.config, (source) => ownTextName(this.sources, source));
      // What the drawing shows in colour need not be said beside it.
      const told = this.tools ? list : list.filter(({ key }) => !(families as readonly string[]).includes(key));
      for (const { label, from, to } of told.slice(0, 6)) parts.push(html`${label} ${from} → <b>${to}</b>`);
      if (told.length > 6) parts.push(`${told.length - 6} more`);
      if (list.length === 0) parts.push('the same as A');
    }
    if (this.parameters) parts.push(this.parameters);
    // Zeros, the usual start of a block's output, would let nothing through.
    if (this.tools && !this.config.residual) parts.push('outputs start random instead of 0');
    return parts.map((part, i) => (i ? html` · ${part}` : part));
  }

  private copy(): void {
    this.dispatchEvent(new CustomEvent('arm-copied'));
  }

  private toggle(): void {
    this.dispatchEvent(new CustomEvent('arm-toggled'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'arm-card': ArmCard;
  }
}
