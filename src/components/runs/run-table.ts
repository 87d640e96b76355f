// <run-table>: every run kept on this machine: searched, sorted, grouped, marked, compared, deleted and brought back, imported.

import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import * as history from '#src/store/kept/history.ts';
import * as marks from '#src/store/kept/marking.ts';
import type { RunRow } from '#src/store/kept/rows.ts';
import * as table from '#src/store/kept/table.ts';
import { device } from '#src/store/machine.ts';
import { record, resume } from '#src/store/shown/session.ts';
import { isolated } from '#src/words/isolated.ts';
import { sentenceOf } from '#src/words/message.ts';
import { formatNumber, plural } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';
import { fileName, saveFile } from '../base/save-file.ts';
import type { ExperimentActed, RunActed } from './run-actions.ts';
import type { RunDetail } from './run-detail.ts';
import type { FilterChosen, SearchTyped } from './run-filter.ts';
import type { GroupFolded, RunGrid, RunsSelected, SortChosen } from './run-grid.ts';
import { tableStyles } from './run-table.styles.ts';
import './run-filter.ts';
import './run-grid.ts';
import './run-selection.ts';

/** A chunk of its own, since nobody opens details at once; fetched early all the same, so that they open offline. */
const loadDetails = (): Promise<unknown> => import('./run-detail.ts');

/** @fires chart-wanted when something is shown up there, runs-compared with RunsCompared */
@customElement('run-table')
export class RunTable extends SignalWatcher(LitElement) {
  @query('#file') private file!: HTMLInputElement;
  @query('run-grid') private grid!: RunGrid | null;
  @query('run-detail') private detail!: RunDetail | null;

  static override readonly styles = [controls, tableStyles];

  protected override firstUpdated(): void {
    loadDetails().catch(() => undefined); // it is tried again when it is needed
  }

  protected override render(): TemplateResult {
    const all = table.rows.get().length;
    return html`<section
      aria-labelledby="heading"
      @run-acted=${(e: CustomEvent<RunActed>) => this.actOnRun(e.detail)}
      @experiment-acted=${(e: CustomEvent<ExperimentActed>) => this.actOnExperiment(e.detail)}
    >
      <div class="head">
        <h2 id="heading">Runs on this machine</h2>
        ${all ? this.renderView() : nothing}
        <button type="button" class="import" @click=${() => this.file.click()}>Import…</button>
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
        ${this.renderReading()} ${history.problem.get() ? html`<p class="wrong">${history.problem.get()}</p>` : nothing}
        ${history.became.get() ? html`<p>${history.became.get()}</p>` : nothing}
      </div>
      ${
        all
          ? html`<div class="line">
                <span role="status" class="count">${this.renderCount(all)}</span>
                ${this.renderSelection()} ${this.renderUndo()}
              </div>
              ${this.renderTable()} ${this.renderNotes()}`
          : html`${
                history.experiments.get().length
                  ? nothing
                  : html`<p class="small muted">
                      None yet. Exported runs (.json) and weights (.safetensors) can be dropped anywhere on this page.
                    </p>`
              }
              <div class="line">${this.renderUndo()}</div>`
      }
      ${history.damaged.get().map(
        ({ id, reason }) =>
          html`<p class="small">
            A kept experiment cannot be read: ${sentenceOf(reason)}
            <button type="button" class="plain" @click=${() => history.remove([id])}>delete it</button>
          </p>`,
      )}
    </section>`;
  }

  private renderReading(): TemplateResult | typeof nothing {
    const reading = history.reading.get();
    if (!reading) return nothing;
    return html`<p class="muted">
      Reading <bdi>${reading.name}</bdi>${reading.share === undefined ? nothing : `, ${Math.floor(100 * reading.share)} %`}
      <button type="button" class="plain" @click=${history.giveUpReading}>Give up</button>
    </p>`;
  }

  private renderView(): TemplateResult {
    const grouping = table.grouping.get();
    const groups = [
      ['experiment', 'experiment'],
      ['arm', 'arm (same settings)'],
      ['nothing', 'nothing'],
    ] as const;
    const fields = table.varied
      .get()
      .filter(({ id }) => id !== 'experiment')
      .map(({ id, label }) => [id, label] as const);
    return html`<run-filter
        .search=${table.search.get()}
        .problem=${table.searchProblem.get()}
        .choices=${table.filterChoices.get()}
        @search-typed=${(e: CustomEvent<SearchTyped>) => table.search.set(e.detail.search)}
        @filter-chosen=${(e: CustomEvent<FilterChosen>) => table.filterBy(e.detail.field, e.detail.words)}
      ></run-filter>
      <label>
        group by
        <select @change=${(e: Event) => table.groupBy((e.target as HTMLSelectElement).value)}>
          ${[...groups, ...fields].map(
            ([value, label]) => html`<option value=${value} ?selected=${value === grouping}>${label}</option>`,
          )}
        </select>
      </label>
      <button
        type="button"
        class="plain"
        ?disabled=${grouping === 'nothing'}
        @click=${() => table.foldAll(!table.allFolded.get())}
      >
        ${table.allFolded.get() ? 'unfold all' : 'fold all'}
      </button>`;
  }

  private renderCount(all: number): string {
    const shown = table.shown.get().length;
    const found = shown === 0 ? ', none matches this search' : shown < all ? `, ${formatNumber(shown)} shown` : '';
    return plural(all, 'run') + found;
  }

