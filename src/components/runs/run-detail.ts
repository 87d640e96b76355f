// <run-detail>: everything about one run: its curve, how it ended, its settings, its texts, and what the visitor says of it.

import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { live } from 'lit/directives/live.js';
import { baselineOf, dataNameOf, letterOf } from '#src/experiment/arms.ts';
import { isComparison } from '#src/experiment/comparison.ts';
import { differences, optionText, type TextNames } from '#src/experiment/differences.ts';
import { hasStopped, keptStep } from '#src/experiment/ends.ts';
import { mostArms, longestName, longestNote } from '#src/experiment/limits.ts';
import { placeOf } from '#src/experiment/marks.ts';
import { options, matters } from '#src/experiment/options.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import { rateOf } from '#src/experiment/sweep/tuned.ts';
import type { RunRow } from '#src/store/kept/rows.ts';
import { formatDate } from '#src/words/dates.ts';
import { rateInWords } from '#src/words/english/tried-rates.ts';
import { isolated } from '#src/words/isolated.ts';
import { optionWords } from '#src/words/language.ts';
import { sentenceOf } from '#src/words/message.ts';
import { formatCount, formatLoss, formatNumber, formatSeconds } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';
import { atMost } from '../base/field/at-most.ts';
import { styleAt } from '../base/palette.ts';
import { actOnExperiment, actOnRun, type ExperimentAction, type RunAction } from './run-actions.ts';
import { detailStyles } from './run-detail.styles.ts';
import { runInWords, runScene } from './run-scene.ts';
import '../base/arm-mark.ts';
import '../base/chart/chart-frame.ts';

/** @fires detail-closed, run-acted with RunActed, experiment-acted with ExperimentActed */
@customElement('run-detail')
export class RunDetail extends LitElement {
  @property({ attribute: false }) row!: RunRow;

  static override readonly styles = [controls, detailStyles];

  protected override render(): TemplateResult {
    const { row } = this;
    const { record, armRecord, arm, runRecord } = row;
    const letter = letterOf(arm);
    return html`<section aria-labelledby="heading" @keydown=${this.pressed}>
      <header>
        <h3 id="heading" tabindex="-1">
          <arm-mark .arm=${arm} .place=${placeOf(record, arm)}></arm-mark> <bdi>${row.name}</bdi>
        </h3>
        <button type="button" class="plain" aria-label="close the details" @click=${this.close}>✕</button>
      </header>
      <p class="small muted">
        arm ${letter}, <bdi>${armRecord.name}</bdi> · seed ${runRecord.seed} · <bdi>${record.title}</bdi> ·
        ${formatDate(record.startedAt)}
      </p>
      ${this.renderActions()} ${this.renderSettings()}
      <chart-frame label=${runInWords(row)} .build=${() => runScene(row)}></chart-frame>
      ${this.renderFacts()} ${this.renderSamples()} ${this.renderWords()} ${this.renderStyles()}
    </section>`;
  }

  private renderActions(): TemplateResult {
    const { mark, record, arm, run } = this.row;
    const ofRun = (label: string, action: RunAction): TemplateResult =>
      html`<button type="button" class="plain" @click=${() => this.act(action)}>${label}</button>`;
    const experiment = (label: string, action: ExperimentAction): TemplateResult =>
      html`<button type="button" class="plain" @click=${() => actOnExperiment(this, record.id, action)}>${label}</button>`;
    return html`<div class="actions">
      ${experiment('open on the chart', { act: 'open' })} ${ofRun(mark?.pinned ? 'unpin' : 'pin', { act: 'pin' })}
      ${ofRun(mark?.hidden ? 'show' : 'hide', { act: 'hide' })}
      ${
        arm === baselineOf(record)
          ? html`<span class="muted">this arm is the baseline</span>`
          : ofRun('make this arm the baseline', { act: 'baseline' })
      }
      ${isComparison(record) ? nothing : experiment('save weights', { act: 'weights', arm, run })}
      ${experiment('export', { act: 'export' })}
    </div>`;
  }

