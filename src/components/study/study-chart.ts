// <study-chart>: one chart of a study with its title, what is read at the cursor, a table of its points, and pictures.

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { StudyRecord } from '#src/experiment/study/study-record.ts';
import type { StudyChart } from '#src/lessons/study-lesson.ts';
import type { ChartPicture } from '../base/chart/image.ts';
import type { ChartScene } from '../base/chart/scene.ts';
import type { CursorMoved } from '../base/chart/chart-frame.ts';
import { controls } from '../base/controls.styles.ts';
import { describedStudy, drawnLines, placeIn, studyScene, valueIn } from './study-scene.ts';
import '../base/chart/chart-export.ts';
import '../base/chart/chart-frame.ts';

@customElement('study-chart')
export class StudyChartElement extends LitElement {
  @property({ attribute: false }) chart!: StudyChart;
  @property({ attribute: false }) record!: StudyRecord;
  @property({ attribute: false }) whole: StudyRecord | undefined; // what the axes have room for
  @state() private cursor: number | undefined;
  @state() private open = false;

  private build: () => ChartScene | undefined = () => undefined;

  static override readonly styles = [
    controls,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      h2 span {
        font-weight: 400;
        color: var(--muted);
      }
      chart-frame {
        height: calc(var(--study-height, 17rem) * var(--chart-scale, 1));
      }
      .foot {
        display: flex;
        gap: var(--space-3);
        align-items: flex-start;
        font-size: var(--small);
        color: var(--muted);
      }
      .readout {
        flex: 1;
        min-height: 2.8em;
      }
      .readout b {
        color: var(--ink);
      }
      .table {
        overflow-x: auto;
        font-size: var(--small);
      }
      table {
        border-collapse: collapse;
      }
      th,
      td {
        padding: 0.1rem 0.6rem 0.1rem 0;
        text-align: start;
        white-space: nowrap;
        border-block-end: 1px solid var(--rule);
      }
      :host-context([data-present]) .foot {
        display: none;
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('chart') && !changed.has('record') && !changed.has('whole')) return;
    const { chart, record, whole } = this;
    this.build = () => studyScene(chart, record, whole);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { chart, record, cursor } = this;
    const empty = studyScene(chart, this.whole ?? record) === undefined;
    if (empty) return nothing;
    return html`<h2>${chart.title} <span>${chart.y.percent ? '' : chart.y.label}</span></h2>
      <chart-frame
        label=${`${chart.title}. ${describedStudy(chart, record)}`}
        .build=${this.build}
        .cursor=${cursor}
        @cursor-moved=${(e: CustomEvent<CursorMoved>) => (this.cursor = e.detail.x)}
      ></chart-frame>
      <div class="foot">
        <div class="readout" aria-live="polite">${cursor === undefined ? this.renderKey() : this.renderReading(cursor)}</div>
        <button type="button" class="plain" aria-expanded=${this.open} @click=${() => (this.open = !this.open)}>table</button>
        <chart-export .name=${chart.title} .picture=${this.picture}></chart-export>
      </div>
      ${this.open ? this.renderTable() : nothing}`;
  }

  private renderKey(): TemplateResult {
    const { chart, record } = this;
    const { length: seeds } = record.seeds;
    const lines = drawnLines(chart, record).filter(({ points }) => points.length > 0);
    return html`${lines.map(({ letter, name }) => html`<b>${letter}</b> ${name}. `)}Against ${chart.x.label}.
    ${seeds > 1 ? `Dots: each of ${seeds} seeds. Bars and bands: 95 % intervals of the mean.` : ''}`;
  }

  private renderReading(x: number): TemplateResult {
    const { chart, record } = this;
    const values = drawnLines(chart, record).flatMap(({ letter, name, points }) => {
      const here = points.find(({ point }) => point.x === x);
      if (!here) return [];
      const { mean, interval } = here.measured;
      const reach = interval ? ` (${valueIn(chart.y, interval.low)} to ${valueIn(chart.y, interval.high)})` : '';
      return [html`${letter} ${name}: <b>${valueIn(chart.y, mean)}</b>${reach} `];
    });
    return html`${placeIn(chart.x, x)}: ${values}`;
  }

  private renderTable(): TemplateResult {
    const { chart, record } = this;
    return html`<div class="table" tabindex="0" role="region" aria-label=${`${chart.title}, as a table`}>
      <table>
        <thead>
          <tr>
            <th scope="col">line</th>
            <th scope="col">${chart.x.label}</th>
            <th scope="col">mean</th>
            <th scope="col">95 % interval</th>
            ${record.seeds.map((seed) => html`<th scope="col">seed ${seed}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${drawnLines(chart, record).flatMap(({ name, points }) =>
            points.map(
              ({ point, measured: { mean, interval } }) =>
                html`<tr>
                  <td>${name}</td>
                  <td>${point.x}</td>
                  <td>${valueIn(chart.y, mean)}</td>
                  <td>${interval ? `${valueIn(chart.y, interval.low)} to ${valueIn(chart.y, interval.high)}` : '–'}</td>
                  ${point.values.map((value) => html`<td>${value === null ? '–' : valueIn(chart.y, value)}</td>`)}
                </tr>`,
            ),
          )}
        </tbody>
      </table>
    </div>`;
  }

  private readonly picture = (): ChartPicture | undefined => {
    const scene = this.build();
    const { chart, record } = this;
    const { devices, seeds, size } = record;
    return (
      scene && {
        scene,
        title: chart.title,
        caption: [
          `Against ${chart.x.label}; ${seeds.length} seeds, size ${size}; ${devices.map(({ adapter }) => adapter).join(', ')}.`,
        ],
        description: describedStudy(chart, record),
        file: `${record.study} ${chart.title}`,
      }
    );
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'study-chart': StudyChartElement;
  }
}
