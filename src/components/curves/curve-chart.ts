// What the charts of curves have in common: what they are made from, the cursor they share, and all that stands under them.

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { Progress } from '#src/session/events.ts';
import type { CurveView } from '#src/store/preferences.ts';
import type { ArmCurves } from '#src/store/shown/curves.ts';
import type { CursorMoved } from '../base/chart/chart-frame.ts';
import type { ChartPicture } from '../base/chart/image.ts';
import type { ChartScene } from '../base/chart/scene.ts';
import { controls } from '../base/controls.styles.ts';
import { isCrowd, type Shown } from './curve-axis.ts';
import { pictureCaption, type CurveTable, type ListTable, type Reading } from './curve-words.ts';
import '../base/chart/chart-frame.ts';
import './chart-foot.ts';

/** One kind of chart: its picture, and the same in words and numbers. */
export interface ChartKind {
  readonly name: string; // "loss"
  readonly scene: (shown: Shown) => ChartScene;
  readonly describe: (shown: Shown) => string;
  readonly note: (shown: Shown) => string;
  readonly reading: (x: number, shown: Shown) => Reading;
  readonly table: (shown: Shown) => CurveTable | ListTable;
}

/** @fires cursor-moved with CursorMoved */
export abstract class CurveChart extends LitElement {
  @property({ attribute: false }) record: ExperimentRecord | undefined;
  @property({ attribute: false }) curves: readonly ArmCurves[] = [];
  @property({ attribute: false }) progress: Progress | undefined;
  @property({ attribute: false }) view!: CurveView;
  @property({ attribute: false }) cursor: number | undefined; // in units of the x axis
  @property({ attribute: false }) seed: number | undefined; // that is looked at; undefined for all together
  protected abstract readonly kind: ChartKind;
  /** What moves over the drawing, and asks for no new one. */
  protected readonly over: readonly PropertyKey[] = ['cursor'];
  private chosenHere: number | undefined; // where the cursor was last put on this chart
  private build: () => ChartScene | undefined = () => undefined;

  static override readonly styles = [
    controls,
    css`
      .bar {
        position: relative;
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-4);
        align-items: center;
        min-height: var(--target);
        font-size: var(--small);
      }
      .bar h2 {
        margin-inline-end: auto;
      }
      .bar h2 span {
        font-weight: 400;
        color: var(--muted);
      }
      .bar label {
        display: inline-flex;
        gap: var(--space-1);
        align-items: center;
        min-height: var(--target);
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if ([...changed.keys()].every((key) => this.over.includes(key))) return;
    const { shown } = this;
    this.build = () => shown && this.kind.scene(shown);
  }

  protected get shown(): Shown | undefined {
    const { record, curves, progress, view, seed } = this;
    if (!record) return undefined;
    return { record, curves, progress, view: isCrowd(record) ? { ...view, band: 'none' } : view, seed };
  }

  /** `over`: what lies over the plot. */
  protected renderChart(shown: Shown, over: TemplateResult | typeof nothing = nothing): TemplateResult {
    const { kind, cursor } = this;
    const description = kind.describe(shown);
    const note = kind.note(shown);
    const picture = (): ChartPicture => ({
      scene: kind.scene(shown),
      title: shown.record.question || shown.record.title,
      caption: pictureCaption(shown.record, note),
      description,
      file: `${shown.record.title} ${kind.name}`,
    });
    return html`<chart-frame label=${description} .build=${this.build} .cursor=${cursor} @cursor-moved=${this.moveCursor}
        >${over}</chart-frame
      >
      <chart-foot
        name=${kind.name}
        note=${note}
        .reading=${cursor === undefined ? undefined : kind.reading(cursor, shown)}
        ?spoken=${cursor === this.chosenHere}
        .table=${() => kind.table(shown)}
        .picture=${picture}
      ></chart-foot>`;
  }

  private moveCursor({ detail }: CustomEvent<CursorMoved>): void {
    this.cursor = this.chosenHere = detail.x;
    this.dispatchEvent(new CustomEvent<CursorMoved>('cursor-moved', { detail }));
  }
}
