// Styles of <setup-panel>.

import { css } from 'lit';

export const setupStyles = css`
  :host {
    display: grid;
    gap: var(--space-3);
    align-content: start;
  }
  h1 {
    font-size: var(--title);
    line-height: 1.2;
    font-weight: 600;
  }
  h1 + * {
    margin-block-start: calc(-1 * var(--space-2));
  }
  #question {
    width: 100%;
  }
  section[aria-label='Arms'] {
    border-block-start: 1px solid var(--rule);
  }
  .arms {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 11.5rem), 1fr));
    gap: 0 var(--space-3);
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
