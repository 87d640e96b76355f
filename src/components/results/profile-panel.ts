// <profile-panel>: where the time of a training step goes, kernel by kernel. Folded until the visitor opens it, and idle until then.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { KernelTime } from '#src/graph/profile.ts';
import type { ProfileReport } from '#src/session/kernel-times.ts';
import { dash, formatCount, formatMilliseconds, formatNumber, formatPercent, plural } from '#src/words/numbers.ts';
import type { DeviceReport } from '#workers/protocol.ts';
import { controls } from '../base/controls.styles.ts';
import type { ChoiceChanged } from '../base/field/choice-field.ts';
import '../base/field/choice-field.ts';

export interface ProfileAsked {
  readonly arm: number;
}

/** @fires profile-asked with ProfileAsked */
@customElement('profile-panel')
export class ProfilePanel extends LitElement {
  @property({ attribute: false }) names: readonly string[] = [];
  @property({ attribute: false }) device: DeviceReport | undefined;
  @property({ attribute: false }) report: ProfileReport | undefined;
  @property() problem = ''; // why there is no report
  @property({ type: Boolean }) live = false; // the models are in memory
  @property({ type: Boolean }) busy = false;
  @state() private arm = 0;

  static override readonly styles = [
    controls,
    css`
      summary {
        font-weight: 600;
      }
      details > * + * {
        margin-block-start: var(--space-2);
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2) var(--space-4);
        align-items: center;
        font-size: var(--small);
      }
      choice-field {
        width: 18rem;
        max-width: 100%;
      }
      .scroll {
        overflow-x: auto;
      }
      table {
        width: 100%;
      }
      tbody th {
        font-weight: 400;
        overflow-wrap: anywhere;
      }
      .share {
        width: 8rem;
      }
      .bar {
        display: block;
        width: 100%;
        height: 3px;
        fill: var(--muted);
      }
      th.number,
      td.number {
        padding-inline-end: 0.6rem;
      }
      @media (max-width: 46rem) {
        .share {
          width: 4.5rem;
        }
        .launches {
          display: none;
        }
      }
    `,
  ];

  protected override willUpdate(): void {
    if (this.arm >= this.names.length) this.arm = 0;
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.names.length) return nothing;
    return html`<details @toggle=${this.toggled}>
      <summary>Profile</summary>
      ${this.device?.ok ? this.renderDevice(this.device) : nothing} ${this.live ? this.renderForm() : this.renderHint()}
      ${this.problem ? html`<p class="wrong">${this.problem}</p>` : nothing}
      ${this.report ? this.renderReport(this.report) : nothing}
    </details>`;
  }

  private renderDevice({ kernels, timestamps }: Extract<DeviceReport, { ok: true }>): TemplateResult {
    return html`<p class="small muted">Kernels on this GPU: ${kernels} · timestamps: ${timestamps ? 'yes' : 'no'}</p>`;
  }

  private renderHint(): TemplateResult {
    return html`<p class="small muted">Start, resume or load an experiment: then its kernels can be timed.</p>`;
  }

  private renderForm(): TemplateResult {
    const choices = this.names.map((label, arm) => ({ value: String(arm), label }));
    return html`<form @submit=${this.submitted}>
      <choice-field
        compact
        label="Arm"
        .choices=${choices}
        .value=${String(this.arm)}
        @choice-changed=${(e: CustomEvent<ChoiceChanged>) => (this.arm = Number(e.detail.value))}
      ></choice-field>
      <button type="submit" ?disabled=${this.busy}>${this.busy ? 'Measuring…' : 'Measure'}</button>
      <span class="muted">Training waits for a few seconds, and learns the same.</span>
    </form>`;
  }

  private renderReport(report: ProfileReport): TemplateResult {
    const { arm, step, together, kernels } = report;
    const launches = kernels.reduce((sum, k) => sum + k.launches, 0);
    const widest = Math.max(...kernels.map((k) => k.share));
    return html`<p class="small">
        ${this.names[arm]}, ${step ? `after ${plural(step, 'step')}` : 'before the first step'}: ${explained(report)}
      </p>
      <div class="scroll" tabindex="0" role="region" aria-label="Time of each kernel">
        <table>
          <thead>
            <tr>
              <th scope="col">kernel</th>
              <th scope="col" class="number launches">launches</th>
              <th scope="col" class="number">ms</th>
              <th scope="col" class="number share">share</th>
              <th scope="col" class="number">GFLOP/s</th>
            </tr>
          </thead>
          <tbody>
            ${kernels.map((kernel) => renderKernel(kernel, widest))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">all kernels</th>
              <td class="number launches">${formatNumber(launches)}</td>
              <td class="number">${formatMilliseconds(report.milliseconds)}</td>
              <td class="number share">${formatPercent(1)}</td>
              <td class="number">${rate(kernels)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
      <p class="small muted">${measured(report)} ${shared(together)}</p>`;
  }

  /** Opened for the first time, it shows something at once. */
  private toggled(event: Event): void {
    const { open } = event.target as HTMLDetailsElement;
    if (open && this.live && !this.busy && !this.report) this.ask();
  }

  private submitted(event: Event): void {
    event.preventDefault();
    this.ask();
  }

  private ask(): void {
    this.dispatchEvent(new CustomEvent<ProfileAsked>('profile-asked', { detail: { arm: this.arm } }));
  }
}

function renderKernel(kernel: KernelTime, widest: number): TemplateResult {
  return html`<tr>
    <th scope="row">${kernel.kernel}</th>
    <td class="number launches">${formatNumber(kernel.launches)}</td>
    <td class="number">${formatMilliseconds(kernel.milliseconds)}</td>
    <td class="number share">
      ${formatPercent(kernel.share)}
      <svg class="bar" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
        <rect width=${widest ? kernel.share / widest : 0} height="1"></rect>
      </svg>
    </td>
    <td class="number">${rate([kernel])}</td>
  </tr>`;
}

/** Operations that are counted over the time of the kernels that do them. */
function rate(kernels: readonly KernelTime[]): string {
  const counted = kernels.filter((k) => k.flops !== undefined && k.milliseconds > 0);
  const flops = counted.reduce((sum, k) => sum + k.flops!, 0);
  const milliseconds = counted.reduce((sum, k) => sum + k.milliseconds, 0);
  return milliseconds ? formatCount(flops / milliseconds / 1e6) : dash;
}

function explained({ milliseconds, stepMilliseconds }: ProfileReport): string {
  const share = stepMilliseconds > 0 ? ` ${formatPercent(milliseconds / stepMilliseconds)} of it.` : '';
  return `a step takes ${formatMilliseconds(stepMilliseconds)} ms, its kernels one by one ${formatMilliseconds(milliseconds)} ms${share && `,${share}`}`;
}

const measured = ({ method, resolution }: ProfileReport): string =>
  method === 'timestamps'
    ? `Measured by the GPU’s own clock, which ticks every ${formatTick(resolution)}; means over many steps.`
    : `Measured by running each kernel many times in a row, since this GPU keeps no timestamps; this page’s clock ticks every ${formatTick(resolution)}.`;

const shared = (together: number): string =>
  `${together === 1 ? '' : `Each launch serves ${together} seeds or arms of one shape at once. `}GFLOP/s counts products and attention.`;

const formatTick = (milliseconds: number): string => `${formatCount(1000 * milliseconds)} µs`;

declare global {
  interface HTMLElementTagNameMap {
    'profile-panel': ProfilePanel;
  }
}
