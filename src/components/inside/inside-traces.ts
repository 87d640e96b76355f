// <inside-traces>: numbers from inside an arm over time, block by block: its learned shortcut weights, gradients, updates, streams.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { letterOf } from '#src/experiment/arms.ts';
import { valueAt } from '#src/experiment/inside.ts';
import type { ExperimentRecord, InsideRecord, TraceKind } from '#src/experiment/record.ts';
import { formatNumber, formatThree } from '#src/words/numbers.ts';
import type { CursorMoved } from '../base/chart/chart-frame.ts';
import type { ChartPicture } from '../base/chart/image.ts';
import { placeRead } from '../base/chart/reading.ts';
import type { ChartScene } from '../base/chart/scene.ts';
import { controls } from '../base/controls.styles.ts';
import type { ChoiceChanged } from '../base/field/choice-field.ts';
import type { NumberChanged } from '../base/field/number-field.ts';
import { styleOf } from '../base/palette.ts';
import { pictureCaption } from '../curves/curve-words.ts';
import { describeInside, groupsOf, insideScene, kindNames, markedName, meansNothing, tracesOf } from './inside-scene.ts';
import '../base/chart/chart-export.ts';
import '../base/chart/chart-frame.ts';
import '../base/field/choice-field.ts';
import '../base/field/number-field.ts';

const kinds = Object.keys(kindNames) as TraceKind[];

export interface ArmChosen {
  readonly arm: number;
}
export interface CadenceChosen {
  readonly every: number;
}

/** @fires arm-chosen with ArmChosen, cadence-chosen with CadenceChosen */
@customElement('inside-traces')
export class InsideTraces extends LitElement {
  @property({ attribute: false }) record!: ExperimentRecord;
  @property({ attribute: false }) traces: readonly (InsideRecord | undefined)[] = [];
  @property({ type: Number }) arm = 0;
  @property({ type: Boolean }) live = false; // the models are in memory
  @property({ type: Number }) every = 5;
  @state() private wantedKind: TraceKind = 'weight';
  @state() private wantedGroup = '';
  @state() private cursor: number | undefined;

  static override readonly styles = [
    controls,
    css`
      :host > * + * {
        margin-block-start: var(--space-2);
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-4);
        align-items: center;
        font-size: var(--small);
      }
      choice-field {
        width: 17rem;
        max-width: 100%;
      }
      number-field {
        width: 9.5rem;
      }
      chart-frame {
        height: 16rem;
      }
      .export {
        display: flex;
        justify-content: flex-end;
        font-size: var(--small);
      }
      .scroll {
        overflow-x: auto;
      }
    `,
  ];

  /** An arm without learned shortcuts has other things to show. */
  private get kind(): TraceKind {
    const inside = this.traces[this.arm];
    const has = (kind: TraceKind): boolean => groupsOf(inside, kind).length > 0;
    return [this.wantedKind, ...kinds].find(has) ?? this.wantedKind;
  }

  private get group(): string {
    const groups = groupsOf(this.traces[this.arm], this.kind);
    return groups.includes(this.wantedGroup) ? this.wantedGroup : (groups[0] ?? '');
  }

  protected override render(): TemplateResult {
    const { record, arm, kind, group } = this;
    const inside = this.traces[arm];
    const arms = record.arms.map(({ name }, i): [string, string] => [String(i), `${letterOf(i)} ${name}`]);
    const shown = kinds.filter((k) => !inside || groupsOf(inside, k).length > 0).map((k): [string, string] => [k, kindNames[k]]);
    const groups = groupsOf(inside, kind).map((g): [string, string] => [g, g]);
    return html`<div class="choices">
        ${this.choice('Arm', String(arm), arms, (v) => this.tell('arm-chosen', { arm: Number(v) }))}
        ${this.choice('Show', kind, shown, (v) => (this.wantedKind = v as TraceKind))}
        ${inside ? this.choice('of', group, groups, (v) => (this.wantedGroup = v)) : nothing}
        <number-field
          compact
          whole
          label="Every … steps"
          unit="steps"
          .min=${1}
          .max=${100_000}
          .value=${this.every}
          @number-changed=${(e: CustomEvent<NumberChanged>) => this.tell('cadence-chosen', { every: e.detail.value })}
        ></number-field>
      </div>
      ${inside && group ? this.renderChart(inside) : html`<p class="small muted">${this.hint()}</p>`}`;
  }

  private hint(): string {
    return this.live
      ? 'The first numbers appear as soon as the models have trained on with this panel unfolded.'
      : 'Nothing was captured while this run trained. Unfold this panel while it trains, and it is.';
  }

  private choice(
    label: string,
    value: string,
    choices: readonly [value: string, label: string][],
    choose: (value: string) => void,
  ): TemplateResult {
    return html`<choice-field
      compact
      .label=${label}
      .value=${value}
      .choices=${choices.map(([value, label]) => ({ value, label }))}
      @choice-changed=${(e: CustomEvent<ChoiceChanged>) => choose(e.detail.value)}
    ></choice-field>`;
  }

  private renderChart(inside: InsideRecord): TemplateResult {
    const { record, arm, kind, group, cursor } = this;
    const { config } = record.arms[arm]!;
    const { steps } = inside;
    const traces = tracesOf(inside, kind, group);
    const deepest = Math.max(0, ...traces.map((t) => t.layer));
    const at = cursor === undefined ? steps.length - 1 : Math.max(0, placeRead(steps, steps.length, cursor));
    return html`<chart-frame
        label=${describeInside(inside, kind, group, record.arms[arm]!)}
        .build=${() => this.scene(inside)}
        @cursor-moved=${(e: CustomEvent<CursorMoved>) => (this.cursor = e.detail.x)}
      ></chart-frame>
      <div class="export"><chart-export name="inside" .picture=${() => this.picture(inside)}></chart-export></div>
      <div class="scroll" tabindex="0" role="region" aria-label="Values by block">
        <table>
          <tbody>
            <tr>
              <th scope="row">step ${formatNumber(steps[at]!)}</th>
              ${traces.map((t) => html`<th scope="col" class="number">${markedName(config, t, deepest)}</th>`)}
            </tr>
            <tr>
              <th scope="row">${group}</th>
              ${traces.map((t) => html`<td class="number">${formatThree(valueAt(inside, t, at))}</td>`)}
            </tr>
          </tbody>
        </table>
      </div>
      <p class="small muted">
        Mean over the seeds that trained first. The deeper the block, the darker its line.
        ${kind === 'gradient' ? 'Before clipping.' : kind === 'update' ? 'Size of a step’s change over the size of the weights.' : nothing}
        ${
          traces.some((t) => meansNothing(config, t))
            ? 'What means nothing here scales what only a norm reads, which takes its size out again: the loss does not depend on it, its gradient is rounding, and it goes where rounding takes it.'
            : nothing
        }
      </p>`;
  }

  private scene(inside: InsideRecord): ChartScene {
    const { record, arm, kind, group } = this;
    return insideScene(inside, kind, group, record.arms[arm]!.config, styleOf(record, arm));
  }

  private picture(inside: InsideRecord): ChartPicture {
    const { record, arm, kind, group } = this;
    const { name } = record.arms[arm]!;
    return {
      scene: this.scene(inside),
      title: `${kindNames[kind]}, ${group}: ${name}`,
      caption: pictureCaption(record, 'mean over the seeds that trained first; the deeper the block, the darker its line'),
      description: describeInside(inside, kind, group, record.arms[arm]!),
      file: `${record.title} inside ${name}`,
    };
  }

  private tell(type: string, detail: ArmChosen | CadenceChosen): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'inside-traces': InsideTraces;
  }
}