  private renderSelection(): TemplateResult {
    return html`<run-selection
      .selection=${table.selection.get()}
      .shown=${table.shown.get()}
      .trained=${table.trained.get()}
      @selection-cleared=${() => table.selected.set(new Set())}
      @selection-pinned=${(e: CustomEvent<boolean>) => marks.setPinned(table.selection.get(), e.detail)}
      @selection-hidden=${(e: CustomEvent<boolean>) => marks.setHidden(table.selection.get(), e.detail)}
      @selection-deleted=${() => history.remove([...new Set(table.selection.get().map(({ id }) => id))])}
    ></run-selection>`;
  }

  private renderUndo(): TemplateResult | typeof nothing {
    const deleted = history.deleted.get();
    if (!deleted) return nothing;
    const { experiments, runs } = deleted;
    const [first] = experiments;
    const one = experiments.length === 1 ? `“${isolated(first!.title)}” was` : undefined;
    return html`<span class="undo" role="status">
      ${one ?? `${plural(experiments.length, 'experiment')}, ${plural(runs, 'run')} were`} deleted.
      <button type="button" class="plain" @click=${history.undoRemove}>Undo</button>
    </span>`;
  }

  private renderTable(): TemplateResult {
    const opened = table.openedRow.get();
    return html`<div class=${opened ? 'columns open' : 'columns'}>
      <run-grid
        .lines=${table.lines.get()}
        .columns=${table.columns.get()}
        .sorting=${table.sorting.get()}
        .selected=${table.selected.get()}
        .opened=${opened?.key}
        .shown=${record.get()?.id}
        .trained=${table.trained.get()}
        .trainable=${device.get()?.ok === true}
        .subject=${`${table.search.get()} ${table.grouping.get()} ${JSON.stringify(table.sorting.get())}`}
        @runs-selected=${(e: CustomEvent<RunsSelected>) => table.select(e.detail.keys, e.detail.on)}
        @group-folded=${(e: CustomEvent<GroupFolded>) => table.fold(e.detail.key, e.detail.on)}
        @sort-chosen=${(e: CustomEvent<SortChosen>) => table.sortBy(e.detail.field)}
      ></run-grid>
      ${opened ? html`<run-detail .row=${opened} @detail-closed=${() => this.closeDetail(opened)}></run-detail>` : nothing}
    </div>`;
  }

  /** Below the table, where they push nothing away. */
  private renderNotes(): TemplateResult | typeof nothing {
    const hidden = table.rows.get().filter(({ mark }) => mark?.hidden).length;
    if (!hidden) return nothing;
    return html`<p class="small muted">
      ${plural(hidden, 'run')} ${hidden === 1 ? 'is' : 'are'} hidden: not drawn on the chart, but counted by every mean and
      verdict.
    </p>`;
  }

  private async actOnRun(acted: RunActed): Promise<void> {
    const { row } = acted;
    switch (acted.act) {
      case 'open':
        return this.openDetail(row);
      case 'pin':
        return marks.setPinned([row], !row.mark?.pinned);
      case 'hide':
        return marks.setHidden([row], !row.mark?.hidden);
      case 'baseline':
        return marks.setBaseline(row.id, row.arm);
      case 'style':
        return marks.setStyle(row.id, row.arm, acted.place);
      case 'name':
        return marks.renameRun(row, acted.text);
      case 'note':
        return marks.noteRun(row, acted.text);
    }
  }

  private async openDetail({ key }: RunRow): Promise<void> {
    try {
      await loadDetails();
    } catch {
      history.problem.set('The details could not be loaded: look at the connection and reload the page.');
      return;
    }
    table.opened.set(key);
    await this.updateComplete;
    await this.detail?.updateComplete;
    this.detail?.focus();
  }

  private async actOnExperiment(acted: ExperimentActed): Promise<void> {
    const { id } = acted;
    switch (acted.act) {
      case 'open':
        return this.open(id);
      case 'resume':
        await this.open(id);
        return resume(id);
      case 'rename':
        return history.rename(id, acted.text);
      case 'note':
        return marks.noteExperiment(id, acted.text);
      case 'delete':
        return history.remove([id]);
      case 'export':
        return this.export(id);
      case 'weights':
        return this.saveWeights(id, acted.arm, acted.run);
    }
  }

  /** The curves are at the top of the page. */
  private async open(id: string): Promise<void> {
    await history.open(id);
    this.dispatchEvent(new CustomEvent('chart-wanted', { bubbles: true, composed: true }));
  }

  private async export(id: string): Promise<void> {
    const kept = history.experiments.get().find((experiment) => experiment.id === id);
    if (kept) saveFile(fileName(kept.title, 'json'), await history.exportFile(kept, 'json'), 'application/json');
  }

  private async saveWeights(id: string, arm: number, run: number): Promise<void> {
    const weights = await history.weightsOf(id, arm, run);
    const kept = history.experiments.get().find((experiment) => experiment.id === id);
    if (!weights || !kept) return;
    const { name, runs } = kept.arms[arm]!;
    const title = `${kept.title} ${name} seed ${runs[run]!.seed}`;
    saveFile(fileName(title, 'safetensors'), weights, 'application/octet-stream');
  }

  private closeDetail({ key }: RunRow): void {
    table.opened.set(undefined);
    void this.grid?.goTo(key);
  }

  private async pick(): Promise<void> {
    await history.importFiles([...(this.file.files ?? [])]);
    this.file.value = '';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'run-table': RunTable;
  }
}