  private renderFacts(): TemplateResult {
    const { record, runRecord: run, armRecord, status, losses, device, data } = this.row;
    const { batch, context } = armRecord.config;
    const steps = `${formatNumber(Math.round(run.tokens / (batch * context)))} of ${formatNumber(totalSteps(armRecord.config))}`;
    const on = (tokens: number | undefined): string => (tokens ? `, on ${formatNumber(tokens)} tokens` : '');
    const kept = keptStep(run);
    const weights = kept === undefined ? 'after the last step' : `with the weights of step ${formatNumber(kept)}`;
    const end = run.final === undefined ? 'end of the curve' : `${weights}${on(run.ends?.at(-1)?.[0])}`;
    const facts: readonly (readonly [string, string])[] = [
      ['status', run.reason ? `${status}: ${sentenceOf(run.reason)}` : status],
      [
        'held-out loss',
        `${formatLoss(losses.last)} ${end}, lowest of the curve ${formatLoss(losses.best)} at step ${formatNumber(losses.bestStep)}${on(run.heldOut?.tokens)}`,
      ],
      ['steps', hasStopped(run, armRecord.config.stopAfter) ? `${steps}: stopped early` : steps],
      ['tokens', formatCount(run.tokens)],
      [
        'GPU time',
        `${formatSeconds(run.seconds)} together with the runs beside it, ${formatSeconds(run.secondsShare)} its share`,
      ],
      ...(armRecord.tuned ? [['rate', rateInWords(rateOf({ ...armRecord, tuned: armRecord.tuned }))] as const] : []),
      ['parameters', formatNumber(armRecord.parameters.total)],
      ['data', isolated(data)],
      ['device', device],
      ...(run.training > 0 && !isComparison(record) ? [['added', `later, in training ${run.training + 1}`] as const] : []),
    ];
    return html`<dl>
      ${facts.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>`;
  }

  private renderWords(): unknown {
    const { mark, armRecord } = this.row;
    const text = (act: 'name' | 'note') => (e: Event) => this.act({ act, text: (e.target as HTMLInputElement).value });
    const fields = html`<div class="words">
      <label for="name">Name</label>
      <input
        id="name"
        type="text"
        dir="auto"
        ${atMost(longestName)}
        placeholder=${armRecord.name}
        .value=${mark?.name ?? ''}
        @change=${text('name')}
      />
      <label for="note">Note</label>
      <textarea
        id="note"
        dir="auto"
        rows="2"
        ${atMost(longestNote)}
        .value=${mark?.note ?? ''}
        @change=${text('note')}
      ></textarea>
    </div>`;
    return keyed(this.row.key, fields); // what is half written belongs to this run
  }

  private renderStyles(): TemplateResult {
    const { record, arm } = this.row;
    const now = placeOf(record, arm);
    return html`<fieldset>
      <legend>How arm ${letterOf(arm)} is drawn</legend>
      ${Array.from({ length: mostArms }, (_, place) => {
        return html`<label>
          <input
            type="radio"
            name="style"
            aria-label=${`${styleAt(place).marker} marker, ${styleAt(place).line}`}
            .checked=${live(place === now % mostArms)}
            @change=${() => this.act({ act: 'style', place })}
          />
          <arm-mark .arm=${arm} .place=${place}></arm-mark>
        </label>`;
      })}
    </fieldset>`;
  }

  private renderSettings(): TemplateResult {
    const { record, arm, armRecord } = this.row;
    const base = record.arms[baselineOf(record)]!;
    const names: TextNames = (source) => {
      const reader = [armRecord, base].find(({ config }) => config.source === source);
      return reader && isolated(dataNameOf(record, reader));
    };
    const changed = differences(base.config, armRecord.config, names);
    const letter = letterOf(baselineOf(record));
    return html`<h4>${arm === baselineOf(record) ? 'Settings' : `What differs from ${letter}, ${isolated(base.name)}`}</h4>
      ${
        changed.length
          ? html`<ul class="small">
              ${changed.map(({ label, from, to }) => html`<li>${label} ${from} → <b>${to}</b></li>`)}
            </ul>`
          : nothing
      }
      ${arm !== baselineOf(record) && !changed.length ? html`<p class="small">Nothing.</p>` : nothing}
      <details>
        <summary class="small">All settings</summary>
        <dl>
          ${options
            .filter((option) => matters(option, armRecord.config))
            .map(
              (option) =>
                html`<dt>${optionWords(option.key).label}</dt>
                  <dd>${optionText(option, armRecord.config[option.key], names)}</dd>`,
            )}
        </dl>
      </details>`;
  }

  private renderSamples(): TemplateResult | typeof nothing {
    const { armRecord, runRecord } = this.row;
    if (!armRecord.samples.length) return nothing;
    const own = armRecord.samples.filter(({ seed }) => seed === runRecord.seed);
    const last = own.at(-1);
    if (!last) return html`<p class="small muted">Only seed ${armRecord.samples[0]!.seed} of this arm wrote texts.</p>`;
    return html`<h4>What it wrote <span class="muted">at step ${formatNumber(last.step)}</span></h4>
      <div class="text" dir="auto" tabindex="0" role="region" aria-label="Text of this run">${last.text}</div>`;
  }

  /** Where the reading begins. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('#heading')?.focus();
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.close();
  };

  private close(): void {
    this.dispatchEvent(new CustomEvent('detail-closed'));
  }

  private act(action: RunAction): void {
    actOnRun(this, this.row, action);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'run-detail': RunDetail;
  }
}
