// <setup-panel>: the left column: the drawings of the arms, what one expects, and folded: seeds, size, data, more arms.

import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { differing } from '#src/drawing/wires.ts';
import { mostSeeds, mostArms } from '#src/experiment/limits.ts';
import { placeOf } from '#src/experiment/marks.ts';
import type { InsideRecord } from '#src/experiment/record.ts';
import { asInSeed } from '#src/experiment/inside.ts';
import { modelConfig, type RateRule } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import type { Sweep } from '#src/experiment/sweep/sweep.ts';
import type { Size } from '#src/lessons/lesson.ts';
import { parameterCounts } from '#src/science/counts.ts';
import { isHidden, view } from '#src/store/links.ts';
import { addText, deletedText, deleteText, device, sources, undoDeleteText } from '#src/store/machine.ts';
import { preferences, presenting, setPreference } from '#src/store/preferences.ts';
import { sentence } from '#src/store/services.ts';
import * as setup from '#src/store/setup/draft.ts';
import { fillTime } from '#src/store/setup/fill.ts';
import { armProblems, reasonNotToStart } from '#src/store/setup/readiness.ts';
import { oneSeed } from '#src/store/shown/one-seed.ts';
import type { ResultRow } from '#src/store/shown/results.ts';
import { active, done, record, reset, results } from '#src/store/shown/session.ts';
import { traces } from '#src/store/shown/traces.ts';
import { tryRates } from '#src/store/shown/trying-rates.ts';
import { isolated } from '#src/words/isolated.ts';
import { sentenceOf } from '#src/words/message.ts';
import { formatCount, formatWhole, plural } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';
import type { ChoiceChanged } from '../base/field/choice-field.ts';
import type { NumberChanged } from '../base/field/number-field.ts';
import type { WirePointed } from '../drawing/arm-drawing.ts';
import type { ArmRenamed, OptionChanged } from './arm-editor.ts';
import type { ChangeWanted } from './change-one.ts';
import type { ExpectationChosen } from './expectation-choice.ts';
import type { TextDeleted } from './own-texts.ts';
import { setupStyles } from './setup-panel.styles.ts';
import type { AxisChanged, PointShown } from './sweep-grid.ts';
import { sourceChoices } from './source-choices.ts';
import type { TextGiven } from './text-drop.ts';
import './arm-card.ts';
import '../base/field/choice-field.ts';
import '../base/field/number-field.ts';
import './expectation-choice.ts';

const sizeLabels: Readonly<Record<(typeof setup.sizes)[number], string>> = {
  nano: 'nano',
  standard: 'standard',
  large: 'large',
};

/** Where one seed is looked at, drawings have the weights of that one. */
const seen = (inside: InsideRecord | undefined): InsideRecord | undefined => {
  const seed = oneSeed.get();
  return inside && seed !== undefined ? asInSeed(inside, seed) : inside;
};

const pointShown = ({ mean, n, diverged, ended }: ResultRow): PointShown => ({
  loss: mean,
  state: ended ? (n === 0 && diverged > 0 ? 'diverged' : 'ended') : Number.isFinite(mean) ? 'training' : 'waiting',
});

@customElement('setup-panel')
export class SetupPanel extends SignalWatcher(LitElement) {
  @state() private edited = -1; // the arm whose editor is open
  @state() private pointed: WirePointed | undefined; // what the visitor looks at in a drawing
  @state() private textProblem = '';
  @state() private textTaken = '';
  @state() private textBusy = false;

  static override readonly styles = [controls, setupStyles];

  protected override willUpdate(): void {
    // Closed for good when training starts: it must not spring open when training ends.
    if (active.get()) this.edited = -1;
  }

