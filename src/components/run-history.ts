// <run-history>: every run kept on this machine, with search, import and undo.

import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ExperimentRecord } from '#src/runs/record.ts';
import { device } from '#src/store/device.ts';
import * as history from '#src/store/history.ts';
import { active, record, resume } from '#src/store/session.ts';
import { controls } from './base/controls.styles.ts';
import { plural } from './base/numbers.ts';
import { fileName, saveFile } from './base/save-file.ts';
import type { RunRenamed, WeightsAsked } from './run-entry.ts';
import './run-entry.ts';

const first = 12; // shown before "show all"

@customElement('run-history')
export class RunHistory extends SignalWatcher(LitElement) {
  @state() private all = false;
  @query('#file') private file!: HTMLInputElement;

  static override readonly styles = [
    controls,
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2) var(--space-4);
        align-items: center;
        padding-block-end: var(--space-2);
        border-block-end: 1px solid var(--rule);
      }
      h2 {
        margin-inline-end: auto;
      }
      input[type='search'] {
        width: 14rem;
        max-width: 100%;
      }
      .empty {
        padding-block: var(--space-4);
      }
    `,
  ];

  protected override render(): TemplateResult {
    const runs = history.runs.get();
    const found = history.found.get();
    const shown = this.all ? found : found.slice(0, first);
    return html`<section aria-labelledby="heading">
      <div class="head">
        <h2 id="heading">Runs on this machine ${runs.length ? html`<span class="muted">(${runs.length})</span>` : nothing}</h2>
        <input
          type="search"
          aria-label="Search the runs"
          placeholder="search"
          .value=${history.search.get()}
          @input=${(e: Event) => history.search.set((e.target as HTMLInputElement).value)}
        />
        <button type="button" @click=${() => this.file.click()}>Import…</button>
        <input
          id="file"
          type="file"
          hidden
          multiple
          accept=".json,.safetensors"
          aria-label="Runs or weights"
          @change=${this.pick}
        />
      </div>
      <div role="status">
        ${history.problem.get() ? html`<p class="wrong">${history.problem.get()}</p>` : nothing}
        ${this.renderUndo()}
      </div>
      ${runs.length === 0
        ? html`<p class="muted empty">None yet. Exported runs (.json) and weights (.safetensors) can be dropped anywhere on this page.</p>`
        : nothing}
      ${runs.length > 0 && found.length === 0 ? html`<p class="muted empty">No run matches this search.</p>` : nothing}
      <ul>
        ${repeat(
          shown,
          (run) => run.id,
          (run) => html`<li>${this.renderRun(run)}</li>`,
        )}
      </ul>
      ${history.damaged.get().map(
        ({ id, reason }) => html`<p class="small">
          A kept run cannot be read: ${reason}
          <button type="button" class="plain" @click=${() => history.remove(id)}>delete it</button>
        </p>`,
      )}
      ${found.length > first && !this.all
        ? html`<button type="button" class="plain" @click=${() => (this.all = true)}>
            show all ${plural(found.length, 'run')}
          </button>`
        : nothing}
    </section>`;
  } // prettier-ignore

  private renderUndo(): TemplateResult | typeof nothing {
    const deleted = history.deleted.get();
    if (!deleted) return nothing;
    return html`<p>
      “${deleted.title}” was deleted.
      <button type="button" class="plain" @click=${history.undoRemove}>Undo</button>
    </p>`;
  }

  private renderRun(run: ExperimentRecord): TemplateResult {
    const shown = record.get()?.id === run.id;
    return html`<run-entry
      .run=${run}
      .shown=${shown}
      .training=${shown && active.get()}
      .trainable=${device.get()?.ok === true}
      @run-opened=${() => this.open(run.id)}
      @run-resumed=${() => this.resume(run)}
      @run-renamed=${(e: CustomEvent<RunRenamed>) => history.rename(run.id, e.detail.title)}
      @run-deleted=${() => history.remove(run.id)}
      @run-exported=${() => saveFile(fileName(run.title, 'json'), history.exportText(run), 'application/json')}
      @weights-asked=${(e: CustomEvent<WeightsAsked>) => this.saveWeights(run, e.detail)}
    ></run-entry>`;
  }

  private async open(id: string): Promise<void> {
    await history.open(id);
    this.lookUp();
  }

  private async resume(run: ExperimentRecord): Promise<void> {
    await history.open(run.id);
    this.lookUp();
    await resume(run.id);
  }

  /** The curves are at the top of the page. */
  private lookUp(): void {
    this.dispatchEvent(new CustomEvent('chart-wanted', { bubbles: true, composed: true }));
  }

  private async saveWeights(run: ExperimentRecord, { arm, replica }: WeightsAsked): Promise<void> {
    const weights = await history.weightsOf(run.id, arm, replica);
    const { name, replicas } = run.arms[arm]!;
    const title = `${run.title} ${name} seed ${replicas[replica]!.seed}`;
    if (weights) saveFile(fileName(title, 'safetensors'), weights, 'application/octet-stream');
  }

  private async pick(): Promise<void> {
    for (const file of [...(this.file.files ?? [])]) await history.importFile(file);
    this.file.value = '';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'run-history': RunHistory;
  }
}
