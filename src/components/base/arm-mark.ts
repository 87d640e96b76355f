// <arm-mark>: the letter, marker and line of an arm, as used on the chart.

import { css, html, LitElement, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { letterOf } from '#src/experiment/arms.ts';
import { markerCorners, styleAt } from './palette.ts';

@customElement('arm-mark')
export class ArmMark extends LitElement {
  @property({ type: Number }) arm = 0;
  @property({ type: Number }) place: number | undefined; // in the palette, where the visitor has chosen one

  static override readonly styles = css`
    :host {
      display: inline-flex;
      align-items: center;
      gap: 0.35rem;
      font-weight: 600;
    }
    span {
      min-width: 0.75em;
    }
    svg {
      width: 28px;
      height: 14px;
      flex: none;
    }
    line {
      stroke: currentcolor;
      stroke-width: 2;
    }
    circle,
    polygon {
      fill: currentcolor;
    }
    .a {
      color: var(--arm-a);
    }
    .b {
      color: var(--arm-b);
    }
    .c {
      color: var(--arm-c);
    }
    .d {
      color: var(--arm-d);
    }
    .e {
      color: var(--arm-e);
    }
    .f {
      color: var(--arm-f);
    }
  `;

  protected override render(): TemplateResult {
    const { marker, dash, colour } = styleAt(this.place ?? this.arm);
    const corners = markerCorners(marker, 14, 7, 4);
    return html`<span>${letterOf(this.arm)}</span
      ><svg class=${colour} viewBox="0 0 28 14" aria-hidden="true">
        <line x1="0" y1="7" x2="28" y2="7" stroke-dasharray=${dash.join(' ') || 'none'} />
        ${
          corners.length
            ? svg`<polygon points=${corners.map((corner) => corner.join(',')).join(' ')} />`
            : svg`<circle cx="14" cy="7" r="4.5" />`
        }
      </svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'arm-mark': ArmMark;
  }
}
