// The style of a run's details: one narrow column of a notebook.

import { css } from 'lit';

export const detailStyles = css`
  section {
    display: grid;
    gap: var(--space-3);
    min-width: 0;
  }
  header {
    display: flex;
    gap: var(--space-2);
    align-items: center;
    border-block-end: 1px solid var(--rule);
  }
  h3 {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  h3:focus-visible {
    outline: none;
  }
  h4 {
    margin: 0;
    font-size: var(--small);
    font-weight: 600;
  }
  h4 .muted {
    font-weight: 400;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-3);
    align-items: center;
    font-size: var(--small);
  }
  .actions button {
    padding-inline: 0;
  }
  chart-frame {
    height: 11rem;
  }
  dl {
    display: grid;
    grid-template-columns: minmax(6rem, auto) minmax(0, 1fr);
    gap: 0 var(--space-3);
    font-size: var(--small);
    overflow-wrap: anywhere;
  }
  dt {
    color: var(--muted);
  }
  .words {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: var(--space-1) var(--space-2);
    align-items: baseline;
    font-size: var(--small);
  }
  textarea {
    resize: vertical;
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1) var(--space-4);
    font-size: var(--small);
  }
  fieldset label {
    display: inline-flex;
    gap: var(--space-1);
    align-items: center;
    min-height: var(--target);
  }
  .text {
    max-height: 8lh;
    overflow-y: auto;
    font-size: var(--small);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
`;
