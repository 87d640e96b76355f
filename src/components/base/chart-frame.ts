// <chart-frame>: axes, cursor and canvas of every chart; the only file that knows the chart library.

import { css, html, LitElement, unsafeCSS, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import uPlot from 'uplot';
import libraryStyles from 'uplot/dist/uPlot.min.css?inline';
import { drawScene } from './chart-drawing.ts';
import { family, marginFor } from './chart-labels.ts';
import { project } from './chart-pen.ts';
import type { ChartScene } from './chart-scene.ts';
import { linearTicks, logTicks } from './ticks.ts';

/** Where the cursor is on the x axis; undefined when it has left. */
export interface CursorMoved {
  readonly x: number | undefined;
}

const narrowBelow = 600;

/** @fires cursor-moved with CursorMoved */
@customElement('chart-frame')
export class ChartFrame extends LitElement {
  /** Asked at most once per animation frame, when something changed. */
  @property({ attribute: false }) build: () => ChartScene | undefined = () => undefined;
  @property() label = '';
  @query('.plot') private plotElement!: HTMLDivElement;

  private plot: uPlot | undefined;
  private scene: ChartScene | undefined;
  private frame = 0;
  private lastCost = 0; // milliseconds of the last drawing
  private notBefore = 0;
  private logs = '';
  private readonly resize = new ResizeObserver(() => this.fit());
  private readonly scheme = matchMedia('(prefers-color-scheme: dark)');
  private readonly theme = new MutationObserver(() => this.recreate());
  private readonly recolour = (): void => this.recreate();

  static override readonly styles = [
    unsafeCSS(libraryStyles),
    css`
      :host {
        display: block;
        position: relative;
        min-width: 0;
      }
      .plot {
        position: absolute;
        inset: 0;
      }
      .plot:focus-visible {
        outline: 2px solid var(--ink);
        outline-offset: 2px;
      }
      .u-over {
        cursor: crosshair;
      }
      .u-hz .u-cursor-x {
        border-right: 1px solid var(--muted);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.resize.observe(this);
    this.scheme.addEventListener('change', this.recolour);
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
    this.scheme.removeEventListener('change', this.recolour);
    this.theme.disconnect();
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.plot?.destroy();
    this.plot = undefined;
  }

  protected override render(): TemplateResult {
    return html`<div
      class="plot"
      role="figure"
      tabindex="0"
      aria-label=${this.label}
      aria-keyshortcuts="ArrowLeft ArrowRight Home End Escape"
      @keydown=${this.moveCursor}
    ></div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('build')) this.redraw();
  }

  /** One drawing per frame, and drawing never takes more than about a quarter of the time. */
  redraw(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame((now) => {
      this.frame = 0;
      if (now < this.notBefore) this.redraw();
      else this.draw();
    });
  }

  private draw(): void {
    const scene = this.build();
    if (!scene || this.clientWidth === 0) return;
    const started = performance.now();
    this.scene = scene;
    const logs = `${scene.x.log} ${scene.y.log} ${scene.names.join('|')}`;
    if (!this.plot || logs !== this.logs) this.create(scene);
    else this.plot.setData(data(scene));
    this.logs = logs;
    this.lastCost = performance.now() - started;
    this.notBefore = started + 4 * this.lastCost;
  }

  private get narrow(): boolean {
    return this.clientWidth < narrowBelow;
  }

  private create(scene: ChartScene): void {
    this.plot?.destroy();
    const style = getComputedStyle(this);
    const colour = (token: string): string => style.getPropertyValue(token).trim() || '#888';
    const narrow = this.narrow;
    const pen = document.createElement('canvas').getContext('2d');
    const margin = pen ? marginFor(pen, scene.names, this.clientWidth, narrow) : 66;
    const axis = (side: 'x' | 'y'): uPlot.Axis => ({
      scale: side,
      stroke: colour('--muted'),
      font: `12px ${family}`,
      size: side === 'x' ? 26 : narrow ? 34 : 42,
      gap: 4,
      grid: { stroke: colour('--grid'), width: 1 },
      ticks: { show: false },
      border: { show: side === 'x', stroke: colour('--rule'), width: 1 },
      splits: (u) => {
        const { low, high, log } = this.scene![side];
        const room = (side === 'x' ? u.bbox.width : u.bbox.height) / devicePixelRatio;
        return (log ? logTicks : linearTicks)(low, high, Math.max(2, Math.floor(room / (side === 'x' ? 80 : 44))));
      },
      values: (_, splits) => splits.map((value) => this.scene![side].format(value)),
      filter: (_, splits) => splits,
    });
    const scale = (side: 'x' | 'y'): uPlot.Scale => ({
      time: false,
      distr: scene[side].log ? 3 : 1,
      range: () => [this.scene![side].low, this.scene![side].high],
    });
    this.plot = new uPlot(
      {
        width: this.clientWidth,
        height: this.clientHeight,
        padding: [10, margin, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { show: false }, drag: { x: false, y: false, setScale: false } },
        scales: { x: scale('x'), y: scale('y') },
        axes: [axis('x'), axis('y')],
        series: [{}, { scale: 'y', paths: () => null, points: { show: false } }],
        hooks: {
          draw: [
            (u) => {
              const { left, top, width, height } = u.bbox;
              const box = { left, top, width, height, margin: margin * devicePixelRatio };
              drawScene(u.ctx, this.scene!, box, { ratio: devicePixelRatio, narrow, colour });
            },
          ],
          setCursor: [(u) => this.report(u.cursor.left)],
        },
      },
      data(scene),
      this.plotElement,
    );
    // When the GPU process dies, every canvas is wiped.
    this.plot.ctx.canvas.addEventListener('contextrestored', this.recolour);
  }

  private recreate(): void {
    this.logs = '';
    this.redraw();
  }

  private fit(): void {
    if (!this.plot) this.redraw();
    else if (this.plot.width !== this.clientWidth || this.plot.height !== this.clientHeight) this.recreate();
  }

  private report(left: number | undefined): void {
    const x = left === undefined || left < 0 ? undefined : this.plot?.posToVal(left, 'x');
    this.dispatchEvent(new CustomEvent<CursorMoved>('cursor-moved', { detail: { x } }));
  }

  private moveCursor(event: KeyboardEvent): void {
    const { plot, scene } = this;
    if (!plot || !scene) return;
    const width = plot.bbox.width / devicePixelRatio;
    const stride = (event.shiftKey ? 0.1 : 0.02) * width;
    const now = plot.cursor.left !== undefined && plot.cursor.left >= 0 ? plot.cursor.left : width;
    const lineEnd = project(scene.x, 0, width)(Math.max(...scene.labels.map((label) => label.x)));
    const targets: Partial<Record<string, number>> = {
      ArrowLeft: now - stride,
      ArrowRight: now + stride,
      Home: 0,
      End: Number.isFinite(lineEnd) ? lineEnd : width,
      Escape: -10,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const left = event.key === 'Escape' ? target : Math.min(width, Math.max(0, target));
    plot.setCursor({ left, top: plot.bbox.height / devicePixelRatio / 2 });
  }
}

/** The library only gets the corners: scales come from the scene and curves are drawn by chart-drawing. */
const data = ({ x, y }: ChartScene): uPlot.AlignedData => [
  [x.low, x.high],
  [y.low, y.high],
];

declare global {
  interface HTMLElementTagNameMap {
    'chart-frame': ChartFrame;
  }
}
