// <device-chip>: which GPU trains, how fast, with how many launches and how much of its memory.

import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Progress } from '#src/session/events.ts';
import { formatBytes, formatCount } from '#src/words/numbers.ts';
import type { DeviceReport } from '#workers/protocol.ts';

@customElement('device-chip')
export class DeviceChip extends LitElement {
  @property({ attribute: false }) device: DeviceReport | undefined;
  @property({ attribute: false }) progress: Progress | undefined;

  static override readonly styles = css`
    :host {
      display: block;
      font-size: var(--small);
      color: var(--muted);
      min-height: 1.2rem;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
  `;

  protected override render(): TemplateResult {
    const { device } = this;
    if (!device) return html`looking for a GPU…`;
    if (!device.ok) return html`no WebGPU`;
    const parts = [device.adapter || 'GPU without a name'];
    if (device.software) parts.push('software adapter');
    return html`<span title="Kernels: ${device.kernels}">${[...parts, ...this.speed()].join(' · ')}</span>`;
  }

  private speed(): string[] {
    const arms = this.progress?.arms ?? [];
    if (!this.progress || !arms.length) return [];
    // The arms take turns, so what the GPU does in a second is their harmonic mean.
    const moving = arms.filter((arm) => arm.tokensPerSecond > 0);
    const rate = moving.length / moving.reduce((sum, arm) => sum + 1 / arm.tokensPerSecond, 0);
    const launches = arms.map((arm) => arm.dispatchesPerStep);
    const [fewest, most] = [Math.min(...launches), Math.max(...launches)];
    return [
      ...(moving.length ? [`${formatCount(rate)} tokens/s`] : []),
      `${fewest === most ? fewest : `${fewest}–${most}`} dispatches per step`,
      `${formatBytes(this.progress.bytes)} of GPU memory`,
    ];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'device-chip': DeviceChip;
  }
}
