// <plateau-app>: the page. Puts the store's state into the elements and their events back into the store.

import { SignalWatcher, watch } from '@lit-labs/signals';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { lessons } from '#src/lessons/experiments.ts';
import type { ExperimentRecord } from '#src/runs/record.ts';
import { announcement } from '#src/store/announcements.ts';
import { cursor } from '#src/store/cursor.ts';
import { device, sources } from '#src/store/device.ts';
import { keepComparison, compareRuns, unkept } from '#src/store/comparing.ts';
import { isComparison } from '#src/store/comparison.ts';
import { changed, draft, mostSeeds, ownId } from '#src/store/draft.ts';
import { asKept, importFile, problem } from '#src/store/history.ts';
import * as inside from '#src/store/inside.ts';
import { setBaseline } from '#src/store/marks.ts';
import { setUpOwnBudgets } from '#src/store/own-budgets.ts';
import { preferences, presenting, setPreference } from '#src/store/preferences.ts';
import { measureProfile, measuring, outcome } from '#src/store/profile.ts';
import { reasonNotToStart } from '#src/store/readiness.ts';
import { resultRows } from '#src/store/results.ts';
import { sentence } from '#src/store/services.ts';
import * as session from '#src/store/session.ts';
import { verdict } from '#src/store/verdict.ts';
import type { LookRequest } from '#workers/protocol.ts';
import type { CursorMoved } from './base/chart-frame.ts';
import { controls } from './base/controls.styles.ts';
import type { BaselineChosen } from './difference-chart.ts';
import type { ExperimentChosen } from './experiment-nav.ts';
import type { CadenceChosen, Unfolded } from './inside-panel.ts';
import type { KeyList, KeysSwitched } from './key-list.ts';
import { appStyles } from './plateau-app.styles.ts';
import type { ProfileAsked } from './profile-panel.ts';
import { progressLine } from './progress-line.ts';
import type { RunsCompared } from './run-selection.ts';
import { saveExport } from './save-export.ts';
import type { TextAsked, Written } from './sample-view.ts';
import { commandFor } from './shortcut-keys.ts';
import type { BudgetsWanted, ExportWanted, SeedsWanted } from './verdict-panel.ts';
import type { ViewChanged } from './view-options.ts';
import './device-chip.ts';
import './difference-chart.ts';
import './experiment-nav.ts';
import './inside-panel.ts';
import './key-list.ts';
import './loss-chart.ts';
import './profile-panel.ts';
import './result-table.ts';
import './run-controls.ts';
import './run-table.ts';
import './sample-view.ts';
import './setup-panel.ts';
import './source-list.ts';
import './verdict-panel.ts';

const experiments = [...lessons.map(({ id, title }) => ({ id, title })), { id: ownId, title: 'Your own' }];

const withGpu = 'Press Start: the curves of all arms appear here while they train.';
const withoutGpu = 'The curves of a run appear here when it is opened from the list below, or imported.';

// Watched by the charts alone: the page is not drawn again where the visitor points.
const moveCursor = (event: CustomEvent<CursorMoved>): void => cursor.set(event.detail.x);

const firstSentence = (text: string): string => /^.*?[.?!](?= |$)/.exec(text)?.[0] ?? text;

const togglePresenting = (): void => presenting.set(!presenting.get());

@customElement('plateau-app')
export class PlateauApp extends SignalWatcher(LitElement) {
  @state() private written: Written | undefined;
  @state() private writing = false;
  @query('key-list') private keyList!: KeyList;
  @query('run-table') private table!: HTMLElement;