  protected override render(): TemplateResult {
    const training = active.get();
    const locked = training || view.get().lock;
    const { sweep } = setup.draft.get();
    return html`<section aria-label="Arms">
        ${sweep ? this.renderGrid(sweep, locked) : nothing}
        <div class=${this.unfolded ? 'arms' : 'arms narrow'}>
          ${repeat(
            this.cards,
            (card) => card,
            (card) => (card === 'wire' ? this.renderWire() : this.renderArm(card)),
          )}
        </div>
        ${locked ? html`<p class="why small muted">${training ? 'Reset to change the arms.' : 'The link fixes the arms.'}</p>` : nothing}
      </section>
      <expectation-choice
        .choices=${setup.draft.get().asked?.choices ?? []}
        .prediction=${setup.draft.get().prediction}
        .locked=${training}
        @expectation-chosen=${(e: CustomEvent<ExpectationChosen>) => setup.chooseSentence(e.detail.choice)}
        @prediction-forgotten=${setup.forgetPrediction}
      ></expectation-choice>
      ${
        isHidden('settings')
          ? nothing
          : html`<details class="settings" ?open=${this.unfolded} @toggle=${this.fold}>
              <summary>Settings</summary>
              <div class="folded">
                ${this.renderAmounts(training)} ${this.renderRates(locked)} ${locked ? nothing : this.renderMore()}
              </div>
            </details>`
      }`;
  }

  private get unfolded(): boolean {
    return preferences.get().settings && !isHidden('settings');
  }

  private fold({ target }: Event): void {
    setPreference('settings', (target as HTMLDetailsElement).open);
  }

  private renderGrid(sweep: Sweep, locked: boolean): TemplateResult {
    const shown = record.get();
    const rows = shown && setup.isSetUpAs(shown) ? results.get() : [];
    return html`<sweep-grid
      .sweep=${sweep}
      .points=${rows.map(pointShown)}
      .locked=${locked}
      .tools=${this.unfolded}
      @axis-changed=${(e: CustomEvent<AxisChanged>) => setup.setAxis(e.detail.index, e.detail.values)}
    ></sweep-grid>`;
  }

  private renderRates(locked: boolean): TemplateResult {
    return html`<rate-tuning
      .setUp=${setup.spec.get()}
      .trains=${active.get() ? (record.get()?.experiment ?? '') : ''}
      .done=${done.get()}
      .startable=${reasonNotToStart.get() === undefined}
      ?locked=${locked}
      @rule-chosen=${(e: CustomEvent<RateRule>) => setup.setRateRule(e.detail)}
      @rates-wanted=${(e: CustomEvent<ExperimentSpec>) => tryRates(e.detail)}
      @rates-forgotten=${setup.forgetRates}
      @trying-stopped=${reset}
    ></rate-tuning>`;
  }

  /** Other arms than these. */
  private renderMore(): TemplateResult {
    const { arms, sweep } = setup.draft.get();
    const addable = !sweep && arms.length < mostArms;
    return html`<section aria-label="Other arms">
      <div class="under">
        ${
          addable
            ? html`<button type="button" class="plain" @click=${this.add}>+ add an arm</button>`
            : sweep
              ? nothing
              : html`<span class="small muted">${mostArms} arms at most</span>`
        }
        ${
          setup.differs.get()
            ? html`<button type="button" class="plain" @click=${this.restore}>
                restore the original ${setup.changed.get() ? 'arms' : 'set-up'}
              </button>`
            : nothing
        }
      </div>
      ${
        addable
          ? html`<change-one
              .arms=${arms}
              .sources=${sources.get()}
              @change-wanted=${(e: CustomEvent<ChangeWanted>) => setup.changeOneThing(e.detail.arm, e.detail.key, e.detail.value)}
            ></change-one>`
          : nothing
      }
    </section>`;
  }

