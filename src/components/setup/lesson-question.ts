// <lesson-question>: what somebody has claimed in public, and the question that it leads to; a visitor's own is typed here.

import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { longestQuestion } from '#src/experiment/limits.ts';
import * as setup from '#src/store/setup/draft.ts';
import { active } from '#src/store/shown/session.ts';
import { controls } from '../base/controls.styles.ts';
import { questionStyles } from '../base/question.styles.ts';
import { atMost } from '../base/field/at-most.ts';

@customElement('lesson-question')
export class LessonQuestion extends SignalWatcher(LitElement) {
  static override readonly styles = [
    controls,
    questionStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-1);
      }
      #question {
        width: 100%;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { id, question } = setup.draft.get();
    if (id === setup.ownId) return renderOwn(question);
    const end = question.indexOf('?') + 1;
    const claim = setup.lesson.get()?.claim;
    return html`${
        claim
          ? html`<p class="claim">
              “${claim.text}” <a href=${claim.url} target="_blank" rel="noopener noreferrer">${claim.source}</a>
            </p>`
          : nothing
      }
      <h1 dir="auto">${question.slice(0, end) || question}</h1>
      ${end && end < question.length ? html`<p dir="auto">${question.slice(end).trim()}</p>` : nothing}`;
  }
}

const renderOwn = (question: string): TemplateResult =>
  html`<h1><label for="question">Your question</label></h1>
    <input
      id="question"
      type="text"
      dir="auto"
      ${atMost(longestQuestion)}
      placeholder="What do you want to find out?"
      .value=${live(question)}
      ?disabled=${active.get()}
      @input=${(e: Event) => setup.setQuestion((e.target as HTMLInputElement).value)}
    />`;

declare global {
  interface HTMLElementTagNameMap {
    'lesson-question': LessonQuestion;
  }
}