  static override readonly styles = [controls, appStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.pressed);
    document.addEventListener('dragover', this.hover);
    document.addEventListener('drop', this.drop);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.pressed);
    document.removeEventListener('dragover', this.hover);
    document.removeEventListener('drop', this.drop);
  }

  protected override render(): TemplateResult {
    return html`<header>
        <span class="name">Plateau</span>
        <experiment-nav
          .experiments=${experiments}
          .chosen=${draft.get().id}
          @experiment-chosen=${this.choose}
        ></experiment-nav>
        <device-chip .device=${device.get()} .progress=${session.progress.get()}></device-chip>
        <button
          type="button"
          class="present"
          aria-pressed=${presenting.get() ? 'true' : 'false'}
          title="large type for a projector (P)"
          @click=${togglePresenting}
        >
          present
        </button>
        <button type="button" class="theme" aria-label="light or dark" title="light or dark" @click=${this.toggleTheme}>
          ◐
        </button>
      </header>
      ${this.renderNotice()}
      <main>
        <div class="left">
          <setup-panel></setup-panel>
          ${this.renderControls()}
        </div>
        <div class="right">
          ${presenting.get() ? html`<h1>${firstSentence(session.record.get()?.question || draft.get().question)}</h1>` : nothing}
          ${this.renderResults()}
        </div>
      </main>
      <run-table
        @chart-wanted=${() => scrollTo({ top: 0 })}
        @runs-compared=${(e: CustomEvent<RunsCompared>) => this.compare(e.detail)}
      ></run-table>
      <footer>
        <source-list .sources=${sources.get()}></source-list>
        <key-list
          .on=${preferences.get().keys}
          @keys-switched=${(e: CustomEvent<KeysSwitched>) => setPreference('keys', e.detail.on)}
        ></key-list>
        <p>Nothing is sent anywhere: models, texts and runs stay on this machine.</p>
      </footer>
      <div class="unseen" role="status" aria-live="polite">${announcement.get()}</div>`;
  }

  private renderNotice(): TemplateResult | typeof nothing {
    const report = device.get();
    if (report?.ok && report.software)
      return html`<aside class="notice small" aria-label="About this computer">
        <p>This browser has no GPU to use and computes on the processor: training works, but slowly. Size nano suits it.</p>
      </aside>`;
    if (!report || report.ok) return nothing;
    return html`<div class="notice" role="alert">
      <p><b>This browser cannot train here.</b> ${report.reason}</p>
      <p>${report.advice} Earlier runs can be opened, and exported runs imported, all the same.</p>
    </div>`;
  } // prettier-ignore

  private renderControls(): TemplateResult {
    const shown = session.record.get();
    return html`<run-controls
      .session=${session.state.get()}
      .reason=${reasonNotToStart.get() ?? ''}
      .line=${progressLine()}
      .done=${session.done.get()}
      .shown=${shown !== undefined}
      .trainable=${device.get()?.ok === true}
      @run-started=${this.start}
      @run-toggled=${session.pauseOrContinue}
      @run-stepped=${session.step}
      @run-reset=${this.reset}
      @run-resumed=${() => shown && session.resume(shown.id)}
    ></run-controls>`;
  }

  private renderResults(): TemplateResult {
    const record = session.record.get();
    const curves = session.curves.get();
    const drawing = session.drawing.get();
    const progress = session.progress.get();
    const finished = session.state.get().phase === 'finished';
    return html`<loss-chart
        .record=${record}
        .curves=${curves}
        .drawing=${drawing}
        .progress=${progress}
        .view=${preferences.get()}
        .hint=${device.get()?.ok === false ? withoutGpu : withGpu}
        .cursor=${watch(cursor)}
        @view-changed=${this.changeView}
        @cursor-moved=${moveCursor}
      ></loss-chart>
      ${
        record
          ? html`<difference-chart
                .record=${record}
                .curves=${curves}
                .drawing=${drawing}
                .progress=${progress}
                .view=${preferences.get()}
                .cursor=${watch(cursor)}
                @cursor-moved=${moveCursor}
                @baseline-chosen=${(e: CustomEvent<BaselineChosen>) => setBaseline(record.id, e.detail.arm)}
              ></difference-chart>
              ${this.renderVerdict(record)}
              <result-table
                .rows=${resultRows(record, curves, progress)}
                .finished=${finished}
                .expected=${session.expected.get()}
              ></result-table>
              <sample-view
                .names=${record.arms.map((arm) => arm.name)}
                .samples=${session.samples.get()}
                .written=${this.written}
                .live=${session.live.get()}
                .loadable=${record.status === 'finished' && !isComparison(record) && this.trainable && !session.active.get()}
                .busy=${this.writing}
                @text-asked=${this.write}
                @models-asked=${() => session.resume(record.id)}
              ></sample-view>
              ${this.renderInside(record)} ${this.renderProfile(record.arms.map((arm) => arm.name))}`
          : nothing
      }`;
  }

  private get trainable(): boolean {
    return device.get()?.ok === true;
  }

  private renderVerdict(record: ExperimentRecord): TemplateResult {
    const active = session.active.get();
    return html`<verdict-panel
      .record=${record}
      .verdict=${verdict.get()}
      .active=${active}
      .extendable=${this.trainable && !active && record.status === 'finished' && !isComparison(record)}
      .unkept=${unkept.get()}
      .mostSeeds=${mostSeeds}
      @seeds-wanted=${(e: CustomEvent<SeedsWanted>) => session.addSeeds(e.detail.count)}
      @budgets-wanted=${(e: CustomEvent<BudgetsWanted>) => setUpOwnBudgets(record, e.detail.arm)}
      @export-wanted=${(e: CustomEvent<ExportWanted>) => saveExport(asKept(record), e.detail.format)}
      @keep-wanted=${keepComparison}
    ></verdict-panel>`;
  }

  private renderInside(record: ExperimentRecord): TemplateResult {
    return html`<inside-panel
      .record=${record}
      .traces=${inside.traces.get()}
      .traced=${inside.traced.get()}
      .look=${inside.look.get()}
      .problem=${inside.lookProblem.get()}
      .live=${session.live.get()}
      .busy=${inside.looking.get()}
      .every=${inside.cadence.get()}
      @unfolded=${(e: CustomEvent<Unfolded>) => inside.unfold(e.detail.open)}
      @cadence-chosen=${(e: CustomEvent<CadenceChosen>) => inside.setCadence(e.detail.every)}
      @look-wanted=${(e: CustomEvent<LookRequest>) => inside.lookAt(e.detail)}
    ></inside-panel>`;
  }

  private async compare({ runs }: RunsCompared): Promise<void> {
    this.written = undefined;
    if (await compareRuns(runs)) scrollTo({ top: 0 });
  }

  private changeView({ detail: { key, value } }: CustomEvent<ViewChanged>): void {
    setPreference(key, value);
    if (key === 'axis') cursor.set(undefined); // it was in the old unit
  }

  private renderProfile(names: readonly string[]): TemplateResult {
    const found = outcome.get();
    return html`<profile-panel
      .names=${names}
      .device=${device.get()}
      .report=${found && 'report' in found ? found.report : undefined}
      .problem=${found && 'problem' in found ? found.problem : ''}
      .live=${session.live.get()}
      .busy=${measuring.get()}
      @profile-asked=${(e: CustomEvent<ProfileAsked>) => measureProfile(e.detail.arm)}
    ></profile-panel>`;
  }

  private async start(): Promise<void> {
    this.written = undefined;
    await session.start();
  }

  private async reset(): Promise<void> {
    this.written = undefined;
    await session.reset();
  }

  private async choose(event: CustomEvent<ExperimentChosen>): Promise<void> {
    if (event.detail.id === draft.get().id && !changed.get() && !session.record.get()) return;
    this.written = undefined;
    await session.switchTo(event.detail.id);
  }

  private async write(event: CustomEvent<TextAsked>): Promise<void> {
    const { prompt, length, temperature, topK } = event.detail;
    const arms = session.record.get()?.arms ?? [];
    this.writing = true;
    const texts: { text?: string; problem?: string }[] = [];
    // One after the other: the arms share one GPU, which may also be training.
    for (const arm of arms.keys()) {
      try {
        texts[arm] = { text: await session.generate(arm, prompt, length, temperature, topK) };
      } catch (error) {
        texts[arm] = { problem: sentence(error) };
      }
      this.written = { prompt, texts: [...texts] };
    }
    this.writing = false;
  }

  private toggleTheme(): void {
    const { theme } = preferences.get();
    const dark = theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
    setPreference('theme', dark ? 'light' : 'dark');
  }

  protected override updated(): void {
    const { theme } = preferences.get();
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    document.documentElement.toggleAttribute('data-present', presenting.get());
    this.toggleAttribute('presenting', presenting.get());
    this.toggleAttribute('ended', session.state.get().phase === 'finished');
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    const command = preferences.get().keys ? commandFor(event) : undefined;
    if (!command) return;
    event.preventDefault();
    if (command === 'toggle') void session.pauseOrContinue();
    else if (command === 'step') void session.step();
    else if (command === 'reset') void this.reset();
    else if (command === 'present') togglePresenting();
    else void this.keyList.show();
  };

  private readonly hover = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  };

  /** A dropped file is imported wherever it lands; otherwise the browser would leave the page for it. */
  private readonly drop = (event: DragEvent): void => {
    if (event.defaultPrevented || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    void this.importAll([...event.dataTransfer.files]);
  };

  private async importAll(files: readonly File[]): Promise<void> {
    for (const file of files) await importFile(file);
    // The curves are at the top, what went wrong is at the list.
    if (problem.get()) this.table.scrollIntoView({ block: 'nearest' });
    else scrollTo({ top: 0 });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'plateau-app': PlateauApp;
  }
}
