// <plateau-app>: the page. Puts the store's state into the elements and their events back into the store.

import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { groups } from '#src/lessons/lessons.ts';
import { afterTraining, isStudy } from '#src/lessons/study-names.ts';
import { compareRuns } from '#src/store/kept/comparing.ts';
import { importFiles, problem } from '#src/store/kept/history.ts';
import { keepingNotice } from '#src/store/keeping.ts';
import { addressOf } from '#src/store/address.ts';
import { followLink, hashNow, isHidden, linkNotice, linkNow } from '#src/store/links.ts';
import { device, sources } from '#src/store/machine.ts';
import { preferences, presenting, setPreference } from '#src/store/preferences.ts';
import { services } from '#src/store/services.ts';
import { changed, draft, ownId } from '#src/store/setup/draft.ts';
import { reasonNotToStart } from '#src/store/setup/readiness.ts';
import { announcement } from '#src/store/shown/announcements.ts';
import { endReplayOfOthers, recording, replayLesson } from '#src/store/shown/replay.ts';
import * as session from '#src/store/shown/session.ts';
import { broughtStudy, chosenStudy, workerBroken } from '#src/store/chosen-study.ts';
import { sentenceOf } from '#src/words/message.ts';
import type { TrainingWorker } from '#workers/protocol.ts';
import { controls } from '../base/controls.styles.ts';
import type { LessonWanted } from '../results/lesson-end.ts';
import type { RunsCompared } from '../runs/run-selection.ts';
import { progressInWords } from '../setup/progress-words.ts';
import type { ExperimentChosen } from './experiment-nav.ts';
import type { KeyList, KeysSwitched } from './key-list.ts';
import { pageCommand } from './page-keys.ts';
import { appStyles } from './plateau-app.styles.ts';
import './device-chip.ts';
import './experiment-nav.ts';
import '../results/experiment-results.ts';
import '../setup/lesson-question.ts';
import '../setup/run-controls.ts';
import '../setup/setup-panel.ts';

const own = { id: ownId, title: 'Your own' };
const allGroups = [...groups, afterTraining];

/** What a study asks of the page. */
const studyHost = {
  worker: {
    study: (...what: Parameters<TrainingWorker['study']>) => services().worker.study(...what),
    stop: () => services().worker.stop(),
  },
  clear: async () => {
    if (session.active.get()) await session.reset();
  },
};

const foldRuns = ({ target }: Event): void => setPreference('runs', (target as HTMLDetailsElement).open);

const address = (hash: string): string => location.pathname + location.search + hash;

const togglePresenting = (): void => presenting.set(!presenting.get());

@customElement('plateau-app')
export class PlateauApp extends SignalWatcher(LitElement) {
  @state() private partMissing = false;
  @state() private sharing = false;
  @query('key-list') private keyList!: KeyList;
  @query('run-table') private table!: HTMLElement;

