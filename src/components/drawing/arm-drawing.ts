// <arm-drawing>: an arm as a drawing of its wires, which is also how they are added and cut. To a keyboard or a screen reader it is
// a tree: families of wires, each of which can be checked, the wires in them with their learned weights, and the parts of the model.

import { html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { layoutOf, ghostOf, type Box, type Layout, type Line, type Paper } from '#src/drawing/layout.ts';
import { thicknessOf, tracesByWire, weightOf } from '#src/drawing/learned.ts';
import { pressed } from '#src/drawing/pressed.ts';
import { differing, families, type Family } from '#src/drawing/wires.ts';
import { letterOf } from '#src/experiment/arms.ts';
import type { InsideRecord, Trace } from '#src/experiment/record.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { isUsed, type Wiring } from '#src/experiment/shortcuts.ts';
import type { Message } from '#src/words/message.ts';
import { formatThree, plural } from '#src/words/numbers.ts';
import { styleAt } from '../base/palette.ts';
import { drawingStyles } from './arm-drawing.styles.ts';
import { helpOf, labelOf, shapeOf, stateOf, weightWords, wireName, type Part, type Topic } from './wire-words.ts';

/** A family was added to the arm or cut. */
export interface WirePressed {
  readonly key: Family;
  readonly value: Wiring[Family];
}
/** What is pointed at, and why it could not be pressed. */
export interface WirePointed {
  readonly arm: number;
  readonly topic: Topic;
  readonly refused?: Message;
}

const shownParts = ['letters', 'attention', 'mlp', 'next'] as const satisfies readonly Part[];
/** From the letters up: the order of the keys. */
const order: readonly Topic[] = [...families, ...shownParts];

const narrow = 24; // pixels that a mouse can hit
const restful = 100; // milliseconds
const broad = 44; // pixels that a finger can hit

/**
 * @fires option-changed with WirePressed
 * @fires wire-pointed with WirePointed
 */
@customElement('arm-drawing')
export class ArmDrawing extends LitElement {
  @property({ type: Number }) arm = 0;
  @property({ type: Number }) place: number | undefined; // in the palette, where the visitor has chosen one
  @property() name = '';
  @property({ attribute: false }) config!: ArmConfig;
  @property({ attribute: false }) first!: ArmConfig;
  @property({ attribute: false }) inside: InsideRecord | undefined; // what was captured of this arm
  @property({ attribute: false }) largest: Pick<ArmConfig, 'width' | 'depth'> | undefined; // among the arms
  @property({ type: Boolean }) locked = false;
  @state() private topic: Topic = 'residual'; // that Tab leads to
  @state() private wire = -1; // of the topic, from 0; −1 is the family itself
  @state() private opened: Family | undefined;
  @state() private space = 208; // pixels
  @state() private near = false; // the pointer or the focus has been here: what is not there is drawn, too
  /** What families were when they were cut: pressed again, they come back so. */
  private readonly cut = new Map<Family, Wiring[Family]>();
  private resting: ReturnType<typeof setTimeout> | undefined;
  private readonly finger = matchMedia('(pointer: coarse)');
  private readonly seen = new ResizeObserver(([entry]) => (this.space = Math.floor(entry!.contentRect.width)));

  static override readonly styles = drawingStyles;

  override connectedCallback(): void {
    super.connectedCallback();
    this.seen.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.seen.disconnect();
    clearTimeout(this.resting);
  }

  private get paper(): Paper {
    const { width, depth } = this.largest ?? this.config;
    const lane = this.finger.matches ? Math.max(narrow, Math.min(broad, Math.floor((this.space - 36) / 6))) : narrow;
    return { width: Math.max(this.space, 6 * lane + 36), lane, widest: width, deepest: depth };
  }

  protected override render(): TemplateResult | typeof nothing {
    const { arm, config, locked, paper } = this;
    if (!isDrawable(config)) return nothing;
    const layout = layoutOf(config, paper);
    const changed = arm === 0 ? [] : differing(this.first, config);
    const traceOf = tracesByWire(this.inside);
    const colour = styleAt(this.place ?? arm).colour;
    return html`<svg
      class=${`${colour} ${locked ? 'locked' : ''}`}
      width=${layout.width}
      height=${layout.height}
      viewBox=${`0 0 ${layout.width} ${layout.height}`}
      role="tree"
      aria-label=${`Wires of ${letterOf(arm)} ${this.name}: ${shapeOf(config)}`}
      @keydown=${this.keyed}
      @pointerenter=${() => (this.near = true)}
      @focusin=${() => (this.near = true)}
      @pointerleave=${() => clearTimeout(this.resting)}
    >
      <g class="way" aria-hidden="true">
        ${pathOf(
          layout.lines.filter(({ family }) => !family),
          'line',
        )}
      </g>
      ${this.renderParts(layout)}
      ${families.map((family) => this.renderFamily(layout, family, changed.includes(family), traceOf))}
    </svg>`;
  }

  private renderFamily(
    { lines, zones }: Layout,
    family: Family,
    differs: boolean,
    traceOf: (wire: NonNullable<Line['wire']>) => Trace | undefined,
  ): SVGTemplateResult {
    const { config, locked } = this;
    const used = isUsed(config, family);
    const own = used ? lines.filter((line) => line.family === family) : this.ghost(family);
    const [wires, buses] = [own.filter(({ wire }) => wire), own.filter(({ wire }) => !wire)];
    const open = used && this.opened === family && wires.length > 0;
    const weights = used ? wires.map(({ wire }) => weightOf(wire!, traceOf)) : [];
    return svg`<g
      class=${`family ${family} ${used ? '' : 'ghost'} ${differs ? 'differs' : ''} ${this.topic === family ? 'current' : ''}`}
      data-topic=${family}
      role="treeitem"
      tabindex=${this.topic === family && this.wire < 0 ? 0 : -1}
      aria-level="1"
      aria-checked=${used ? 'true' : 'false'}
      aria-expanded=${used && wires.length ? (open ? 'true' : 'false') : nothing}
      aria-disabled=${locked ? 'true' : 'false'}
      aria-label=${this.familyLabel(family, weights)}
      @click=${() => this.press(family)}
      @pointerenter=${() => this.rest(family)}
      @focus=${() => this.point(family)}
    >
      ${rectOf(zones[family], 'zone')}
      ${pathOf(buses, 'line bus')}
      ${
        open || weights.some((weight) => weight !== undefined)
          ? svg`<g role="group" aria-hidden=${open ? nothing : 'true'}>
              ${wires.map((line, index) => this.renderWire(line, open, index, weights[index]))}
            </g>`
          : pathOf(wires, 'line')
      }
      ${used ? pathOf(own, 'reach') : nothing}
      ${rectOf(zones[family], 'ring')}
    </g>`;
  }

  /** Only to who is about to press it, which with a finger is always: this is most of the work of a drawing. */
  private ghost(family: Family): readonly Line[] {
    return this.near || this.finger.matches ? ghostOf(this.config, family, this.paper) : [];
  }

  private renderWire({ d, wire, at: [x, y] }: Line, open: boolean, index: number, weight: number | undefined): SVGTemplateResult {
    const sign = weight === undefined ? '' : weight < 0 ? 'negative' : Math.abs(weight) < 0.005 ? 'none' : '';
    const label = [wireName(wire!), weightWords(wire!, weight)].filter(Boolean).join(': ');
    return svg`<path
        class=${`line ${weight === undefined ? '' : 'learned'} ${sign}`}
        d=${d}
        stroke-width=${weight === undefined ? nothing : thicknessOf(weight)}
        role=${open ? 'treeitem' : nothing}
        aria-level=${open ? 2 : nothing}
        tabindex=${open ? (this.wire === index ? 0 : -1) : nothing}
        aria-label=${open ? label : nothing}
      />${sign === 'negative' ? svg`<text class="sign" x=${x} y=${y - 5} aria-hidden="true">−</text>` : nothing}`;
  }

  private renderParts({ letters, next, blocks }: Layout): SVGTemplateResult {
    const { arm, config, first } = this;
    const differs = arm > 0 && (['depth', 'width', 'heads'] as const).some((key) => config[key] !== first[key]);
    const part = (name: Part, content: unknown, ring: Box): SVGTemplateResult => svg`<g
      class=${`part ${name} ${differs && (name === 'attention' || name === 'mlp') ? 'differs' : ''}`}
      data-topic=${name}
      role="treeitem"
      aria-level="1"
      tabindex=${this.topic === name ? 0 : -1}
      aria-label=${`${labelOf(name)}. ${helpOf(name)}`}
      @pointerenter=${() => this.rest(name)}
      @click=${() => this.point(name)}
      @focus=${() => this.point(name)}
    >${content}${rectOf(ring, 'ring')}</g>`;
    const plate = (box: Box, text: string): SVGTemplateResult =>
      svg`${rectOf(box, 'box')}<text class="plate" x=${box.x + box.width / 2} y=${box.y + box.height / 2 + 0.5} aria-hidden="true">${text}</text>`;
    const [lowest, highest] = [blocks[0]!, blocks.at(-1)!];
    const all: Box = {
      x: lowest.mlp.x - 2,
      y: highest.mlp.y - 2,
      width: lowest.mlp.width + 4,
      height: lowest.attention.y + lowest.attention.height - highest.mlp.y + 4,
    };
    return svg`${part('letters', plate(letters, 'letters'), letters)}
      ${part(
        'attention',
        blocks.map(({ heads }) => heads.map((head) => rectOf(head, 'box'))),
        all,
      )}
      ${part(
        'mlp',
        blocks.map(({ mlp }) => rectOf(mlp, 'box')),
        all,
      )}
      ${part('next', plate(next, 'next letter'), next)}`;
  }

  private familyLabel(family: Family, weights: readonly (number | undefined)[]): string {
    const known = weights.filter((weight) => weight !== undefined);
    return [
      `${labelOf(family)}: ${stateOf(this.config, family)}`,
      ...(weights.length ? [plural(weights.length, 'wire')] : []),
      ...(known.length ? [`weights from ${formatThree(Math.min(...known))} to ${formatThree(Math.max(...known))}`] : []),
      helpOf(family),
    ].join('. ');
  }

  private press(family: Family): void {
    if (this.locked) return this.point(family);
    const { config } = this;
    const result = pressed(config, family, this.cut.get(family));
    if ('refused' in result) return this.point(family, result.refused);
    if (isUsed(config, family)) this.cut.set(family, config[family]);
    const detail: WirePressed = { key: family, value: result.value };
    this.dispatchEvent(new CustomEvent('option-changed', { detail, bubbles: true, composed: true }));
    return this.point(family);
  }

  /** The way to the panel leads over other wires: only where the pointer rests is pointed at. */
  private rest(topic: Topic): void {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.tell(topic), restful);
  }

  private point(topic: Topic, refused?: Message): void {
    clearTimeout(this.resting);
    if (this.topic !== topic) this.wire = -1;
    this.topic = topic;
    this.tell(topic, refused);
  }

  private tell(topic: Topic, refused?: Message): void {
    const detail: WirePointed = { arm: this.arm, topic, ...(refused && { refused }) };
    this.dispatchEvent(new CustomEvent<WirePointed>('wire-pointed', { detail, bubbles: true, composed: true }));
  }

  private keyed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { topic } = this;
    const family = families.find((each) => each === topic);
    const wires = family && isUsed(this.config, family) ? this.wiresOf(family) : 0;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.wire >= 0) this.wire = Math.min(Math.max(this.wire + step, 0), wires - 1);
    else if (step) this.topic = order[Math.min(Math.max(order.indexOf(topic) + step, 0), order.length - 1)]!;
    else if (event.key === 'Home' || event.key === 'End') {
      this.wire = -1;
      this.topic = order.at(event.key === 'Home' ? 0 : -1)!;
    } else if (event.key === 'ArrowRight' && family && wires > 0) {
      if (this.opened === family) this.wire = Math.max(this.wire, 0);
      else this.opened = family;
    } else if (event.key === 'ArrowLeft') {
      if (this.wire < 0) this.opened = undefined;
      this.wire = -1;
    } else if ((event.key === 'Enter' || event.key === ' ') && family) this.press(family);
    else return;
    event.preventDefault();
    event.stopPropagation();
    void this.focusCurrent();
  }

  private wiresOf(family: Family): number {
    return layoutOf(this.config, this.paper).lines.filter((line) => line.family === family && line.wire).length;
  }

  private async focusCurrent(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<SVGElement>('[tabindex="0"]')?.focus();
  }

  override focus(): void {
    void this.focusCurrent();
  }
}

const rectOf = ({ x, y, width, height }: Box, name: string): SVGTemplateResult =>
  svg`<rect class=${name} x=${x} y=${y} width=${width} height=${height} rx=${name === 'box' ? 2 : 0} />`;

/** Several lines as one element, where nobody needs them apart: a drawing has hundreds. */
const pathOf = (lines: readonly Line[], name: string): SVGTemplateResult | typeof nothing =>
  lines.length ? svg`<path class=${name} d=${lines.map(({ d }) => d).join(' ')} />` : nothing;

/** Half a number in a field of the editor draws nothing. */
const isDrawable = ({ depth, width, heads }: ArmConfig): boolean =>
  [depth, width, heads].every((n) => Number.isInteger(n) && n > 0) && depth <= 48;

declare global {
  interface HTMLElementTagNameMap {
    'arm-drawing': ArmDrawing;
  }
}
