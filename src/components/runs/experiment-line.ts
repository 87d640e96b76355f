// <experiment-line>: one kept experiment in one line: what it was, how it ended, and what can be done with it.

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { dataNamesOf, letterOf } from '#src/experiment/arms.ts';
import { isComparison } from '#src/experiment/comparison.ts';
import { longestName, longestNote } from '#src/experiment/limits.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { formatDate } from '#src/words/dates.ts';
import { isolated } from '#src/words/isolated.ts';
import { sentenceOf } from '#src/words/message.ts';
import { plural } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';
import { atMost } from '../base/field/at-most.ts';
import { actOnExperiment, type ExperimentAction } from './run-actions.ts';

type Form = 'rename' | 'note' | 'weights';

/** @fires experiment-acted with ExperimentActed */
@customElement('experiment-line')
export class ExperimentLine extends LitElement {
  @property({ attribute: false }) record!: ExperimentRecord;
  @property({ type: Boolean }) shown = false; // on the chart now
  @property({ type: Boolean }) training = false; // by this page, now
  @property({ type: Boolean }) trainable = false; // there is a GPU to resume on
  @property({ type: Boolean }) reachable = true; // with the Tab key: only in the row that is in use
  @state() private form: Form | undefined;
  @state() private unfolded = false; // the actions, where there is no room for them beside the title

  static override readonly styles = [
    controls,
    css`
      :host {
        flex: 1;
        min-width: 0;
      }
      .line,
      form {
        display: flex;
        gap: var(--space-3);
        align-items: center;
      }
      form {
        gap: var(--space-2);
      }
      form input,
      form select {
        flex: 0 1 24rem;
        min-width: 0;
      }
      button.title {
        padding-inline: 0;
        font-weight: 600;
      }
      .title,
      .facts {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .title {
        flex: none;
        max-width: 20rem;
        min-width: 0;
        text-align: start;
      }
      .facts {
        flex: 0 1 auto;
        min-width: 0;
      }
      .facts b {
        font-weight: 400;
        color: var(--ink);
      }
      .actions {
        display: flex;
        flex: none;
        margin-inline-start: auto;
      }
      .more {
        display: none;
        flex: none;
      }
      :focus-visible {
        outline-offset: -2px;
      }
      /* The table that it stands in is the container. */
      @container (max-width: 46rem) {
        .more {
          display: block;
        }
        .title {
          flex: 0 1 auto;
          max-width: none;
        }
        .facts,
        .actions,
        .unfolded .title {
          display: none;
        }
        .unfolded .actions {
          display: flex;
          flex: 0 1 auto;
          min-width: 0;
          overflow-x: auto;
          margin: 0;
        }
        .more {
          margin-inline-start: auto;
        }
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.get('record')?.id === this.record.id || !changed.get('record')) return;
    this.form = undefined;
    this.unfolded = false;
  }

  protected override render(): TemplateResult {
    if (this.form) return this.renderForm(this.form);
    const { record, training } = this;
    const { title, marks } = record;
    const note = marks?.note;
    const facts = this.facts();
    const resumable = record.status !== 'finished' && !training && this.trainable;
    return html`<div class=${this.unfolded ? 'line unfolded' : 'line'}>
      <button
        type="button"
        class="plain title"
        title=${title}
        tabindex=${this.reachable ? 0 : -1}
        aria-current=${this.shown ? 'true' : nothing}
        @click=${() => this.act({ act: 'open' })}
      >
        <bdi>${title}</bdi>
      </button>
      <span class="facts muted" title=${note ? `${note}\n${facts}` : facts}>
        ${note ? html`<b>“<bdi>${note}</bdi>”</b> · ` : nothing}${facts}
      </span>
      <div class="actions">
        ${resumable ? this.action('resume', () => this.act({ act: 'resume' })) : nothing}
        ${this.action('rename', () => void this.open('rename'))} ${this.action('note', () => void this.open('note'))}
        ${this.action('export', () => this.act({ act: 'export' }))}
        ${isComparison(record) ? nothing : this.action('weights…', () => void this.open('weights'))}
        ${training ? nothing : this.action('delete', () => this.act({ act: 'delete' }))}
      </div>
      <button
        type="button"
        class="plain more"
        tabindex=${this.reachable ? 0 : -1}
        aria-label=${`more about ${title}`}
        aria-expanded=${this.unfolded}
        @click=${() => (this.unfolded = !this.unfolded)}
      >
        ${this.unfolded ? '✕' : '⋯'}
      </button>
    </div>`;
  }

  private facts(): string {
    const { status, reason, size, trainings, arms, startedAt } = this.record;
    const seeds = Math.max(0, ...arms.map((arm) => arm.runs.length));
    const state = this.training ? 'training now' : status === 'training' ? 'interrupted' : status;
    return [
      ...(this.shown ? ['on the chart'] : []),
      state,
      formatDate(startedAt),
      size,
      plural(arms.length, 'arm'),
      plural(seeds, 'seed'),
      dataNamesOf(this.record).map(isolated).join(', '),
      trainings[0]!.device.adapter,
      ...(reason ? [sentenceOf(reason)] : []),
    ].join(' · ');
  }

  private renderForm(form: Form): TemplateResult {
    const { title, marks, arms } = this.record;
    const naming = form === 'rename';
    const field =
      form === 'weights'
        ? html`<select aria-label="Weights of">
            ${arms.flatMap(({ name, runs }, arm) =>
              runs.map(
                ({ seed }, run) =>
                  html`<option value=${`${arm} ${run}`}>${letterOf(arm)} ${isolated(name)}, seed ${seed}</option>`,
              ),
            )}
          </select>`
        : html`<input
            type="text"
            dir="auto"
            ${atMost(naming ? longestName : longestNote)}
            aria-label=${naming ? 'New name' : `Note on ${title}`}
            .value=${naming ? title : (marks?.note ?? '')}
          />`;
    return html`<form @submit=${this.submit} @keydown=${this.leave}>
      ${field}
      <button type="submit">${form === 'weights' ? 'Save as .safetensors' : 'Save'}</button>
      <button type="button" @click=${this.close}>Cancel</button>
    </form>`;
  }

  private action(name: string, act: () => void): TemplateResult {
    return html`<button
      type="button"
      class="plain"
      aria-label=${`${name} ${this.record.title}`}
      tabindex=${this.reachable ? 0 : -1}
      @click=${act}
    >
      ${name}
    </button>`;
  }

  private async open(form: Form): Promise<void> {
    this.form = form;
    await this.updateComplete;
    const field = this.renderRoot.querySelector<HTMLInputElement | HTMLSelectElement>('input, select');
    field?.focus();
    if (field instanceof HTMLInputElement) field.select();
  }

  private leave(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    void this.close();
  }

  /** The focus goes back to where it came from. */
  private async close(): Promise<void> {
    const { form } = this;
    this.form = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLButtonElement>(`.actions [aria-label^='${form}']`)?.focus();
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    const { value } = (event.target as HTMLFormElement).querySelector('input, select') as HTMLInputElement;
    if (this.form === 'weights') {
      const [arm = 0, run = 0] = value.split(' ').map(Number);
      this.act({ act: 'weights', arm, run });
    } else if (this.form) this.act({ act: this.form, text: value });
    void this.close();
  }

  private act(action: ExperimentAction): void {
    actOnExperiment(this, this.record.id, action);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'experiment-line': ExperimentLine;
  }
}
