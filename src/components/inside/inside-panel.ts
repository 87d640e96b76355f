// <inside-panel>: what goes on inside an arm: its learned shortcut weights, gradients, updates and streams over time, where its
// heads look, and what each layer would answer. Folded until the visitor opens it, and until then nothing is captured.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { letterOf } from '#src/experiment/arms.ts';
import { longestLook } from '#src/experiment/limits.ts';
import type { ExperimentRecord, InsideRecord, TraceKind } from '#src/experiment/record.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import type { Look, LookRequest } from '#src/session/look.ts';
import type { CursorMoved } from '../base/chart/chart-frame.ts';
import type { ChartPicture } from '../base/chart/image.ts';
import type { ChartScene } from '../base/chart/scene.ts';
import { controls } from '../base/controls.styles.ts';
import type { ChoiceChanged } from '../base/field/choice-field.ts';
import type { NumberChanged } from '../base/field/number-field.ts';
import { formatNumber, formatThree } from '../base/numbers.ts';
import { styleOf } from '../base/palette.ts';
import { pictureCaption } from '../curves/curve-words.ts';
import { describeInside, groupsOf, insideScene, kindNames, layerName, tracesOf } from './inside-scene.ts';
import './attention-map.ts';
import '../base/chart/chart-export.ts';
import '../base/chart/chart-frame.ts';
import '../base/field/choice-field.ts';
import '../base/field/number-field.ts';
import './logit-lens.ts';

const kinds = Object.keys(kindNames) as TraceKind[];

export interface Unfolded {
  readonly open: boolean;
}
export interface CadenceChosen {
  readonly every: number;
}

/** @fires unfolded @fires cadence-chosen @fires look-wanted with LookRequest */
@customElement('inside-panel')
export class InsidePanel extends LitElement {
  @property({ attribute: false }) record!: ExperimentRecord;
  @property({ attribute: false }) traces: readonly (InsideRecord | undefined)[] = [];
  @property({ type: Number }) traced = 0; // counts the changes of `traces`
  @property({ attribute: false }) look: Look | undefined;
  @property() problem = '';
  @property({ type: Boolean }) live = false; // the models are in memory
  @property({ type: Boolean }) busy = false;
  @property({ type: Number }) every = 5;
  @state() private open = false;
  @state() private chosen: number | undefined; // arm
  @state() private wantedKind: TraceKind = 'weight';
  @state() private wantedGroup = '';
  @state() private layer = 1;
  @state() private head = 1;
  @state() private text: string | undefined;
  @state() private cursor: number | undefined;

