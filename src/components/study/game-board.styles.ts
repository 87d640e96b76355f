// The look of <game-board>: cells that a finger finds, stones that can be counted.

import { css } from 'lit';

export const boardStyles = css`
  :host {
    display: grid;
    gap: var(--space-3);
    justify-items: start;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2) var(--space-6);
    font-size: var(--small);
  }
  .cells {
    display: grid;
    gap: 2px;
    padding: 2px;
    background: var(--field);
  }
  [role='row'] {
    display: grid;
    grid-template-columns: repeat(3, 5.5rem);
    gap: 2px;
  }
  [role='gridcell'] {
    width: 5.5rem;
    height: 5.5rem;
    border: 0;
    border-radius: 0;
    font-size: 2.5rem;
    line-height: 1;
  }
  [role='gridcell'][aria-disabled='false']:hover {
    background: var(--shade);
  }
  [role='gridcell'] small {
    font-size: var(--small);
    color: var(--muted);
  }
  .liked small {
    font-weight: 700;
    color: var(--ink);
  }
  .heap {
    max-width: 22rem;
    font-size: 1.25rem;
    letter-spacing: 0.25rem;
    overflow-wrap: anywhere;
  }
  .heap i {
    font-style: normal;
  }
  .heap span {
    display: block;
    font-size: var(--text);
    letter-spacing: 0;
    color: var(--muted);
  }
  .moves,
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  .moves button {
    min-width: 6rem;
  }
  .moves small {
    display: block;
    font-size: var(--small);
    color: var(--muted);
  }
  .said {
    min-height: 1.4em;
  }
`;