  private renderArm(index: number): TemplateResult {
    const { arms, sweep } = setup.draft.get();
    const arm = arms[index]!;
    const problems = armProblems.get()[index] ?? [];
    const most = (key: 'width' | 'depth'): number => Math.max(...arms.map(({ config }) => config[key] || 1));
    const largest = { width: most('width'), depth: most('depth') };
    const parameters = this.parameters(index);
    return html`<arm-card
      .arm=${index}
      .place=${this.placeOf(index)}
      .name=${arm.name}
      .config=${arm.config}
      .first=${arms[0]!.config}
      .inside=${seen(this.insideOf(index))}
      .largest=${largest}
      .parameters=${index === 0 || parameters !== this.parameters(0) ? parameters : ''}
      .problems=${problems}
      .sources=${sources.get()}
      ?bare=${presenting.get()}
      .tools=${this.unfolded}
      .open=${this.edited === index}
      .locked=${active.get() || view.get().lock}
      .baseline=${!sweep && arms.length > 1 && setup.draft.get().baseline === index}
      .removable=${!sweep && arms.length > 1}
      .copyable=${!sweep && arms.length < mostArms}
      @arm-toggled=${() => (this.edited = this.edited === index ? -1 : index)}
      @option-changed=${(e: CustomEvent<OptionChanged>) => setup.setOption(index, e.detail.key, e.detail.value)}
      @arm-renamed=${(e: CustomEvent<ArmRenamed>) => setup.renameArm(index, e.detail.name)}
      @arm-compared=${() => setup.compareWith(index)}
      @arm-copied=${() => this.copy(index)}
      @wire-pointed=${(e: CustomEvent<WirePointed>) => (this.pointed = e.detail)}
      @arm-removed=${() => this.drop(index)}
    ></arm-card>`;
  }

  /** The arms, and behind the one that is looked at what is known of its wire. */
  private get cards(): readonly (number | 'wire')[] {
    const { arms, sweep } = setup.draft.get();
    const looked = Math.min(this.pointed?.arm ?? arms.length, arms.length - 1);
    // Of a sweep the first point and the last: between them lies what its axes say.
    const drawn = sweep ? [...new Set([0, arms.length - 1])] : [...arms.keys()];
    return drawn.flatMap((index) => (index === looked ? [index, 'wire' as const] : [index]));
  }

  private renderWire(): TemplateResult {
    const { arm, topic, refused } = this.pointed ?? { arm: 0, topic: undefined, refused: undefined };
    const { arms } = setup.draft.get();
    return html`<wire-panel
      .arm=${arm}
      .place=${this.placeOf(Math.min(arm, arms.length - 1))}
      .config=${(arms[arm] ?? arms[0]!).config}
      .topic=${arms[arm] && topic}
      .refused=${refused}
      .inside=${this.insideOf(arm)}
      .locked=${active.get() || view.get().lock}
    ></wire-panel>`;
  }

  /** What was captured of the arm in the record that is shown, if it is this one. */
  private insideOf(index: number): InsideRecord | undefined {
    const [shown, arm] = [record.get()?.arms[index], setup.draft.get().arms[index]];
    if (!arm || !shown) return undefined;
    const isOfThisShape = (['depth', 'width'] as const).every((key) => shown.config[key] === arm.config[key]);
    return isOfThisShape && differing(shown.config, arm.config).length === 0 ? traces.get()[index] : undefined;
  }

  /** As the record that is shown draws it, if the card is of the same arm. */
  private placeOf(index: number): number {
    const shown = record.get();
    return shown?.arms[index]?.name === setup.draft.get().arms[index]!.name ? placeOf(shown, index) : index;
  }

  /** Weights of the blocks: the vocabulary is known only when the text is read. */
  private parameters(index: number): string {
    const { config } = setup.draft.get().arms[index]!;
    const { core, scalars } = parameterCounts(modelConfig(config, 0));
    const shape = `${plural(config.depth, 'block')} × ${plural(config.width, 'channel')}`;
    return Number.isFinite(core) ? `${shape}, ${formatCount(core + scalars)} weights` : '';
  }

