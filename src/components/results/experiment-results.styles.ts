// One column beside the setup; on a phone the parts take their places among those of the page, and presenting leaves few of them.

import { css } from 'lit';

export const resultsStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: var(--space-4);
    min-width: 0;
  }
  h1 {
    font-size: var(--title);
    line-height: 1.2;
  }
  :host([presenting]) {
    gap: var(--space-1);
  }
  :host([presenting]) :is(result-table, sample-view, inside-panel, profile-panel) {
    display: none;
  }
  .scale summary {
    font-weight: 600;
  }
  /* Where the scale chart comes first, it takes the place of the loss chart, and that of the differences is for the curves. */
  :host([presenting]) :is(.scale, scale-chart ~ difference-chart) {
    display: none;
  }
  :host([presenting]) scale-chart ~ loss-chart {
    --loss-height: 21vh;
  }
  /* What a teacher's link leaves out. */
  :host([hides~='inside']) inside-panel,
  :host([hides~='profile']) profile-panel,
  :host([hides~='samples']) sample-view,
  :host([hides~='differences']) difference-chart {
    display: none;
  }
  :host([hides~='export']) {
    --export: none;
  }
  verdict-panel:focus {
    outline: none;
  }
  @media (max-width: 46rem) {
    :host {
      display: contents;
    }
    h1,
    scale-chart,
    loss-chart,
    before-answer,
    difference-chart,
    .scale,
    verdict-panel {
      order: 1;
    }
    result-table {
      order: 3;
    }
    sample-view {
      order: 4;
    }
    inside-panel,
    profile-panel {
      order: 5;
    }
  }
`;
