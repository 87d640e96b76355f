// Layout of the page: two columns when there is room, otherwise one with the curves first and the buttons in reach.

import { css } from 'lit';

export const appStyles = css`
  :host {
    display: block;
    max-width: 100rem;
    margin-inline: auto;
    padding-inline: var(--space-6);
    overflow-x: clip; /* a letter with a hundred marks is as wide as all of them */
  }
  header {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-6);
    align-items: center;
    padding-block: var(--space-2);
    border-block-end: 1px solid var(--rule);
  }
  .name {
    font-size: 1.125rem;
    font-weight: 700;
    letter-spacing: -0.01em;
  }
  device-chip {
    flex: 1 1 8rem;
    min-width: 0;
    text-align: end;
  }
  .theme {
    padding: 0;
    border-color: transparent;
    background: none;
    font-size: 1.1rem;
  }
  .notice {
    display: grid;
    gap: var(--space-1);
    margin-block-start: var(--space-4);
    padding-inline-start: var(--space-3);
    border-inline-start: 3px solid var(--ink);
  }
  main {
    display: grid;
    grid-template-columns: minmax(24rem, 2fr) minmax(0, 3fr);
    grid-template-rows: auto auto;
    gap: var(--space-4) var(--space-8);
    padding-block: var(--space-4) var(--space-6);
  }
  main.study {
    display: block;
  }
  .left {
    display: flex;
    flex-direction: column;
    gap: var(--space-4);
    min-width: 0;
  }
  run-controls {
    position: sticky;
    bottom: 0;
    z-index: 1;
    padding-block: var(--space-2);
    background: var(--paper);
    border-block-start: 1px solid var(--rule);
  }
  /* Of a page that is magnified, or a phone on its side, it would take too much. */
  @media (max-height: 26rem) {
    run-controls {
      position: static;
    }
  }
  footer {
    display: grid;
    gap: var(--space-2);
    padding-block: var(--space-6);
    font-size: var(--small);
    color: var(--muted);
  }
  .share,
  .present {
    padding-inline: var(--space-2);
    border-color: transparent;
    background: none;
    font-size: var(--small);
    color: var(--muted);
  }
  .share[aria-expanded='true'],
  .present[aria-pressed='true'] {
    color: var(--ink);
    text-decoration: underline;
  }
  lesson-question {
    grid-column: 1 / -1;
  }
  .runs > summary {
    font-weight: 600;
  }
  :host([presenting]) :is(device-chip, .runs, footer, .notice) {
    display: none;
  }
  :host([presenting]) main {
    grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
    gap: var(--space-2) var(--space-6);
    padding-block: var(--space-2) 0;
  }
  :host([presenting]) .present {
    margin-inline-start: auto;
  }
  /* Over once the curves are there: the keys still work. */
  :host([presenting][ended]) run-controls {
    display: none;
  }
  @media (min-width: 75rem) {
    :host(:not([instrument], [presenting])) main {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
  }
  @media (max-width: 60rem) {
    main {
      grid-template-columns: minmax(14rem, 2fr) minmax(0, 3fr);
      column-gap: var(--space-6);
    }
  }
  @media (max-width: 46rem) {
    :host {
      padding-inline: var(--space-4);
    }
    header {
      gap: 0 var(--space-4);
    }
    .name {
      margin-inline-end: auto;
    }
    device-chip {
      white-space: normal;
      text-align: start;
      order: 2;
      flex-basis: 100%;
      min-height: 2.4rem;
      margin: var(--space-1) 0 0;
    }
    main:not(.study) {
      display: flex;
      flex-direction: column;
      gap: var(--space-4);
    }
    .left {
      display: contents;
    }
    lesson-question {
      order: 0;
    }
    setup-panel {
      order: 2;
    }
    run-controls {
      order: 6;
      margin-inline: calc(-1 * var(--space-4));
      padding-inline: var(--space-4);
    }
  }
  /* Paper has nothing to press. */
  @media print {
    run-controls,
    aside,
    header button {
      display: none;
    }
  }
`;
