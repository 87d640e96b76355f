// <experiment-results>: all there is to see of the experiment on the chart: curves, differences, verdict, losses, texts, insides.

import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { isComparison } from '#src/experiment/comparison.ts';
import { placeOf } from '#src/experiment/marks.ts';
import { hasEnded, type ExperimentRecord } from '#src/experiment/record.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { axisFor, type ScaleAxis } from '#src/science/scaling/scale-axis.ts';
import type { LookRequest } from '#src/session/look.ts';
import { keepComparison, unkept } from '#src/store/kept/comparing.ts';
import { asShown } from '#src/store/kept/history.ts';
import { sayOfPrediction, setBaseline } from '#src/store/kept/marking.ts';
import { isHidden, view } from '#src/store/links.ts';
import { device } from '#src/store/machine.ts';
import { preferences, presenting, setPreference, type CurveView, type Fold } from '#src/store/preferences.ts';
import { sentence } from '#src/store/services.ts';
import { draft, forgetLevels, guessLevel, isSetUpAs } from '#src/store/setup/draft.ts';
import { announce } from '#src/store/shown/announcements.ts';
import * as asking from '#src/store/shown/asking.ts';
import { verdict } from '#src/store/shown/conclusion.ts';
import { earlier } from '#src/store/shown/earlier.ts';
import { measureProfile, measuring, outcome } from '#src/store/shown/kernel-times.ts';
import { setUpOwnBudgets } from '#src/store/shown/own-budgets.ts';
import { chooseSeed, oneSeed, seedsToChoose } from '#src/store/shown/one-seed.ts';
import { cursor } from '#src/store/shown/pointer.ts';
import { pauseOrPlay, recording } from '#src/store/shown/replay.ts';
import * as session from '#src/store/shown/session.ts';
import * as inside from '#src/store/shown/traces.ts';
import { sentenceOf } from '#src/words/message.ts';
import type { CursorMoved } from '../base/chart/chart-frame.ts';
import { controls } from '../base/controls.styles.ts';
import type { CurveChart } from '../curves/curve-chart.ts';
import type { BaselineChosen } from '../curves/difference-chart.ts';
import type { LevelGuessed } from '../curves/end-guesses.ts';
import type { SeedChosen, ViewChanged } from '../curves/view-options.ts';
import type { Unfolded } from '../inside/inside-panel.ts';
import type { CadenceChosen } from '../inside/inside-traces.ts';
import type { Said } from './before-answer.ts';
import { resultsStyles } from './experiment-results.styles.ts';
import type { ProfileAsked } from './profile-panel.ts';
import type { PointKept } from './scale-results.ts';
import type { TextAsked, Written } from './sample-view.ts';
import { saveExport } from './save-export.ts';
import type { ActionsFolded, BudgetsWanted, ExportWanted, SeedsWanted } from './verdict-panel.ts';
import '../curves/loss-chart.ts';
import './recording-line.ts';

const withGpu = 'Press Start: the curves of all arms appear here while they train.';
const withoutGpu = 'The curves of a run appear here when it is opened from the list below, or imported.';

const moveCursor = (event: CustomEvent<CursorMoved>): void => cursor.set(event.detail.x);

const suits = (): string => {
  const report = device.get();
  return report?.ok ? report.size : '';
};

/** A GPU trains several seeds in the time of one; a CPU does not, so one by one tightens the verdict sooner. */
const seedsAtOnce = (wanted: number): number => {
  const report = device.get();
  return report?.ok && report.software ? 1 : wanted;
};

/** Trained on this machine or imported, so that there may be weights to go on from. */
const isOwn = (record: ExperimentRecord): boolean => !isComparison(record) && !recording.get();

/** It has not come to its end. */
const isPlaying = (): boolean => recording.get() !== undefined && recording.get()!.phase !== 'ended';

/** What is still to be said of this experiment; how far apart seeds end only while that is not seen. */
function openQuestion({ id }: ExperimentRecord): asking.Question | undefined {
  const open = asking.question.get();
  if (open?.id !== id) return undefined;
  const spread = open.spread && session.active.get();
  return open.why || spread ? { ...open, spread } : undefined;
}

/** The bands say how far apart seeds end: whoever can still be asked sees none. */
function curveView(record: ExperimentRecord | undefined): CurveView {
  const liked = preferences.get();
  const waiting = record && (recording.get() ? trainable() && !liked.spreadAsked : openQuestion(record)?.spread);
  return waiting ? { ...liked, band: 'none' } : liked;
}

/** Before there is a result of these arms: later it would be no guess. Whether a recording is looked at first is the visitor's choice. */
const isGuessable = (): boolean => {
  const shown = session.record.get();
  return !session.active.get() && (!shown || recording.get() !== undefined || !isSetUpAs(shown));
};

/** Of a lesson that is about size the loss against it is what there is to see. */
const scaleOfLesson = (record: ExperimentRecord): ScaleAxis | undefined =>
  lessons.find(({ id }) => id === record.experiment)?.scale ?? (record.sweep && axisFor(record));