  static override readonly styles = [controls, appStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.pressed);
    document.addEventListener('dragover', this.hover);
    document.addEventListener('drop', this.drop);
    addEventListener('popstate', this.walked);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.pressed);
    document.removeEventListener('dragover', this.hover);
    document.removeEventListener('drop', this.drop);
    removeEventListener('popstate', this.walked);
  }

  /**
   * What lies below the curves, and the table, which is as large as all of what is seen first: they come when that is there. Last comes what
   * saves pictures and marks: it is asked for when one is saved, and there may be no network then.
   */
  protected override firstUpdated(): void {
    const below = import('../results/below-curves.ts');
    const folded = below.then(() => Promise.all([import('../setup/behind-settings.ts'), import('./folded-below.ts')]));
    const table = folded.then(() => import('../runs/run-table.ts'));
    table
      .then(() => Promise.all([import('../base/chart/image.ts'), import('#src/storage/experiments.ts')]))
      .catch(() => (this.partMissing = true));
  }

  protected override render(): TemplateResult {
    return html`<header>
        <span class="name">Plateau</span>
        ${
          isHidden('lessons')
            ? nothing
            : html`<experiment-nav
                .groups=${allGroups}
                .own=${own}
                .chosen=${chosenStudy.get() || draft.get().id}
                @experiment-chosen=${(e: CustomEvent<ExperimentChosen>) => this.choose(e.detail.id)}
              ></experiment-nav>`
        }
        <device-chip .device=${device.get()} .progress=${recording.get() ? undefined : session.progress.get()}></device-chip>
        <button
          type="button"
          class="share"
          aria-expanded=${this.sharing ? 'true' : 'false'}
          title="a link to what is set up"
          @click=${() => (this.sharing = !this.sharing)}
        >
          share
        </button>
        <button
          type="button"
          class="present"
          aria-pressed=${presenting.get() ? 'true' : 'false'}
          title="large type for a projector (P)"
          @click=${togglePresenting}
        >
          present
        </button>
        <button type="button" class="theme" aria-label="light or dark" title="light or dark" @click=${this.toggleTheme}>◐</button>
      </header>
      ${this.sharing ? html`<aside aria-label="Share"><share-panel></share-panel></aside>` : nothing} ${this.renderNotice()}
      ${this.renderKeeping()} ${this.renderLinkNotice()} ${chosenStudy.get() ? this.renderStudy() : this.renderExperiment()}
      ${this.renderSlowness()}
      ${
        isHidden('runs')
          ? nothing
          : html`<details class="runs" ?open=${preferences.get().runs} @toggle=${foldRuns}>
              <summary>All runs</summary>
              <run-table
                @chart-wanted=${() => setTimeout(() => scrollTo({ top: 0 }))}
                @runs-compared=${(e: CustomEvent<RunsCompared>) => this.compare(e.detail)}
              ></run-table>
            </details>`
      }
      ${
        this.partMissing
          ? html`<p class="notice" role="alert">
              A part of this page could not be loaded: look at the connection and reload it.
            </p>`
          : nothing
      }
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

  private renderExperiment(): TemplateResult {
    return html`<main>
      <lesson-question></lesson-question>
      <div class="left">
        <setup-panel ?presenting=${presenting.get()}></setup-panel>
        ${this.renderControls()}
      </div>
      <experiment-results
        @lesson-wanted=${(e: CustomEvent<LessonWanted>) => this.choose(e.detail.id).then(() => scrollTo({ top: 0 }))}
      ></experiment-results>
    </main>`;
  }

  /** Its elements come when the first one is chosen. */
  private renderStudy(): TemplateResult {
    const report = device.get();
    import('../study/study-view.ts').catch(() => (this.partMissing = true));
    return html`<main class="study">
      <study-view
        .study=${chosenStudy.get()}
        .host=${studyHost}
        .size=${draft.get().size}
        .reason=${report?.ok ? '' : 'Nothing can be trained here.'}
        ?alone=${isHidden('lessons')}
        .recordings=${services().recordings}
        .brought=${broughtStudy.get()}
        .broken=${workerBroken.get()}
        @lesson-wanted=${(e: CustomEvent<LessonWanted>) => this.choose(e.detail.id).then(() => scrollTo({ top: 0 }))}
      ></study-view>
    </main>`;
  }

  private renderNotice(): TemplateResult | typeof nothing {
    const report = device.get();
    if (!report || report.ok) return nothing;
    return html`<div class="notice" role="alert">
      <p><b>This browser cannot train here.</b> ${sentenceOf(report.reason)}</p>
      <p>${sentenceOf(report.advice)} Earlier runs can be opened, and exported runs imported, all the same.</p>
    </div>`;
  }

  private renderSlowness(): TemplateResult | typeof nothing {
    const report = device.get();
    return report?.ok && report.software
      ? html`<aside class="notice small" aria-label="About this computer">
          <p>This browser has no GPU to use and computes on the processor: training works, but slowly. Size nano suits it.</p>
        </aside>`
      : nothing;
  }

  private renderKeeping(): TemplateResult | typeof nothing {
    const notice = keepingNotice.get();
    return notice ? html`<div class="notice" id="keeping" role="alert"><p>${sentenceOf(notice)}</p></div>` : nothing;
  }

  private renderControls(): TemplateResult {
    const shown = session.record.get();
    return html`<run-controls
      .session=${session.state.get()}
      .reason=${reasonNotToStart.get() ?? ''}
      .line=${progressInWords()}
      .done=${session.done.get()}
      .shown=${shown !== undefined && !recording.get()}
      .trainable=${device.get()?.ok === true}
      @run-started=${session.start}
      @run-toggled=${session.pauseOrContinue}
      @run-stepped=${session.step}
      @run-reset=${() => session.reset().then(replayLesson)}
      @run-resumed=${() => shown && session.resume(shown.id)}
    ></run-controls>`;
  }

  private async compare({ runs }: RunsCompared): Promise<void> {
    if (await compareRuns(runs)) scrollTo({ top: 0 });
  }

  private async choose(id: string): Promise<void> {
    if (id === chosenStudy.get()) return;
    const leavesStudy = chosenStudy.get() !== '';
    if (!leavesStudy && id === draft.get().id && !changed.get() && !session.record.get()) return;
    // In the state, not in the address: what is in that comes back at a reload, whatever was changed since.
    history.replaceState(linkNow(), '');
    broughtStudy.set(undefined);
    // Whoever comes back from a study finds what they left.
    if (!isStudy(id) && !(leavesStudy && id === draft.get().id)) await session.switchTo(id);
    chosenStudy.set(isStudy(id) ? id : '');
    history.pushState(linkNow(), '', address(hashNow.get()));
    await replayLesson();
  }

  /** Back, forward, or another link in the address: only what is set up goes along, what trains goes on until something takes its place. */
  private readonly walked = ({ state: link }: PopStateEvent): void => {
    const { size } = addressOf(location.search);
    void followLink(typeof link === 'string' ? link : location.hash, size).then(() => replayLesson());
  };

  private renderLinkNotice(): TemplateResult | typeof nothing {
    const notice = linkNotice.get();
    return notice ? html`<div class="notice" id="link" role="alert"><p>${sentenceOf(notice)}</p></div>` : nothing;
  }

  private toggleTheme(): void {
    const { theme } = preferences.get();
    const dark = theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
    setPreference('theme', dark ? 'light' : 'dark');
  }

  protected override updated(): void {
    endReplayOfOthers();
    const { theme } = preferences.get();
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    document.documentElement.toggleAttribute('data-present', presenting.get());
    this.toggleAttribute('presenting', presenting.get());
    if ((location.hash || chosenStudy.get()) && location.hash !== hashNow.get())
      history.replaceState(history.state, '', address(hashNow.get()));
    this.toggleAttribute('instrument', preferences.get().settings && !isHidden('settings'));
    this.toggleAttribute('ended', session.state.get().phase === 'finished');
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    const command = preferences.get().keys ? pageCommand(event) : undefined;
    if (!command) return;
    const study = chosenStudy.get() !== '';
    if (study && (command === 'step' || command === 'reset')) return; // of what is not seen
    event.preventDefault();
    if (command === 'toggle' && study) this.renderRoot.querySelector('study-view')?.toggle?.();
    else if (command === 'toggle') void session.pauseOrContinue();
    else if (command === 'step') void session.step();
    else if (command === 'reset') void session.reset();
    else if (command === 'present') togglePresenting();
    else void this.keyList.show?.(); // it comes after the page
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
    await importFiles(files);
    // The curves are at the top, what went wrong is at the list.
    if (!problem.get()) return scrollTo({ top: 0 });
    setPreference('runs', true);
    await this.updateComplete;
    this.table.scrollIntoView({ block: 'nearest' });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'plateau-app': PlateauApp;
  }
}
