// The style of the run table: thin rules, fixed rows, a head and names that stay in view.

import { css } from 'lit';

export const gridStyles = css`
  :host {
    --row: calc(var(--target) + 0.25rem);
    --pick: 1.75rem;
    --name: 17rem;
    --fixed: calc(var(--pick) + var(--name));
    min-width: 0;
  }
  .region {
    container-type: inline-size;
    overflow: auto;
    max-height: min(70vh, 44rem);
    scroll-padding-block-start: 40px;
    overflow-anchor: none;
    border-block-end: 1px solid var(--rule);
  }
  table {
    table-layout: fixed;
    width: 100%;
    border-collapse: separate;
    border-spacing: 0;
  }
  th,
  td {
    height: var(--row);
    padding: 0 1.2rem 0 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    vertical-align: middle;
    background: var(--paper);
  }
  .gap td {
    padding: 0;
    border: 0;
  }
  .pick {
    width: var(--pick);
    padding: 0 0 0 2px;
    text-overflow: clip;
  }
  .pick input,
  .group input {
    display: block;
    scroll-margin: 0;
  }
  button {
    scroll-margin: 0;
  }
  .name {
    width: var(--name);
    position: sticky;
    inset-inline-start: 0;
    z-index: 1;
  }
  .rest {
    padding: 0;
  }
  thead th,
  thead td {
    position: sticky;
    inset-block-start: 0;
    z-index: 2;
    height: 40px;
    vertical-align: bottom;
    border-bottom-color: var(--field);
  }
  thead .pick {
    padding-block-end: 0.6rem;
  }
  thead .name {
    z-index: 3;
  }
  thead button {
    width: 100%;
    min-width: 0;
    min-height: 0;
    padding: 0 0 0.15rem;
    border: 0;
    background: none;
    color: var(--muted);
    line-height: 1.2;
    text-align: inherit;
    white-space: normal;
  }
  thead button:hover:not(:disabled) {
    background: none;
    color: var(--ink);
    text-decoration: underline;
  }
  thead th[aria-sort] button {
    color: var(--ink);
    font-weight: 600;
  }
  tbody .name {
    font-weight: 400;
    padding-inline-end: var(--space-2);
  }
  .name > div {
    display: grid;
    grid-template-columns: auto minmax(0, max-content) minmax(0, 1fr) auto;
    gap: var(--space-2);
    align-items: center;
  }
  .name .plain {
    min-width: 0;
    padding-inline: 0;
    overflow: hidden;
    text-align: start;
  }
  .whole {
    display: flex;
    white-space: pre;
  }
  .start {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .name [aria-current='true'] {
    font-weight: 600;
  }
  .flags {
    overflow: hidden;
    text-overflow: ellipsis;
    font-size: 0.75rem;
  }
  .marks {
    display: none;
    gap: var(--space-2);
    grid-column: 4;
  }
  /* With a finger, the details have the same buttons. */
  @media (hover: hover) {
    tr:hover .marks,
    tr:focus-within .marks {
      display: flex;
    }
    tr:hover .flags,
    tr:focus-within .flags {
      display: none;
    }
  }
  .hidden,
  .hidden .plain {
    color: var(--muted);
  }
  .hidden arm-mark {
    opacity: 0.5;
  }
  tbody tr:not(.gap):hover > *,
  tbody tr[aria-selected='true'] > * {
    background: var(--shade);
  }
  tbody tr:focus-visible {
    outline: none;
  }
  tbody tr:focus-visible > * {
    box-shadow:
      inset 0 2px var(--ink),
      inset 0 -2px var(--ink);
  }
  td :focus-visible,
  th :focus-visible {
    outline-offset: -2px;
  }
  .group td {
    padding: 0;
    overflow: visible;
  }
  .group td > div {
    display: flex;
    gap: var(--space-2);
    align-items: center;
    position: sticky;
    inset-inline-start: 0;
    width: 100cqw;
    height: calc(var(--row) - 1px);
    padding-inline-start: 2px;
  }
  .group .fold {
    flex: none;
    padding-inline: 0;
    text-decoration: none;
  }
  .group .title {
    font-weight: 600;
  }
  .group .title,
  .group .muted {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .run > * {
    border-bottom-color: var(--grid);
  }
  @media (max-width: 46rem) {
    :host {
      --name: 10.5rem;
    }
    /* Room for one word: that a run is hidden must be read, not only be pale. */
    .name > div {
      grid-template-columns: auto minmax(0, 1fr) auto;
    }
    .run:not(.hidden) .flags {
      display: none;
    }
    .flags {
      max-width: 2.6rem;
    }
  }
`;