const trainable = (): boolean => device.get()?.ok === true;

@customElement('experiment-results')
export class ExperimentResults extends SignalWatcher(LitElement) {
  @state() private written: (Written & { readonly id: string }) | undefined;
  @state() private writing = false;
  @state() private scaleOpen = false;

  static override readonly styles = [controls, resultsStyles];

  private pointed: number | undefined;
  private readonly unfolded = new Set<Fold>(); // at some time

  // Handed to the charts alone: the page is not drawn again where the visitor points. (The library's `watch` never lets go of an
  // element that it was used in.)
  override connectedCallback(): void {
    super.connectedCallback();
    this.updateEffect(() => {
      this.pointed = cursor.get();
      this.point();
    });
  }

  protected override updated(): void {
    this.toggleAttribute('presenting', presenting.get());
    this.toggleAttribute('instrument', preferences.get().settings && !isHidden('settings'));
    this.setAttribute('hides', view.get().hide.join(' '));
    this.point();
  }

  private point(): void {
    for (const chart of this.renderRoot.querySelectorAll<CurveChart>('loss-chart, difference-chart')) chart.cursor = this.pointed;
  }

  protected override render(): TemplateResult {
    const record = session.record.get();
    const curves = session.curves.get();
    const progress = session.progress.get();
    const finished = session.state.get().phase === 'finished';
    const rows = session.results.get(); // asked even where nothing is shown, or what was shown last would stay in memory
    const replay = recording.get();
    const view = curveView(record);
    return html`<div class="curves">
        ${record && scaleOfLesson(record) ? this.renderScale(record) : nothing}
        <loss-chart
          .record=${record}
          .curves=${curves}
          .progress=${progress}
          .view=${view}
          .seed=${oneSeed.get()}
          .seeds=${seedsToChoose.get()}
          .steppable=${!replay}
          .earlier=${earlier.get()}
          @seed-chosen=${(e: CustomEvent<SeedChosen>) => chooseSeed(e.detail.seed)}
          .hint=${device.get()?.ok === false ? withoutGpu : withGpu}
          .guessable=${trainable() && isGuessable() && !draft.get().sweep ? draft.get().arms : undefined}
          .guesses=${draft.get().prediction?.levels}
          @level-guessed=${(e: CustomEvent<LevelGuessed>) => guessLevel(e.detail.arm, e.detail.loss)}
          @levels-forgotten=${forgetLevels}
          @view-changed=${this.changeView}
          @cursor-moved=${moveCursor}
        ></loss-chart>
        ${
          replay
            ? html`<recording-line
                .recorded=${replay.recorded}
                .phase=${replay.phase}
                .trainable=${trainable()}
                .size=${draft.get().size}
                .suits=${suits()}
                @replay-toggled=${pauseOrPlay}
              ></recording-line>`
            : nothing
        }
      </div>
      ${
        record
          ? html`<div class="answer">${this.renderQuestion(record)} ${this.renderVerdict(record)} ${this.renderEnd(record)}</div>
              <div class="folds">
                ${this.fold('numbers', 'Numbers', () => html`<result-table .rows=${rows} .finished=${finished}></result-table>`)}
                ${this.fold(
                  'differences',
                  'Differences',
                  () =>
                    html`<difference-chart
                      .record=${record}
                      .curves=${curves}
                      .progress=${progress}
                      .view=${view}
                      .seed=${oneSeed.get()}
                      @cursor-moved=${moveCursor}
                      @baseline-chosen=${(e: CustomEvent<BaselineChosen>) => setBaseline(record.id, e.detail.arm)}
                    ></difference-chart>`,
                )}
                ${scaleOfLesson(record) ? nothing : this.renderFoldedScale(record)}
                ${this.fold(
                  'texts',
                  'What they write',
                  () =>
                    html`<sample-view
                      .arms=${record.arms.map((arm, index) => ({ name: arm.name, place: placeOf(record, index) }))}
                      .samples=${session.samples.get()}
                      .written=${this.written?.id === record.id ? this.written : undefined}
                      .live=${session.live.get()}
                      .loadable=${record.status === 'finished' && isOwn(record) && trainable() && !session.active.get()}
                      .busy=${this.writing}
                      @text-asked=${this.write}
                      @models-asked=${() => session.resume(record.id)}
                    ></sample-view>`,
                )}
                ${this.renderInside(record)} ${this.renderProfile(record.arms.map((arm) => arm.name))}
              </div>`
          : nothing
      }`;
  }

  private renderQuestion(record: ExperimentRecord): TemplateResult | typeof nothing {
    const open = openQuestion(record);
    return open
      ? html`<before-answer
          .why=${open.why}
          .spread=${open.spread}
          @answer-wanted=${(e: CustomEvent<Said>) => this.hear(record.id, e.detail)}
        ></before-answer>`
      : nothing;
  }

