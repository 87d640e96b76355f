// <study-view>: a lesson about what comes after pre-training, instead of arms and their curves: what is claimed, what a visitor expects,
// what was measured, what it answers. Shows the recording of the lesson until something is trained here.

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { isSize, type Size } from '#src/lessons/lesson.ts';
import { studySeeds, type StudyLesson } from '#src/lessons/study-lesson.ts';
import { studies } from '#src/lessons/studies.ts';
import { mostSeeds } from '#src/experiment/limits.ts';
import type { StudyRecord, StudySpec } from '#src/experiment/study/study-record.ts';
import { wrongIn } from '#src/lessons/study-limits.ts';
import { studying } from '#src/words/english/studying.ts';
import { learn } from '#src/words/language.ts';
import { messageOf, sentenceOf, type Message } from '#src/words/message.ts';
import type { DeletedStudy } from '#src/storage/kept-studies.ts';
import { formatDate } from '#src/words/dates.ts';
import { formatDuration, plural } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';
import { questionStyles } from '../base/question.styles.ts';
import type { NumberChanged } from '../base/field/number-field.ts';
import { fileName, saveFile } from '../base/save-file.ts';
import type { StudySettingsChanged } from './study-settings.ts';
import { StudyReplay } from './study-replay.ts';
import { StudyRun, type StudyHost } from './study-run.ts';
import { studyViewStyles } from './study-view.styles.ts';
import '../base/field/number-field.ts';
import '../results/lesson-end.ts';
import './study-chart.ts';
import './study-controls.ts';
import './study-settings.ts';
import './study-transcripts.ts';

learn(studying);

/** Lets through lesson-wanted of its <lesson-end>. */
@customElement('study-view')
export class StudyView extends LitElement {
  @property() study = ''; // id of the lesson
  @property({ attribute: false }) host: StudyHost | undefined;
  @property() size: Size = 'nano'; // that suits this machine
  @property() reason = ''; // why nothing can be trained here
  @property({ type: Boolean }) alone = false; // no other lesson is offered
  /** What was recorded of a lesson, if anything. */
  @property({ attribute: false }) recordings: ((lesson: string, size: string) => Promise<unknown>) | undefined;
  /** A record that somebody has brought: shown in place of what else would be. */
  @property({ attribute: false }) brought: StudyRecord | undefined;
  /** Why the worker broke, if it did. */
  @property({ attribute: false }) broken: Message | undefined;

  @state() private guess = NaN;
  @state() private chosen: Pick<StudySpec, 'seeds' | 'settings'> & { readonly size: Size } = this.usual('nano');
  @state() private count = studySeeds.length; // seeds that are asked for, which may be none
  @state() private kept: readonly StudyRecord[] = [];
  @state() private recorded: StudyRecord | undefined; // its clock tells how long another one takes
  @state() private deleted: DeletedStudy | undefined; // the last one, until it is brought back or another lesson is chosen
  @state() private problem = ''; // with what is kept
  private readonly run = new StudyRun(this);
  private readonly replay = new StudyReplay(this);

  static override readonly styles = [controls, questionStyles, studyViewStyles];

  private get lesson(): StudyLesson | undefined {
    return studies.find(({ id }) => id === this.study);
  }

