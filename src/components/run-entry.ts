// <run-entry>: one kept experiment in the list: what it was, how it ended, and what can be done with it.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ExperimentRecord } from '#src/runs/record.ts';
import { mean } from '#src/store/results.ts';
import { controls } from './base/controls.styles.ts';
import { formatDate, formatLoss, plural } from './base/numbers.ts';
import { armStyle } from './base/palette.ts';

export interface RunRenamed {
  readonly title: string;
}
export interface WeightsAsked {
  readonly arm: number;
  readonly replica: number;
}

/** @fires run-opened @fires run-resumed @fires run-renamed @fires run-deleted @fires run-exported @fires weights-asked */
@customElement('run-entry')
export class RunEntry extends LitElement {
  @property({ attribute: false }) run!: ExperimentRecord;
  @property({ type: Boolean }) shown = false; // on the chart now
  @property({ type: Boolean }) training = false; // by this page, now
  @property({ type: Boolean }) trainable = false;
  @state() private renaming = false;
  @state() private choosing = false; // whose weights
  @query('#title') private titleInput!: HTMLInputElement;
  @query('select') private replicaSelect!: HTMLSelectElement;

  static override readonly styles = [
    controls,
    css`
      :host {
        padding-block: var(--space-2);
        border-block-end: 1px solid var(--rule);
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-3);
        align-items: baseline;
      }
      button.title {
        padding-inline: 0;
        font-weight: 600;
        text-align: start;
        overflow-wrap: anywhere;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        margin-inline: auto -0.3rem;
        font-size: var(--small);
      }
      .losses {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-3);
        font-size: var(--small);
        overflow-wrap: anywhere;
      }
      form {
        display: flex;
        flex: 1 1 16rem;
        flex-wrap: wrap;
        gap: var(--space-2);
        align-items: center;
      }
      form input {
        flex: 1 1 10rem;
        min-width: 0;
      }
      label {
        font-size: var(--small);
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { run } = this;
    const unfinished = run.status !== 'finished';
    const seeds = Math.max(0, ...run.arms.map((arm) => arm.replicas.length));
    return html`<div class="line">
        ${this.renaming ? this.renderRename() : this.renderTitle()}
        <span class="small muted">
          ${this.training ? 'training now' : run.status === 'training' ? 'interrupted' : run.status} ·
          ${formatDate(run.startedAt)} · ${run.size} · ${plural(seeds, 'seed')} · ${run.data.name} ·
          ${run.device.adapter}
        </span>
        <div class="actions">
          ${unfinished && !this.training && this.trainable ? this.action('resume', () => this.tell('run-resumed')) : nothing}
          ${this.action('rename', () => void this.rename())} ${this.action('export', () => this.tell('run-exported'))}
          ${this.action('weights', () => (this.choosing = !this.choosing))}
          ${this.training ? nothing : this.action('delete', () => this.tell('run-deleted'))}
        </div>
      </div>
      <div class="losses muted">
        ${run.arms.map((arm, index) => {
          const ends = arm.replicas.filter((r) => r.status !== 'diverged').map((r) => r.validation.at(-1)?.[1] ?? NaN);
          return html`<span>${armStyle(index).letter} ${arm.name} ${formatLoss(mean(ends.filter(Number.isFinite)))}</span>`;
        })}
      </div>
      ${run.reason ? html`<p class="small muted">${run.reason}</p>` : nothing}
      ${this.choosing ? this.renderWeights() : nothing}`;
  } // prettier-ignore

  private renderTitle(): TemplateResult {
    const { title } = this.run;
    return html`<button
      type="button"
      class="plain title"
      aria-current=${this.shown ? 'true' : nothing}
      @click=${() => this.tell('run-opened')}
    >
      ${title}
    </button>${this.shown ? html`<span class="small muted">on the chart</span>` : nothing}`;
  } // prettier-ignore

  private renderRename(): TemplateResult {
    return html`<form @submit=${this.renamed} @keydown=${this.leaveRename}>
      <input id="title" type="text" maxlength="120" aria-label="New name" .value=${this.run.title} />
      <button type="submit">Save</button>
      <button type="button" @click=${() => (this.renaming = false)}>Cancel</button>
    </form>`;
  }

  private renderWeights(): TemplateResult {
    return html`<form class="small" @submit=${this.askWeights}>
      <label for="replica">Weights of</label>
      <select id="replica">
        ${this.run.arms.flatMap((arm, index) =>
          arm.replicas.map(
            ({ seed }, replica) =>
              html`<option value=${`${index} ${replica}`}>${armStyle(index).letter} ${arm.name}, seed ${seed}</option>`,
          ),
        )}
      </select>
      <button type="submit">Save as .safetensors</button>
    </form>`;
  }

  private action(name: string, act: () => void): TemplateResult {
    return html`<button type="button" class="plain" aria-label=${`${name} ${this.run.title}`} @click=${act}>
      ${name}
    </button>`;
  }

  private async rename(): Promise<void> {
    this.renaming = true;
    await this.updateComplete;
    this.titleInput.select();
  }

  private leaveRename(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.renaming = false;
  }

  private renamed(event: Event): void {
    event.preventDefault();
    this.renaming = false;
    const title = this.titleInput.value;
    this.dispatchEvent(new CustomEvent<RunRenamed>('run-renamed', { detail: { title } }));
  }

  private askWeights(event: Event): void {
    event.preventDefault();
    const [arm = 0, replica = 0] = this.replicaSelect.value.split(' ').map(Number);
    this.dispatchEvent(new CustomEvent<WeightsAsked>('weights-asked', { detail: { arm, replica } }));
  }

  private tell(type: string): void {
    this.dispatchEvent(new CustomEvent(type));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'run-entry': RunEntry;
  }
}
