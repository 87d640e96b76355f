// <scale-results>: the losses of an experiment against one size, the law behind them, and what is read from both.

import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { ScaleAxis } from '#src/science/scaling/scale-axis.ts';
import type { CurveView } from '#src/store/preferences.ts';
import { lawOf, type FoundLaw } from '#src/store/scaling/fitted-law.ts';
import type { ArmCurves } from '#src/store/shown/curves.ts';
import type { Progress } from '#src/session/events.ts';
import { soFar } from '../curves/scale/arms-so-far.ts';
import type { PointGuessed } from '../curves/scale/law-panel.ts';
import '../curves/scale/law-panel.ts';
import '../curves/scale/lesson-panel.ts';
import '../curves/scale/measured-panel.ts';
import '../curves/scale/scale-chart.ts';
import './filter-note.ts';

/** Where the dearest point will end, as somebody has guessed. */
export interface PointKept {
  readonly arm: number;
  readonly loss: number;
}

/** @fires point-kept with PointKept */
@customElement('scale-results')
export class ScaleResults extends SignalWatcher(LitElement) {
  @property({ attribute: false }) record!: ExperimentRecord;
  @property({ attribute: false }) curves: readonly ArmCurves[] = [];
  @property({ attribute: false }) progress: Progress | undefined;
  @property({ attribute: false }) view!: CurveView;
  @property({ attribute: false }) suggested: ScaleAxis | undefined;
  @property({ type: Boolean }) guessable = false; // the dearest point has not ended here
  @state() private guess: number | undefined; // of the dearest point, while it is moved

  /** Part of the results, under their styles: what is hidden there is hidden here. */
  protected override createRenderRoot(): this {
    return this;
  }

  protected override render(): TemplateResult {
    const { record, curves, progress } = this;
    const law = lawOf(record, soFar({ record, curves, progress }));
    const kept = law?.next && record.prediction?.levels?.find(({ arm }) => arm === law.next!.arm)?.loss;
    return html`<scale-chart
        .record=${record}
        .curves=${curves}
        .progress=${progress}
        .view=${this.view}
        .suggested=${this.suggested}
        .law=${law}
        .guess=${this.guess ?? kept}
      ></scale-chart>
      <filter-note .arms=${record.arms}></filter-note>
      <lesson-panel .record=${record} .law=${law}></lesson-panel>
      ${
        law
          ? html`<law-panel
              .record=${record}
              .found=${law}
              .guess=${kept}
              .guessable=${this.guessable}
              @point-guessed=${(e: CustomEvent<PointGuessed>) => this.guessPoint(law, e.detail)}
            ></law-panel>`
          : nothing
      }
      <measured-panel .record=${record} .curves=${curves} .progress=${progress}></measured-panel>`;
  }

  private guessPoint({ next }: FoundLaw, { loss, kept }: PointGuessed): void {
    this.guess = kept ? undefined : loss;
    if (!kept || !next) return;
    this.dispatchEvent(new CustomEvent<PointKept>('point-kept', { detail: { arm: next.arm, loss } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'scale-results': ScaleResults;
  }
}
