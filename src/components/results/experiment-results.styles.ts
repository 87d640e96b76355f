// The curves beside the drawings, the answer below both, and folded what is behind it. While settings are unfolded the left column
// is long, and all of it stands beside that; on a phone the parts take their places among those of the page.

import { css } from 'lit';

export const resultsStyles = css`
  :host {
    display: contents;
  }
  .curves,
  .answer,
  .folds {
    min-width: 0;
  }
  .answer,
  .folds {
    grid-column: 1 / -1;
    grid-template-columns: minmax(0, 1fr); /* what is wider scrolls in itself */
  }
  .answer {
    display: grid;
    gap: var(--space-4);
    padding-block-start: var(--space-3);
    border-block-start: 2px solid var(--ink);
  }
  .folds {
    display: grid;
    gap: var(--space-1);
  }
  .folds > details > summary {
    min-height: var(--target);
    align-content: center;
    font-weight: 600;
  }
  :host([instrument]) {
    display: flex;
    flex-direction: column;
    gap: var(--space-4);
    min-width: 0;
  }
  :host([presenting]) :is(.folds, lesson-end, recording-line) {
    display: none;
  }
  scale-results {
    display: block;
    margin-block-end: var(--space-4);
  }
  .scale summary {
    font-weight: 600;
  }
  /* Where the scale chart comes first, it takes the place of the loss chart. */
  :host([presenting]) :is(.scale, scale-results ~ loss-chart) {
    display: none;
  }
  /* What a teacher's link leaves out. */
  :host([hides~='inside']) inside-panel,
  :host([hides~='profile']) profile-panel,
  :host([hides~='samples']) .texts,
  :host([hides~='differences']) .differences,
  :host([hides~='scale']) :is(.scale, scale-chart, law-panel, measured-panel, lesson-panel) {
    display: none;
  }
  :host([hides~='export']) {
    --export: none;
  }
  verdict-panel:focus {
    outline: none;
  }
  @media (max-width: 46rem) {
    :host,
    :host([instrument]) {
      display: contents;
    }
    .curves,
    .answer {
      order: 1;
    }
    .folds {
      order: 3;
    }
  }
`;
