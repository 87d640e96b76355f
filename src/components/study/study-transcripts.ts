// <study-transcripts>: what models wrote, and what the verifier said of it, with a sign and in words. Text from a model is text: it is never
// markup.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Attempt, Transcript } from '#src/experiment/study/study-record.ts';
import { formatNumber, plural } from '#src/words/numbers.ts';
import { controls } from '../base/controls.styles.ts';

/** More than lessons write; a file may bring thousands. */
const most = { stages: 64, prompts: 24, attempts: 64 };

@customElement('study-transcripts')
export class StudyTranscripts extends LitElement {
  @property({ attribute: false }) transcripts: readonly Transcript[] = [];
  @property({ attribute: false }) stages: Readonly<Record<string, string>> = {};

  static override readonly styles = [
    controls,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr));
        gap: var(--space-4) var(--space-6);
      }
      h3 {
        margin-block-end: var(--space-1);
      }
      small {
        font-weight: 400;
        color: var(--muted);
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 var(--space-3);
        font-family: ui-monospace, monospace;
        font-size: var(--small);
      }
      dt,
      dd {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      dt {
        color: var(--muted);
      }
      dd {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-3);
        margin: 0;
      }
      .miss {
        color: var(--muted);
        text-decoration: line-through;
        text-decoration-color: var(--field);
      }
      .hit {
        font-weight: 600;
      }
      i {
        display: inline-block; /* or it is struck through with its answer */
        margin-inline-start: 0.4em;
        font-style: normal;
        font-weight: 400;
      }
      .unseen {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
      p {
        grid-column: 1 / -1;
        font-size: var(--small);
        color: var(--muted);
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { transcripts, stages } = this;
    if (transcripts.length === 0) return nothing;
    const each = new Map(transcripts.map(({ stage }) => [stage, transcripts.filter((other) => other.stage === stage)]));
    return html`${[...each].slice(0, most.stages).map(
      ([stage, these]) =>
        html`<section aria-label=${stages[stage] ?? stage}>
          <h3>${stages[stage] ?? stage} <small>${countOf(these.flatMap(({ attempts }) => attempts))}</small></h3>
          <dl>
            ${these.slice(0, most.prompts).map(
              ({ prompt, attempts }) =>
                html`<dt dir="auto">${prompt}</dt>
                  <dd>${attempts.slice(0, most.attempts).map(renderAttempt)} ${andMore(attempts.length - most.attempts)}</dd>`,
            )}
          </dl>
          ${andMore(these.length - most.prompts)}
        </section>`,
    )}`;
  }
}

const andMore = (left: number): TemplateResult | typeof nothing =>
  left > 0 ? html`<small>and ${formatNumber(left)} more, which the file has</small>` : nothing;

/** "3 of 8 right"; nothing where nobody verifies. */
function countOf(attempts: readonly Attempt[]): TemplateResult | typeof nothing {
  const judged = attempts.filter(({ right }) => right !== undefined);
  if (judged.length === 0) return nothing;
  return html`${formatNumber(judged.filter(({ right }) => right).length)} of ${plural(judged.length, 'answer')} right`;
}

const renderAttempt = ({ text, right }: Attempt): TemplateResult =>
  right === undefined
    ? html`<span dir="auto">${text}</span>`
    : html`<span class=${right ? 'hit' : 'miss'} dir="auto"
        >${text}<i aria-hidden="true"> ${right ? '✓' : '✗'}</i><span class="unseen"> ${right ? 'right' : 'wrong'} </span></span
      >`;

declare global {
  interface HTMLElementTagNameMap {
    'study-transcripts': StudyTranscripts;
  }
}
