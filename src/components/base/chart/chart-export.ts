// <chart-export>: two quiet buttons that save a chart as PNG or SVG.

import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { controls } from '../controls.styles.ts';
import { fileName, saveFile } from '../save-file.ts';
import type { ChartPicture } from './image.ts';

@customElement('chart-export')
export class ChartExport extends LitElement {
  /** Of the chart, for screen readers: "loss". */
  @property() name = 'chart';
  /** Asked when a button is pressed. */
  @property({ attribute: false }) picture: () => ChartPicture | undefined = () => undefined;

  static override readonly styles = [
    controls,
    css`
      :host {
        display: flex;
        font-size: var(--small);
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<button type="button" class="plain" aria-label="PNG of the ${this.name} chart" @click=${this.savePng}>PNG</button>
      <button type="button" class="plain" aria-label="SVG of the ${this.name} chart" @click=${this.saveSvg}>SVG</button>`;
  }

  private async savePng(): Promise<void> {
    const picture = this.picture();
    if (!picture) return;
    const { pngOf } = await import('./image.ts');
    saveFile(fileName(picture.file, 'png'), await pngOf(picture), 'image/png');
  }

  private async saveSvg(): Promise<void> {
    const picture = this.picture();
    if (!picture) return;
    const { canvasMeasure, svgOf } = await import('./image.ts');
    saveFile(fileName(picture.file, 'svg'), svgOf(picture, canvasMeasure()), 'image/svg+xml');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chart-export': ChartExport;
  }
}
