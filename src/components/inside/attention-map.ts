// <attention-map>: how much each position of a text takes from every position before it, for one head of one layer.

import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { formatPercent } from '#src/words/numbers.ts';
import { visible } from '#src/words/visible.ts';
import { controls } from '../base/controls.styles.ts';

@customElement('attention-map')
export class AttentionMap extends LitElement {
  @property({ attribute: false }) tokens: readonly string[] = [];
  @property({ attribute: false }) weights = new Float32Array(); // [T, T]
  @property() label = '';
  @state() private row: number | undefined; // the position that is read
  @query('canvas') private canvas!: HTMLCanvasElement;
  private readonly theme = new MutationObserver(() => this.draw());
  private readonly scheme = matchMedia('(prefers-color-scheme: dark)');
  private readonly recolour = (): void => this.draw();

  static override readonly styles = [
    controls,
    css`
      canvas {
        display: block;
        width: min(100%, 22rem);
        aspect-ratio: 1;
        border: 1px solid var(--rule);
        image-rendering: pixelated;
        touch-action: pan-y;
        cursor: crosshair;
      }
      .readout {
        min-height: 2.8em;
        margin-block: var(--space-1);
      }
      .scroll {
        max-height: 16rem;
        overflow: auto;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    this.scheme.addEventListener('change', this.recolour);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.theme.disconnect();
    this.scheme.removeEventListener('change', this.recolour);
  }

  protected override render(): TemplateResult {
    const { tokens } = this;
    return html`<canvas
        role="img"
        tabindex="0"
        aria-label=${`${this.label}. Rows are positions, columns what they look at. Up and down read a row.`}
        width=${Math.max(1, tokens.length)}
        height=${Math.max(1, tokens.length)}
        @pointermove=${this.point}
        @pointerleave=${() => (this.row = undefined)}
        @keydown=${this.press}
      ></canvas>
      <p class="readout small muted" aria-live="polite">${this.readout()}</p>
      <details>
        <summary class="small">As a table</summary>
        <div class="scroll" tabindex="0" role="region" aria-label="Where each position looks most">
          <table>
            <thead>
              <tr>
                <th scope="col">position</th>
                <th scope="col">looks most at</th>
              </tr>
            </thead>
            <tbody>
              ${tokens.map(
                (token, t) =>
                  html`<tr>
                    <th scope="row">${t + 1} ${visible(token)}</th>
                    <td>${this.most(t)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </details>`;
  }

  protected override updated(): void {
    if (this.row !== undefined && this.row >= this.tokens.length) this.row = undefined;
    this.draw();
  }

  /** One pixel a weight, from paper to ink; the square root, because most weights are small. The row that is read is in colour. */
  private draw(): void {
    const pen = this.canvas?.getContext('2d');
    const size = this.tokens.length;
    if (!pen || size === 0) return;
    const style = getComputedStyle(this);
    const colour = (token: string): number[] => channels(style.getPropertyValue(token));
    const [paper, ink, accent] = [colour('--paper'), colour('--ink'), colour('--arm-a')] as [number[], number[], number[]];
    const image = pen.createImageData(size, size);
    for (let i = 0; i < size * size; i++) {
      const share = Math.sqrt(Math.min(1, Math.max(0, this.weights[i] ?? 0)));
      const to = Math.floor(i / size) === this.row ? accent : ink;
      for (let c = 0; c < 3; c++) image.data[4 * i + c] = Math.round(paper[c]! + share * (to[c]! - paper[c]!));
      image.data[4 * i + 3] = 255;
    }
    pen.putImageData(image, 0, 0);
  }

  private readout(): string {
    if (this.row === undefined) return 'Dark: looked at. Point at a row, or use the arrow keys, to read it.';
    return `Position ${this.row + 1}, ${visible(this.tokens[this.row]!)}, looks at ${this.most(this.row)}.`;
  }

  /** The three largest weights of a row, in words. */
  private most(row: number): string {
    const size = this.tokens.length;
    return Array.from({ length: row + 1 }, (_, j) => ({ j, weight: this.weights[row * size + j]! }))
      .sort((a, b) => b.weight - a.weight)
      .slice(0, 3)
      .map(({ j, weight }) => `${visible(this.tokens[j]!)} at ${j + 1} (${formatPercent(weight)})`)
      .join(', ');
  }

  private point(event: PointerEvent): void {
    const { top, height } = this.canvas.getBoundingClientRect();
    this.row = this.inside(Math.floor(((event.clientY - top) / height) * this.tokens.length));
  }

  private press(event: KeyboardEvent): void {
    const move = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === 'Escape') this.row = undefined;
    else if (move !== undefined) {
      event.preventDefault();
      this.row = this.inside((this.row ?? (move > 0 ? -1 : this.tokens.length)) + move);
    }
  }

  private inside(row: number): number {
    return Math.min(this.tokens.length - 1, Math.max(0, row));
  }
}

/** "#1d2026" as red, green, blue. */
const channels = (hex: string): number[] => [1, 3, 5].map((i) => parseInt(hex.trim().slice(i, i + 2), 16));

declare global {
  interface HTMLElementTagNameMap {
    'attention-map': AttentionMap;
  }
}
