// <lesson-end>: what stands under the answer of a lesson: what it does not show, whether to believe it, and where to go from here.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { following } from '#src/lessons/following.ts';
import type { Lesson } from '#src/lessons/lesson.ts';
import { controls } from '../base/controls.styles.ts';

export interface LessonWanted {
  readonly id: string;
}

/** @fires lesson-wanted with LessonWanted */
@customElement('lesson-end')
export class LessonEnd extends LitElement {
  @property({ attribute: false }) lesson: Pick<Lesson, 'id' | 'real' | 'notShown'> | undefined;
  @property({ type: Boolean }) alone = false; // no other lesson is offered

  static override readonly styles = [
    controls,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr));
        gap: var(--space-2) var(--space-8);
        font-size: var(--small);
      }
      h2 {
        font-size: inherit;
      }
      p {
        max-width: 72ch;
        text-wrap: pretty;
      }
      .next {
        grid-column: 1 / -1;
        max-width: none;
        font-size: var(--text);
      }
      a {
        color: inherit;
        text-underline-offset: 0.2em;
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { lesson, alone } = this;
    if (!lesson) return nothing;
    const next = alone ? undefined : following(lesson.id);
    return html`<div>
        <h2>Is the difference real?</h2>
        <p class="real">${lesson.real}</p>
      </div>
      <div>
        <h2>What it does not show</h2>
        <p class="not-shown">${lesson.notShown}</p>
      </div>
      ${
        next
          ? html`<p class="next">
              <a href=${`#lesson=${next.id}`} @click=${(e: MouseEvent) => this.go(e, next.id)}>Next: ${next.line} →</a>
            </p>`
          : nothing
      }`;
  }

  /** Here as the row of lessons does it; in a tab of its own as any link. */
  private go(event: MouseEvent, id: string): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    this.dispatchEvent(new CustomEvent<LessonWanted>('lesson-wanted', { detail: { id }, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'lesson-end': LessonEnd;
  }
}
