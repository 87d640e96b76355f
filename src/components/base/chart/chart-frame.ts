// <chart-frame>: the surface of every chart: draws its scene at most once a frame, and the cursor over it without drawing again.

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { lightColour } from '../tokens.ts';
import { cursorOver } from './cursor.ts';
import { drawScene } from './drawing.ts';
import { across, toPixel, toValue, type Box } from './pen.ts';
import { nearestStop, nextStop } from './reading.ts';
import type { ChartAxis, ChartScene } from './scene.ts';

/** Where the cursor is on the x axis; undefined when it has left. */
export interface CursorMoved {
  readonly x: number | undefined;
}

/** Where the plot is on the frame and what its height means, for who lays something over it. */
export interface PlotPlaced {
  readonly box: Box;
  readonly y: ChartAxis;
}

/** Larger type needs more room, but names are worth a smaller plot. */
const isNarrow = (width: number, scale: number): boolean => width < 400 + 200 * scale;

/** @fires cursor-moved with CursorMoved @fires plot-placed with PlotPlaced, when it changes @slot what lies over the plot */
@customElement('chart-frame')
export class ChartFrame extends LitElement {
  /** Asked at most once per animation frame, when something changed. */
  @property({ attribute: false }) build: () => ChartScene | undefined = () => undefined;
  @property() label = '';
  /** In units of the x axis. Moves with the pointer and the keys; set it to show where another chart is read. */
  @property({ attribute: false }) cursor: number | undefined;
  @query('canvas') private canvas!: HTMLCanvasElement;

  private drawn: { readonly scene: ChartScene; readonly box: Box } | undefined;
  private frame = 0;
  private notBefore = 0;
  // Also when the GPU process dies, which wipes every canvas.
  private readonly changed = (): void => this.redraw();
  private readonly resize = new ResizeObserver(this.changed);
  private readonly scheme = matchMedia('(prefers-color-scheme: dark)');
  private readonly paper = matchMedia('print');
  private printing = false;
  // At once: there is no frame between being asked to print and the print.
  private readonly print = (event: Event): void => {
    this.printing = event.type === 'beforeprint' || (event.type === 'change' && this.paper.matches);
    this.draw();
  };
  // A theme, a larger type for a projector: all that changes the style of the whole page stands on its root.
  private readonly root = new MutationObserver(this.changed);

  static override readonly styles = css`
    :host {
      display: block;
      position: relative;
      min-width: 0;
    }
    .plot {
      position: absolute;
      inset: 0;
      cursor: crosshair;
      /* A finger reads the chart sideways and scrolls the page upwards. */
      touch-action: pan-y pinch-zoom;
    }
    .plot:focus-visible {
      outline: 2px solid var(--ink);
      outline-offset: 2px;
    }
    canvas,
    svg {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      pointer-events: none;
    }
    line {
      stroke: var(--muted);
    }
    circle,
    polygon {
      stroke: var(--paper);
    }
  `;

