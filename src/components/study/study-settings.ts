// <study-settings>: size, seeds and the numbers of a study.

import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { mostSeeds } from '#src/experiment/limits.ts';
import type { Size } from '#src/lessons/lesson.ts';
import type { StudyLesson } from '#src/lessons/study-lesson.ts';
import { controls } from '../base/controls.styles.ts';
import type { ChoiceChanged } from '../base/field/choice-field.ts';
import type { NumberChanged } from '../base/field/number-field.ts';
import '../base/field/choice-field.ts';
import '../base/field/number-field.ts';

/** One of them. */
export interface StudySettingsChanged {
  readonly size?: Size;
  readonly seeds?: number;
  readonly key?: string;
  readonly value?: number;
}

/** @fires study-settings-changed with StudySettingsChanged */
@customElement('study-settings')
export class StudySettings extends LitElement {
  @property({ attribute: false }) lesson!: StudyLesson;
  @property() size: Size = 'nano';
  @property({ attribute: false }) settings: Readonly<Record<string, number>> = {};
  @property({ type: Number }) seeds = 3;
  @property({ type: Boolean }) locked = false;

  static override readonly styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: var(--space-1);
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { lesson, size, settings, seeds, locked } = this;
    const sizes = ['nano', 'standard', 'large', ...(size === 'test' ? ['test'] : [])];
    return html`<choice-field
        compact
        label="Size"
        .value=${size}
        .choices=${sizes.map((value) => ({ value, label: value }))}
        .disabled=${locked}
        @choice-changed=${(e: CustomEvent<ChoiceChanged>) => this.tell({ size: e.detail.value as Size })}
      ></choice-field>
      <number-field
        compact
        whole
        label="Seeds"
        unit="seeds"
        .min=${1}
        .max=${mostSeeds}
        .value=${seeds}
        .disabled=${locked}
        @number-changed=${(e: CustomEvent<NumberChanged>) => this.tell({ seeds: e.detail.value })}
      ></number-field>
      ${lesson.settings.map(
        ({ key, label, min, max, step }) =>
          html`<number-field
            compact
            ?whole=${step !== undefined}
            label=${label}
            .min=${min}
            .max=${max}
            .value=${settings[key] ?? NaN}
            .disabled=${locked}
            @number-changed=${(e: CustomEvent<NumberChanged>) => this.tell({ key, value: e.detail.value })}
          ></number-field>`,
      )}`;
  }

  private tell(detail: StudySettingsChanged): void {
    this.dispatchEvent(new CustomEvent('study-settings-changed', { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'study-settings': StudySettings;
  }
}
