// One row of a form: name and help on the left, control on the right, what is wrong underneath.

import { css } from 'lit';

export const field = css`
  .row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 9.5rem;
    gap: 0 var(--space-3);
    align-items: start;
    padding-block: var(--space-1);
  }
  :host([compact]) .row {
    grid-template-columns: minmax(0, auto) minmax(3.5rem, 1fr);
    align-items: center;
    padding-block: 0;
  }
  label {
    padding-block-start: 0.2rem;
  }
  .help {
    grid-column: 1;
    font-size: var(--small);
    color: var(--muted);
  }
  .control {
    grid-column: 2;
    grid-row: 1 / span 2;
  }
  :host([compact]) label {
    padding-block-start: 0;
  }
  :host([compact]) .control {
    grid-row: 1;
  }
  .wrong {
    grid-column: 1 / -1;
    margin-block: var(--space-1);
  }
  /* The sentence needs a line of its own, whatever the field is part of. */
  :host([compact][wrong]) {
    flex-basis: 100%;
    grid-column: 1 / -1;
  }
  :host([compact][wrong]) .control {
    max-width: 6rem;
  }
  input:not([type='checkbox']),
  select {
    width: 100%;
  }
  input[aria-invalid='true'],
  select[aria-invalid='true'] {
    border-width: 2px;
    border-color: var(--ink);
  }
`;