  /** What was asked goes, and the focus with it, to where the answer stands or will stand. */
  private async hear(id: string, { said }: Said): Promise<void> {
    asking.question.set(undefined);
    const saying = said && sayOfPrediction(id, said);
    await this.updateComplete;
    const answer = this.renderRoot.querySelector<HTMLElement>('verdict-panel');
    answer?.setAttribute('tabindex', '-1');
    answer?.focus({ preventScroll: true });
    await saying;
  }

  private renderScale(record: ExperimentRecord): TemplateResult {
    return html`<scale-results
      .record=${record}
      .curves=${session.curves.get()}
      .progress=${session.progress.get()}
      .view=${preferences.get()}
      .suggested=${scaleOfLesson(record)}
      .guessable=${trainable() && isOwn(record) && !hasEnded(record)}
      @point-kept=${(e: CustomEvent<PointKept>) => this.keepGuess(record, e.detail)}
    ></scale-results>`;
  }

  private keepGuess({ id, prediction }: ExperimentRecord, guess: PointKept): void {
    const others = (prediction?.levels ?? []).filter(({ arm }) => arm !== guess.arm);
    void sayOfPrediction(id, { levels: [...others, guess] });
  }

  private renderFoldedScale(record: ExperimentRecord): TemplateResult {
    return html`<details class="scale" @toggle=${(e: Event) => (this.scaleOpen = (e.target as HTMLDetailsElement).open)}>
      <summary>Loss against parameters, text, tokens, FLOP or seconds</summary>
      ${this.scaleOpen ? this.renderScale(record) : nothing}
    </details>`;
  }

  /** What nobody has unfolded costs nothing while it would change; what is folded again keeps what was typed there. */
  private fold(key: Fold, title: string, content: () => TemplateResult): TemplateResult {
    const open = preferences.get()[key];
    if (open) this.unfolded.add(key);
    const toggled = ({ target }: Event): void => setPreference(key, (target as HTMLDetailsElement).open);
    return html`<details class=${key} ?open=${open} @toggle=${toggled}>
      <summary>${title}</summary>
      ${this.unfolded.has(key) ? content() : nothing}
    </details>`;
  }

  private renderEnd({ experiment }: ExperimentRecord): TemplateResult | typeof nothing {
    const lesson = lessons.find(({ id }) => id === experiment);
    return lesson ? html`<lesson-end .lesson=${lesson} ?alone=${isHidden('lessons')}></lesson-end>` : nothing;
  }

  private renderVerdict(record: ExperimentRecord): TemplateResult {
    const active = session.active.get();
    return html`<verdict-panel
      .record=${record}
      .verdict=${verdict.get()}
      .active=${active || isPlaying()}
      .extendable=${trainable() && !active && hasEnded(record) && isOwn(record)}
      .withheld=${openQuestion(record)?.why === true}
      .unkept=${unkept.get()}
      @seeds-wanted=${({ detail: { count, separate } }: CustomEvent<SeedsWanted>) =>
        session.addSeeds(count, separate ? { separate } : { atOnce: seedsAtOnce(count) })}
      @budgets-wanted=${(e: CustomEvent<BudgetsWanted>) => this.setUp(record, e.detail.arm)}
      @export-wanted=${(e: CustomEvent<ExportWanted>) => saveExport(asShown(record), e.detail.format)}
      .unfolded=${preferences.get().actions}
      @actions-folded=${(e: CustomEvent<ActionsFolded>) => setPreference('actions', e.detail.open)}
      @keep-wanted=${keepComparison}
    ></verdict-panel>`;
  }

  /** The arms are at the top of the page. */
  private setUp(record: ExperimentRecord, arm: number): void {
    setUpOwnBudgets(record, arm);
    announce('The experiment is set up: press Start to train it.');
    scrollTo({ top: 0 });
  }

  private renderInside(record: ExperimentRecord): TemplateResult {
    return html`<inside-panel
      .record=${record}
      .traces=${inside.traces.get()}
      .look=${inside.look.get()}
      .problem=${inside.lookProblem.get()}
      .live=${session.live.get()}
      .every=${inside.cadence.get()}
      @unfolded=${(e: CustomEvent<Unfolded>) => inside.unfold(e.detail.open)}
      @cadence-chosen=${(e: CustomEvent<CadenceChosen>) => inside.setCadence(e.detail.every)}
      @look-wanted=${(e: CustomEvent<LookRequest>) => inside.lookAt(e.detail)}
    ></inside-panel>`;
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

  private async write(event: CustomEvent<TextAsked>): Promise<void> {
    const { prompt, length, temperature, topK } = event.detail;
    const { id, arms } = session.record.get()!;
    this.writing = true;
    const texts: Written['texts'][number][] = [];
    // One after the other: the arms share one GPU, which may also be training.
    for (const arm of arms.keys()) {
      try {
        const { unread, ...answer } = await session.generate(arm, prompt, length, temperature, topK);
        texts[arm] = { ...answer, ...(unread && { unread: sentenceOf(unread) }) };
      } catch (error) {
        texts[arm] = { problem: sentence(error) };
      }
      this.written = { id, prompt, texts: [...texts] };
    }
    this.writing = false;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'experiment-results': ExperimentResults;
  }
}