  static override readonly styles = [
    controls,
    css`
      summary {
        font-weight: 600;
      }
      .panel > * + * {
        margin-block-start: var(--space-2);
      }
      form,
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
      form label {
        display: flex;
        flex: 1 1 16rem;
        gap: var(--space-2);
        align-items: center;
      }
      form label input {
        flex: 1;
        min-width: 0;
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
      .views {
        display: grid;
        grid-template-columns: minmax(12rem, 22rem) minmax(0, 1fr);
        gap: var(--space-4) var(--space-6);
      }
      h3 {
        margin-block-end: var(--space-1);
      }
      @media (max-width: 60rem) {
        .views {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  protected override willUpdate(): void {
    if (this.chosen !== undefined && this.chosen >= this.record.arms.length) this.chosen = undefined;
  }

  /** At first one that has learned shortcuts, if there is any. */
  private get arm(): number {
    return (
      this.chosen ??
      Math.max(
        0,
        this.record.arms.findIndex(({ parameters }) => parameters.scalars > 0),
      )
    );
  }

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
    return html`<details @toggle=${this.toggled}>
      <summary>Inside</summary>
      ${this.open ? html`<div class="panel">${this.renderTraces()} ${this.renderLook()}</div>` : nothing}
    </details>`;
  }

  private renderTraces(): TemplateResult {
    const { record, kind, group } = this;
    const inside = this.traces[this.arm];
    const shown = kinds.filter((k) => !inside || groupsOf(inside, k).length > 0);
    return html`<div class="choices">
        ${this.choice(
          'Arm',
          String(this.arm),
          record.arms.map(({ name }, i) => [String(i), `${letterOf(i)} ${name}`]),
          (v) => (this.chosen = Number(v)),
        )}
        ${this.choice(
          'Show',
          kind,
          shown.map((k) => [k, kindNames[k]]),
          (v) => (this.wantedKind = v as TraceKind),
        )}
        ${
          inside
            ? this.choice(
                'of',
                group,
                groupsOf(inside, kind).map((g) => [g, g]),
                (v) => (this.wantedGroup = v),
              )
            : nothing
        }
        <number-field
          compact
          whole
          label="Every … steps"
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

  private choice(label: string, value: string, choices: string[][], choose: (value: string) => void): TemplateResult {
    return html`<choice-field
      compact
      .label=${label}
      .value=${value}
      .choices=${choices.map(([v = '', text = '']) => ({ value: v, label: text }))}
      @choice-changed=${(e: CustomEvent<ChoiceChanged>) => choose(e.detail.value)}
    ></choice-field>`;
  }

  private renderChart(inside: InsideRecord): TemplateResult {
    const { record, arm, kind, group } = this;
    const { name } = record.arms[arm]!;
    const traces = tracesOf(inside, kind, group);
    const deepest = Math.max(0, ...traces.map((t) => t.layer));
    const at = this.cursor === undefined ? inside.steps.length - 1 : nearest(inside.steps, this.cursor);
    return html`<chart-frame
        label=${describeInside(inside, kind, group, name)}
        .build=${() => this.scene(inside)}
        @cursor-moved=${(e: CustomEvent<CursorMoved>) => (this.cursor = e.detail.x)}
      ></chart-frame>
      <div class="export"><chart-export .name=${'inside'} .picture=${() => this.picture(inside)}></chart-export></div>
      <div class="scroll" tabindex="0" role="region" aria-label="Values by block">
        <table>
          <tbody>
            <tr>
              <th scope="row">step ${formatNumber(inside.steps[at]!)}</th>
              ${traces.map((t) => html`<th scope="col" class="number">${layerName(t, deepest)}</th>`)}
            </tr>
            <tr>
              <th scope="row">${group}</th>
              ${traces.map((t) => html`<td class="number">${formatThree(t.values[at] ?? NaN)}</td>`)}
            </tr>
          </tbody>
        </table>
      </div>
      <p class="small muted">
        Mean over the seeds that trained first. The deeper the block, the darker its line.
        ${kind === 'gradient' ? 'Before clipping.' : kind === 'update' ? 'Size of a step’s change over the size of the weights.' : nothing}
      </p>`;
  }

  private scene(inside: InsideRecord): ChartScene {
    const { record, arm, kind, group } = this;
    return insideScene(inside, kind, group, totalSteps(record.arms[arm]!.config), styleOf(record, arm));
  }

  private picture(inside: InsideRecord): ChartPicture {
    const { record, arm, kind, group } = this;
    const { name } = record.arms[arm]!;
    return {
      scene: this.scene(inside),
      title: `${kindNames[kind]}, ${group}: ${name}`,
      caption: pictureCaption(record, 'mean over the seeds that trained first; the deeper the block, the darker its line'),
      description: describeInside(inside, kind, group, name),
      file: `${record.title} inside ${name}`,
    };
  }

  private renderLook(): TemplateResult {
    const { config } = this.record.arms[this.arm]!;
    if (!this.live)
      return html`<p class="small muted">
        Start, resume or load these models to see where their heads look and what each layer would answer.
      </p>`;
    const look = this.look?.arm === this.arm ? this.look : undefined;
    return html`<form @submit=${this.ask}>
        <label>
          Text
          <input
            type="text"
            maxlength=${longestLook}
            autocomplete="off"
            .value=${this.subject}
            @input=${(e: Event) => (this.text = (e.target as HTMLInputElement).value)}
          />
        </label>
        ${this.place('Block', this.layer, config.depth, (v) => (this.layer = v))}
        ${this.place('Head', this.head, config.heads, (v) => (this.head = v))}
        <button type="submit" ?disabled=${!this.asked}>Look</button>
      </form>
      ${this.problem ? html`<p class="wrong">${this.problem}</p>` : nothing} ${look ? this.renderViews(look) : nothing}`;
  }

  /** The text to look at: what the arm has written, until the visitor types another. */
  private get subject(): string {
    const { samples, config } = this.record.arms[this.arm]!;
    return this.text ?? (samples.at(-1)?.text.slice(0, config.context) || 'the captain and the sea');
  }

  private place(label: string, value: number, most: number, set: (value: number) => void): TemplateResult {
    return html`<number-field
      compact
      whole
      .label=${label}
      .min=${1}
      .max=${most}
      .value=${value}
      @number-changed=${(e: CustomEvent<NumberChanged>) => set(e.detail.value)}
    ></number-field>`;
  }

  private renderViews({ tokens, attention, lens, step }: Look): TemplateResult {
    const shown = `block ${this.layer}, head ${this.head}, step ${formatNumber(step)}`;
    return html`<div class="views">
      <section>
        <h3>Where it looks <span class="small muted">${shown}</span></h3>
        <attention-map .tokens=${tokens} .weights=${attention} label=${`Attention of ${shown}`}></attention-map>
      </section>
      <section>
        <h3>What each layer would answer <span class="small muted">step ${formatNumber(step)}</span></h3>
        <logit-lens .tokens=${tokens} .layers=${lens}></logit-lens>
      </section>
    </div>`;
  }

  /** Undefined while the form asks for what is not there. */
  private get asked(): LookRequest | undefined {
    const { arm, layer, head, subject: text } = this;
    const { depth, heads } = this.record.arms[arm]!.config;
    const within = (v: number, most: number): boolean => Number.isInteger(v) && v >= 1 && v <= most;
    if (!text || !within(layer, depth) || !within(head, heads)) return undefined;
    return { arm, text, layer: layer - 1, head: head - 1 };
  }

  private ask(event: Event): void {
    event.preventDefault();
    if (this.asked) this.tell('look-wanted', this.asked);
  }

  private toggled(event: Event): void {
    this.open = (event.target as HTMLDetailsElement).open;
    this.tell('unfolded', { open: this.open });
    // Opened, it shows something at once.
    if (this.open && this.live && !this.look)
      void this.updateComplete.then(() => this.asked && this.tell('look-wanted', this.asked));
  }

  private tell(type: string, detail: Unfolded | CadenceChosen | LookRequest): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** The last capture at or before a step; the first if there is none. */
function nearest(steps: readonly number[], step: number): number {
  const after = steps.findIndex((s) => s > step);
  return Math.max(0, (after < 0 ? steps.length : after) - 1);
}

declare global {
  interface HTMLElementTagNameMap {
    'inside-panel': InsidePanel;
  }
}
