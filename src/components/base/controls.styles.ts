// The style of native controls, shared by every element that has some.

import { css } from 'lit';

export const controls = css`
  :host {
    display: block;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  * {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  dl,
  dd,
  fieldset,
  figure {
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  ul {
    list-style: none;
  }
  h2,
  h3 {
    font-size: var(--text);
    font-weight: 600;
  }
  legend {
    padding: 0;
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    font-variant-numeric: inherit;
    color: inherit;
    background: var(--paper);
    accent-color: var(--ink);
    max-width: 100%;
    /* Start and its neighbours stick to the bottom; what has the focus must not hide behind them. */
    scroll-margin-block-end: 10rem;
  }
  input:not([type='checkbox'], [type='radio'], [type='file']),
  select,
  textarea {
    min-height: var(--target);
    padding: 0.1rem 0.4rem;
    border: 1px solid var(--field);
    border-radius: 2px;
  }
  input[type='checkbox'],
  input[type='radio'] {
    width: 1rem;
    height: 1rem;
    margin: 0;
    flex: none;
  }
  button {
    min-height: var(--target);
    min-width: 1.75rem;
    padding: 0.1rem 0.7rem;
    border: 1px solid var(--field);
    border-radius: 2px;
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    background: var(--shade);
  }
  button.primary {
    color: var(--paper);
    background: var(--ink);
    border-color: var(--ink);
    font-weight: 600;
  }
  button.primary:hover:not(:disabled) {
    background: var(--ink);
    text-decoration: underline;
  }
  button.plain {
    padding: 0.1rem 0.3rem;
    border-color: transparent;
    background: none;
    text-decoration: underline;
    text-decoration-color: var(--rule);
    text-underline-offset: 0.2em;
  }
  button.plain:hover:not(:disabled) {
    text-decoration-color: currentcolor;
  }
  button:disabled,
  select:disabled,
  input:disabled,
  textarea:disabled {
    color: var(--muted);
    border-color: var(--rule);
    cursor: default;
  }
  button.plain:disabled {
    border-color: transparent;
    text-decoration: none;
  }
  button.primary:disabled {
    color: var(--muted);
    background: var(--shade);
  }
  :focus-visible {
    outline: 2px solid var(--ink);
    outline-offset: 2px;
  }
  summary {
    cursor: pointer;
    min-height: 1.5rem;
  }
  .small {
    font-size: var(--small);
  }
  .muted {
    color: var(--muted);
  }
  .wrong {
    padding-inline-start: var(--space-2);
    border-inline-start: 3px solid var(--ink);
    font-weight: 600;
    font-size: var(--small);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  table {
    border-collapse: collapse;
    font-size: var(--small);
  }
  th,
  td {
    padding: 0.2rem 0.9rem 0.2rem 0;
    text-align: start;
    vertical-align: baseline;
    border-bottom: 1px solid var(--rule);
  }
  thead th {
    font-weight: 400;
    color: var(--muted);
  }
  tbody th {
    font-weight: 600;
  }
  .number {
    text-align: end;
    white-space: nowrap;
  }
  @media print {
    details:not([open]) {
      display: none;
    }
  }
`;