  private renderAmounts(locked: boolean): TemplateResult {
    const { seeds, size, arms } = setup.draft.get();
    const cheap = setup.cheapSeeds.get();
    const used = [...new Set(arms.map((arm) => arm.config.source))];
    const known = (setup.sizes as readonly string[]).includes(size);
    const differs = { value: '', label: 'differs between arms', disabled: true };
    return html`<section class="amounts" aria-label="Amounts">
      <number-field
        compact
        whole
        label="Seeds"
        unit="seeds"
        .min=${1}
        .max=${mostSeeds}
        .value=${seeds}
        .disabled=${locked}
        @number-changed=${(e: CustomEvent<NumberChanged>) => setup.setSeeds(e.detail.value)}
      ></number-field>
      <choice-field
        compact
        class="size"
        label="Size"
        .value=${size}
        .choices=${[...(known ? [] : [{ value: size, label: size }]), ...this.sizeChoices()]}
        .disabled=${locked}
        @choice-changed=${(e: CustomEvent<ChoiceChanged>) => this.chooseSize(e.detail.value as Size)}
      ></choice-field>
      <choice-field
        compact
        class="wide"
        label="Data"
        .value=${used.length === 1 ? used[0]! : ''}
        .choices=${[...(used.length === 1 ? [] : [differs]), ...sourceChoices(sources.get(), used)]}
        .disabled=${locked}
        @choice-changed=${(e: CustomEvent<ChoiceChanged>) => setup.setSource(e.detail.value)}
      ></choice-field>
      ${cheap === undefined ? nothing : html`<p class="wide small">${cheap} seeds take at most twice as long as one here.</p>`}
      ${this.lostCharacters().map((lost) => html`<p class="wide small">${lost}</p>`)}
      ${
        setup.fellBack.get()
          ? html`<p class="wide small">
              The text of this experiment is not part of this build. A made-up language stands in; the effect is smaller there.
            </p>`
          : nothing
      }
      <details class=${locked ? 'wide away' : 'wide'}>
        <summary class="small">Use your own text</summary>
        <text-drop
          .problem=${this.textProblem}
          .taken=${this.textTaken}
          .busy=${this.textBusy}
          @text-given=${this.takeText}
        ></text-drop>
        <own-texts
          .texts=${sources.get().filter(({ kind }) => kind === 'own')}
          .deleted=${deletedText.get()}
          @text-deleted=${(e: CustomEvent<TextDeleted>) => this.changeTexts(() => deleteText(e.detail.source))}
          @text-restored=${() => this.changeTexts(undoDeleteText)}
        ></own-texts>
      </details>
    </section>`;
  }

  /** Of the data that the arms read by character: what of it cannot be told apart. */
  private lostCharacters(): string[] {
    const arms = setup.draft.get().arms.filter(({ config }) => config.tokenizer === 'character');
    const read = sources.get().filter(({ id }) => arms.some(({ config }) => config.source === id));
    return read.flatMap(({ lost }) => (lost ? [sentenceOf(lost)] : []));
  }

  private sizeChoices(): { value: string; label: string }[] {
    const report = device.get();
    return setup.sizes.map((value) => ({
      value,
      label: sizeLabels[value] + (report?.ok && report.size === value ? ' (suggested)' : ''),
    }));
  }

  private chooseSize(size: Size): void {
    setup.chooseSize(size);
    void fillTime(() => !active.get());
  }

  // What is pressed here may go with the arm it belongs to: the focus goes on to what comes in its place.

  private async add(): Promise<void> {
    setup.addArm();
    await this.editLast();
  }

  private async copy(index: number): Promise<void> {
    setup.duplicateArm(index);
    await this.editLast();
  }

  private async editLast(): Promise<void> {
    this.edited = setup.draft.get().arms.length - 1;
    await this.focusArm(this.edited);
  }

  private async drop(index: number): Promise<void> {
    this.edited = -1;
    setup.removeArm(index);
    await this.focusArm(Math.min(index, setup.draft.get().arms.length - 1));
  }

  private async restore(): Promise<void> {
    this.edited = -1;
    setup.restoreLesson();
    await this.focusArm(0);
  }

  private async focusArm(index: number): Promise<void> {
    await this.updateComplete;
    const card = this.renderRoot.querySelectorAll('arm-card')[index];
    await card?.updateComplete;
    card?.focus();
  }

  private async changeTexts(work: () => Promise<void>): Promise<void> {
    this.textProblem = this.textTaken = '';
    try {
      await work();
    } catch (error) {
      this.textProblem = sentence(error);
    }
  }

  private async takeText(event: CustomEvent<TextGiven>): Promise<void> {
    this.textBusy = true;
    this.textProblem = this.textTaken = '';
    try {
      const { source, name, characters, different } = await addText(event.detail.name, event.detail.text);
      setup.setSource(source);
      this.textTaken = `${isolated(name)}: ${formatCount(characters)} characters, ${formatWhole(different)} different. All arms now use it.`;
    } catch (error) {
      this.textProblem = sentence(error);
    } finally {
      this.textBusy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'setup-panel': SetupPanel;
  }
}