  private usual(size: Size): typeof this.chosen {
    return { size, seeds: studySeeds, settings: this.lesson?.sizes[size] ?? {} };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('study')) void this.open();
    if (changed.has('size') && !changed.has('study') && !this.run.record && !this.run.active) {
      this.chosen = this.usual(this.size);
      void this.replayRecording();
    }
    if (changed.has('brought') && this.brought?.study === this.study) {
      this.leave();
      this.showRecord(this.brought);
      void this.refresh();
    }
    if (changed.has('broken') && this.broken) this.run.breakOff(this.broken);
  }

  /** Whoever leaves a study stops it: it is kept, and can be resumed. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.leave();
  }

  private leave(): void {
    if (this.run.active && this.host) this.run.stop(this.host);
  }

  /** Start, Resume or Stop, whichever is the next. */
  toggle(): void {
    if (this.run.active) this.leave();
    else if (this.reasonNotToStart === '') void (this.resumable ? this.resume() : this.start());
  }

  private get resumable(): boolean {
    const { phase, record } = this.run;
    return phase === 'stopped' && record !== undefined && record.status !== 'finished';
  }

  private get reasonNotToStart(): string {
    const { lesson, reason, chosen, count, guess } = this;
    if (reason || !lesson) return reason;
    const wrong = wrongIn(lesson, { ...chosen, seeds: count, ...(Number.isFinite(guess) && { guess }) });
    return wrong ? sentenceOf(wrong) : '';
  }

  /** What was studied here last; else what was recorded. */
  private async open(): Promise<void> {
    const { study } = this;
    this.leave();
    this.chosen = this.usual(this.size);
    this.count = this.chosen.seeds.length;
    this.guess = NaN;
    this.recorded = undefined;
    this.problem = '';
    this.deleted = undefined;
    this.run.show(undefined);
    this.replay.play(undefined);
    const replaying = this.replayRecording();
    await this.refresh();
    const [last] = this.kept;
    if (study === this.study && !this.run.record && !this.run.active && last) this.showRecord(last);
    await replaying;
  }

  /** Unless something else is shown by then: of that, its clock tells how long it takes. */
  private async replayRecording(): Promise<void> {
    const { study, chosen } = this;
    const recorded = (await this.recordings?.(study, chosen.size).catch(() => undefined)) as StudyRecord | undefined;
    if (study !== this.study || chosen.size !== this.chosen.size) return;
    this.recorded = recorded;
    if (!this.run.record && !this.run.active) this.replay.play(recorded);
  }

  private async refresh(): Promise<void> {
    const { listStudies } = await import('#src/storage/kept-studies.ts');
    const all = await listStudies().catch(() => []);
    this.kept = all.filter(({ study }) => study === this.study);
  }

  private showRecord(record: StudyRecord): void {
    this.replay.play(undefined);
    this.run.show(record);
    const { guess } = record;
    this.choose(record);
    this.guess = guess ?? NaN;
  }

  private choose({ size, seeds, settings }: StudyRecord): void {
    const before = this.chosen.size;
    this.chosen = { size: isSize(size) ? size : 'nano', seeds, settings };
    this.count = seeds.length;
    if (this.chosen.size !== before) void this.replayRecording();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { lesson, run, replay } = this;
    if (!lesson) return nothing;
    const record = run.record ?? replay.shown;
    const end = lesson.question.indexOf('?') + 1;
    return html`<div class="question">
        <p class="claim">
          “${lesson.claim.text}” <a href=${lesson.claim.url} target="_blank" rel="noopener noreferrer">${lesson.claim.source}</a>
        </p>
        <h1>${lesson.question.slice(0, end) || lesson.question}</h1>
        ${end && end < lesson.question.length ? html`<p>${lesson.question.slice(end).trim()}</p>` : nothing}
      </div>
      <div class="columns">
        <div class="left">${this.renderSetup(lesson)}</div>
        <div class="right">
          ${this.renderRecorded()} ${record ? this.renderAnswer(lesson, record) : nothing}
          ${record ? this.renderCharts(lesson, record) : nothing}
        </div>
      </div>
      ${record ? this.renderBoard(lesson, record) : nothing}
      ${
        record && record.transcripts.length > 0
          ? html`<section aria-label="What it wrote">
              <h2>What it wrote</h2>
              <study-transcripts .transcripts=${record.transcripts} .stages=${lesson.stages}></study-transcripts>
            </section>`
          : nothing
      }
      <lesson-end .lesson=${lesson} ?alone=${this.alone}></lesson-end>
      ${this.renderKept()}
      <div class="unseen" role="status">${this.announcement(lesson)}</div>`;
  }

  /** What becomes of a study, for who does not see it. The answer while it trains is not told at every point. */
  private announcement(lesson: StudyLesson): string {
    const { phase, record, stopping } = this.run;
    if (phase === 'idle') return '';
    if (phase === 'preparing' || phase === 'training') return stopping ? 'Stopping.' : 'Training.';
    if (phase === 'stopped' || !record) return 'Stopped.';
    return `Finished. ${lesson.answer(record)[0] ?? ''} ${this.guessedWords(lesson, record)}`.trim();
  }

  private renderSetup(lesson: StudyLesson): TemplateResult {
    const { run, guess, chosen } = this;
    const { guess: asked } = lesson;
    return html`<div class="guess">
        <p>${asked.question}</p>
        <number-field
          compact
          label=${`Your guess${asked.unit === '%' ? ' in 100' : asked.unit ? `, ${asked.unit}` : ''}`}
          .min=${asked.min}
          .max=${asked.max}
          .value=${guess}
          .disabled=${run.active}
          optional
          @number-changed=${(e: CustomEvent<NumberChanged>) => (this.guess = e.detail.value)}
        ></number-field>
      </div>
      <study-controls
        .phase=${run.phase}
        .reason=${this.reasonNotToStart}
        .line=${this.lineOf(lesson)}
        .wrong=${run.wrong}
        .share=${this.shareDone}
        .resumable=${this.resumable}
        @study-started=${() => this.start()}
        @study-stopped=${() => this.leave()}
        @study-resumed=${() => this.resume()}
      ></study-controls>
      <details class="settings">
        <summary>settings</summary>
        <study-settings
          .lesson=${lesson}
          .size=${chosen.size}
          .settings=${chosen.settings}
          .seeds=${this.count}
          .locked=${run.active}
          @study-settings-changed=${(e: CustomEvent<StudySettingsChanged>) => this.change(e.detail)}
        ></study-settings>
      </details>`;
  }

  private renderRecorded(): TemplateResult | typeof nothing {
    const { recorded, playing } = this.replay;
    if (!recorded || this.run.record) return nothing;
    const { startedAt, devices, seconds, size } = recorded;
    const here = this.chosen.size === size ? 'here' : `here at size ${this.chosen.size}`;
    return html`<p class="recorded">
      Recorded ${formatDate(startedAt)} at size ${size} on ${devices.map(({ adapter }) => adapter).join(', ')} in
      ${formatDuration(seconds)}; Start trains it ${here}.
      ${playing ? nothing : html`<button type="button" class="plain" @click=${() => this.replay.play(recorded)}>play again</button>`}
    </p>`;
  }

  private renderAnswer(lesson: StudyLesson, record: StudyRecord): TemplateResult | typeof nothing {
    if (this.replay.playing && !this.run.record) return nothing;
    const [first, ...others] = lesson.answer(record);
    const guessed = this.guessedWords(lesson, record);
    if (!first) return nothing;
    return html`<div class="answer">
      <p class="headline">${first} ${guessed}</p>
      ${others.map((sentence) => html`<p>${sentence}</p>`)}
    </div>`;
  }

  /** "You expected 70 %; it was 100 %." */
  private guessedWords({ guess: { unit, measured } }: StudyLesson, record: StudyRecord): string {
    const found = measured(record);
    const guess = this.run.record ? record.guess : undefined;
    if (guess === undefined || found === undefined) return '';
    const number = (value: number): string => `${Number(value.toPrecision(3))}${unit === '%' ? ' %' : ` ${unit}`}`.trim();
    return `You expected ${number(guess)}; it was ${number(found)}.`;
  }

  private renderCharts({ charts }: StudyLesson, record: StudyRecord): TemplateResult {
    const whole = this.run.record ? undefined : this.replay.recorded;
    return html`<div class="charts">
      ${charts.map((chart) => html`<study-chart .chart=${chart} .record=${record} .whole=${whole}></study-chart>`)}
    </div>`;
  }

  /** Its element comes with the first lesson that has one. */
  private renderBoard({ board, stages }: StudyLesson, { policies }: StudyRecord): TemplateResult | typeof nothing {
    if (!board || Object.keys(policies).length === 0) return nothing;
    void import('./game-board.ts').catch(() => {}); // where it cannot be loaded, there is no board
    return html`<game-board .game=${board} .policies=${policies} .stages=${stages}></game-board>`;
  }

  private renderKept(): TemplateResult | typeof nothing {
    const { kept, run } = this;
    const shown = run.record;
    const { deleted } = this;
    if (!shown && !deleted && kept.length === 0) return nothing;
    return html`<details class="kept">
      <summary>
        ${kept.length > 0 ? `${plural(kept.length, 'study', 'studies')} of this lesson on this machine` : shown ? 'Save this study' : 'Studies of this lesson'}
      </summary>
      <ul>
        ${kept.map(
          (record) =>
            html`<li>
              <button
                type="button"
                class="plain"
                aria-current=${record.id === shown?.id ? 'true' : 'false'}
                ?disabled=${run.active}
                @click=${() => this.showRecord(record)}
              >
                ${formatDate(record.startedAt)}, ${record.size}, ${plural(record.seeds.length, 'seed')}, ${this.statusOf(record)}
              </button>
              <button
                type="button"
                class="plain"
                aria-label=${`delete the study of ${formatDate(record.startedAt)}`}
                ?disabled=${run.active}
                @click=${() => this.erase(record.id)}
              >
                delete
              </button>
            </li>`,
        )}
      </ul>
      ${
        shown
          ? html`<p>
              <button type="button" class="plain" @click=${() => this.save('json')}>Save as JSON</button>
              <button type="button" class="plain" @click=${() => this.save('csv')}>Save points as CSV</button>
            </p>`
          : nothing
      }
      <p role="status">
        ${deleted ? html`A study was deleted. <button type="button" class="plain" id="undo" @click=${() => this.bringBack(deleted)}>Undo</button>` : nothing}
      </p>
      ${this.problem ? html`<p class="wrong" role="alert">${this.problem}</p>` : nothing}
    </details>`;
  }

  /** One that was left while it trained is interrupted, or trains in another tab. */
  private statusOf({ id, status }: StudyRecord): string {
    if (status !== 'training') return status;
    return this.run.active && this.run.record?.id === id ? status : 'interrupted';
  }

  /** Where it is, and for how long by the clock of the recording; before Start, how long that took. */
  private lineOf(lesson: StudyLesson): string {
    const { run, recorded } = this;
    if (run.stopping) return 'Stopping.';
    if (run.phase === 'preparing') return 'Compiling.';
    if (run.phase === 'training') {
      const { stage = '', done = 0, of = 0 } = run.progress ?? {};
      const name = lesson.stages[stage] ?? stage;
      const share = this.shareDone;
      const spent = run.record?.seconds ?? 0;
      const left = share && share > 0.05 ? `about ${formatDuration((spent * (1 - share)) / share)} left` : '';
      return [name, of > 0 ? `step ${done} of ${of}` : '', left].filter(Boolean).join(' · ');
    }
    if (run.record) return run.phase === 'finished' ? `Took ${formatDuration(run.record.seconds)}.` : '';
    const seeds = plural(this.chosen.seeds.length, 'seed');
    if (!recorded) return '';
    return recorded.size === this.chosen.size ? `${seeds}; the recording took ${formatDuration(recorded.seconds)}.` : `${seeds}.`;
  }

  /** Of the time: at its last point, the recording was so far. Undefined where it was no recording of this. */
  private get shareDone(): number | undefined {
    const { record } = this.run;
    const { recorded } = this;
    const last = record?.points.at(-1);
    if (!record || !recorded || !last || recorded.size !== record.size) return undefined;
    if (Object.entries(recorded.settings).some(([key, value]) => record.settings[key] !== value)) return undefined;
    const then = recorded.points.find(({ line, x }) => line === last.line && x === last.x);
    return then && Math.min(0.99, then.at / recorded.seconds);
  }

  private async start(): Promise<void> {
    const { host, chosen, study, guess } = this;
    if (!host) return;
    const spec: StudySpec = { study, ...chosen, ...(Number.isFinite(guess) && { guess }) };
    this.run.record = undefined;
    await this.run.follow(host, spec);
    await this.refresh();
  }

  private async resume(): Promise<void> {
    const { record } = this.run;
    if (!record || !this.host) return;
    this.choose(record); // what it goes on with, whatever was typed since
    await this.run.follow(this.host, record.id);
    await this.refresh();
  }

  private change({ size, seeds, key, value }: StudySettingsChanged): void {
    if (size) {
      this.chosen = { ...this.usual(size), seeds: this.chosen.seeds };
      void this.replayRecording();
    } else if (seeds !== undefined) {
      this.count = seeds; // half a number is told, and not started with
      if (Number.isInteger(seeds) && seeds >= 1 && seeds <= mostSeeds)
        this.chosen = { ...this.chosen, seeds: Array.from({ length: seeds }, (_, i) => i) };
    } else if (key !== undefined && value !== undefined)
      this.chosen = { ...this.chosen, settings: { ...this.chosen.settings, [key]: value } };
  }

  private async erase(id: string): Promise<void> {
    const gone = await this.attempt(async () => {
      this.deleted = await (await import('#src/storage/kept-studies.ts')).deleteStudy(id);
    });
    if (!gone) return;
    if (this.run.record?.id === id) this.run.show(undefined);
    await this.refresh();
    if (!this.run.record) await this.replayRecording();
  }

  private async bringBack(deleted: DeletedStudy): Promise<void> {
    const back = await this.attempt(async () => (await import('#src/storage/kept-studies.ts')).restoreStudy(deleted));
    if (!back) return;
    this.deleted = undefined;
    await this.refresh();
    const record = this.kept.find(({ id }) => id === deleted.id);
    if (record && !this.run.record && !this.run.active) this.showRecord(record);
  }

  private async save(format: 'json' | 'csv'): Promise<void> {
    const { record } = this.run;
    if (!record) return;
    await this.attempt(async () => {
      const { exportStudy, studyCsv } = await import('#src/experiment/study/study-file.ts');
      const name = fileName(`${record.study} ${record.startedAt.slice(0, 10)}`, format);
      if (format === 'json') saveFile(name, exportStudy(record), 'application/json');
      else saveFile(name, studyCsv(record), 'text/csv');
    });
  }

  /** Tells whether it could be done; why not is said. */
  private async attempt(work: () => Promise<void>): Promise<boolean> {
    this.problem = '';
    try {
      await work();
      return true;
    } catch (error) {
      this.problem = sentenceOf(messageOf(error));
      return false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'study-view': StudyView;
  }
}
