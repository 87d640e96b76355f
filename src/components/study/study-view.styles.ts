// The layout of <study-view>: question, then what is expected beside what was found; on a phone one below the other, findings first.

import { css } from 'lit';

export const studyViewStyles = css`
  :host {
    display: grid;
    gap: var(--space-6);
    padding-block: var(--space-4) var(--space-6);
  }
  .question {
    display: grid;
    gap: var(--space-1);
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(16rem, 1fr) minmax(0, 3fr);
    gap: var(--space-4) var(--space-8);
  }
  .left,
  .right {
    display: grid;
    gap: var(--space-4);
    align-content: start;
    min-width: 0;
  }
  .charts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr));
    gap: var(--space-4) var(--space-6);
  }
  .charts > :first-child {
    grid-column: 1 / -1;
    --study-height: 20rem;
  }
  .guess {
    display: grid;
    gap: var(--space-1);
  }
  .guess p {
    text-wrap: pretty;
  }
  h2 {
    margin-block-end: var(--space-2);
  }
  .recorded {
    font-size: var(--small);
    color: var(--muted);
  }
  .answer {
    display: grid;
    gap: var(--space-2);
  }
  .answer p {
    max-width: 72ch;
    text-wrap: pretty;
  }
  .headline {
    font-size: var(--headline, var(--title));
    line-height: 1.3;
    font-weight: 600;
  }
  .kept {
    font-size: var(--small);
  }
  [aria-current='true'] {
    font-weight: 600;
  }
  summary {
    min-height: var(--target);
    align-content: center;
  }
  :host-context([data-present]) :is(.kept, .settings, .recorded) {
    display: none;
  }
  /* On a projector question, answer and chart are one screen. */
  :host-context([data-present]) .charts > :first-child {
    --study-height: clamp(8rem, 22vh, 20rem);
  }
  @media (max-width: 60rem) {
    .columns {
      grid-template-columns: minmax(12rem, 1fr) minmax(0, 2fr);
      column-gap: var(--space-6);
    }
  }
  @media (max-width: 46rem) {
    .columns {
      display: flex;
      flex-direction: column-reverse;
    }
  }
`;