  override connectedCallback(): void {
    super.connectedCallback();
    this.resize.observe(this);
    this.scheme.addEventListener('change', this.changed);
    this.paper.addEventListener('change', this.print);
    addEventListener('beforeprint', this.print);
    addEventListener('afterprint', this.print);
    this.root.observe(document.documentElement, { attributes: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
    this.scheme.removeEventListener('change', this.changed);
    this.paper.removeEventListener('change', this.print);
    removeEventListener('beforeprint', this.print);
    removeEventListener('afterprint', this.print);
    this.root.disconnect();
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  protected override render(): TemplateResult {
    const { drawn, cursor } = this;
    return html`<div
        class="plot"
        role="figure"
        tabindex="0"
        aria-label=${this.label}
        aria-keyshortcuts="ArrowLeft ArrowRight Home End Escape"
        @keydown=${this.pressed}
        @pointerdown=${this.pointed}
        @pointermove=${this.pointed}
        @pointerleave=${this.left}
        @pointercancel=${() => this.moveTo(undefined)}
      >
        <canvas @contextrestored=${this.changed}></canvas>
        ${drawn && cursor !== undefined ? cursorOver(drawn.scene, drawn.box, cursor) : nothing}
      </div>
      <slot></slot>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('build')) this.redraw();
  }

  /** One drawing per frame, and drawing never takes more than about a quarter of the time. */
  private redraw(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame((now) => {
      this.frame = 0;
      if (now < this.notBefore) this.redraw();
      else this.draw();
    });
  }

  private draw(): void {
    const started = performance.now();
    const { clientWidth: width, clientHeight: height, canvas } = this;
    const scene = width && height ? this.build() : undefined;
    const pen = canvas.getContext('2d');
    if (!scene || !pen) return;
    const ratio = devicePixelRatio;
    const size = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
    if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
    pen.reset();
    pen.scale(ratio, ratio);
    const style = getComputedStyle(this);
    const scale = Number.parseFloat(style.getPropertyValue('--chart-scale')) || 1;
    const box = drawScene(
      pen,
      scene,
      { left: 0, top: 0, width, height },
      {
        scale,
        narrow: isNarrow(width, scale),
        named: false,
        colour: this.printing ? lightColour : (token) => style.getPropertyValue(token).trim() || '#888',
      },
    );
    this.place(scene, box);
    this.drawn = { scene, box };
    if (this.cursor !== undefined) this.requestUpdate();
    this.notBefore = started + 4 * (performance.now() - started);
    // For whoever measures the page (bench/page.ts): told to observers, kept by nobody.
    performance.measure('draw chart', { start: started });
    performance.clearMeasures('draw chart');
  }

  private place({ y }: ChartScene, box: Box): void {
    const before = this.drawn;
    const same = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);
    if (before && same(before.box, box) && same(before.scene.y, y)) return;
    this.dispatchEvent(new CustomEvent<PlotPlaced>('plot-placed', { detail: { box, y }, bubbles: true }));
  }

  private moveTo(x: number | undefined): void {
    if (x === this.cursor) return;
    this.cursor = x;
    this.dispatchEvent(new CustomEvent<CursorMoved>('cursor-moved', { detail: { x } }));
  }

  /** The cursor at a distance from the left end of the plot. */
  private moveToPixel(distance: number): void {
    if (!this.drawn) return;
    const { scene, box } = this.drawn;
    const at = box.left + Math.min(box.width, Math.max(0, distance));
    this.moveTo(scene.stops?.length ? nearestStop(scene, box, at) : toValue(across(scene.x, box), at));
  }

  private pointed(event: PointerEvent): void {
    const { drawn } = this;
    if (!drawn || (event.type === 'pointerdown' && event.pointerType === 'mouse')) return;
    const { left, width } = drawn.box;
    const near = 8; // what is a little beside the plot still means its end
    const distance = event.offsetX - left;
    if (distance < -near || distance > width + near) this.moveTo(undefined);
    else this.moveToPixel(distance);
  }

  /** A finger that is lifted leaves the cursor where it was, to be read. */
  private left(event: PointerEvent): void {
    if (event.pointerType !== 'touch') this.moveTo(undefined);
  }

  private pressed(event: KeyboardEvent): void {
    const { drawn, cursor } = this;
    if (!drawn) return;
    const { scene, box } = drawn;
    const distance = (x: number): number => toPixel(across(scene.x, box), x) - box.left;
    const stride = (event.shiftKey ? 0.1 : 0.02) * box.width;
    const now = cursor === undefined ? box.width : distance(cursor);
    if (scene.stops?.length && event.key.startsWith('Arrow')) {
      const next = nextStop(scene.stops, cursor, event.key);
      if (next === undefined) return;
      event.preventDefault();
      this.moveTo(next);
      return;
    }
    const lineEnd = distance(Math.max(...scene.labels.map((label) => label.x)));
    const targets: Partial<Record<string, number>> = {
      ArrowLeft: now - stride,
      ArrowRight: now + stride,
      Home: 0,
      End: Number.isFinite(lineEnd) ? lineEnd : box.width,
    };
    const target = targets[event.key];
    if (target === undefined && event.key !== 'Escape') return;
    event.preventDefault();
    if (target === undefined) this.moveTo(undefined);
    else this.moveToPixel(target);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chart-frame': ChartFrame;
  }
}
