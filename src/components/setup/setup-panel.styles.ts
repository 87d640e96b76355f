// Styles of <setup-panel>.

import { css } from 'lit';

export const setupStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr); /* a wide table scrolls by itself */
    gap: var(--space-3);
    align-content: start;
  }
  .settings > summary {
    min-height: var(--target);
    align-content: center;
    font-size: var(--small);
  }
  .folded {
    display: grid;
    gap: var(--space-2);
    padding-block-start: var(--space-1);
  }
  /* On a projector there is nothing to set. */
  :host([presenting]) :is(expectation-choice, wire-panel, .settings, .why) {
    display: none;
  }
  :host([presenting]) .arms {
    grid-template-columns: repeat(4, minmax(0, 1fr));
  }
  .arms {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 11.5rem), 1fr));
    gap: 0 var(--space-3);
  }
  @media (min-width: 75rem) and (pointer: fine) {
    .narrow {
      grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr));
    }
  }
  /* The editor needs a line of its own. */
  arm-card[open],
  wire-panel {
    grid-column: 1 / -1;
  }
  /* Seen above all drawings; the next stop of a keyboard after the one it is about. */
  wire-panel {
    order: -1;
  }
  .under {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-4);
    align-items: center;
    min-height: var(--target);
  }
  .under button {
    padding-inline: 0;
    font-size: var(--small);
  }
  .amounts {
    display: grid;
    grid-template-columns: minmax(0, 6.25rem) minmax(0, 1fr);
    gap: var(--space-2) var(--space-4);
  }
  /* Keeps its place, so that Start moves nothing. */
  .away {
    visibility: hidden;
  }
  .size {
    grid-column: 2;
  }
  .wide {
    grid-column: 1 / -1;
  }
`;
