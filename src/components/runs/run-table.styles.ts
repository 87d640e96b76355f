// Layout of the run table: what is searched above it, what is selected in one line, details beside it where there is room.

import { css } from 'lit';

export const tableStyles = css`
  section {
    display: grid;
    gap: var(--space-2);
    min-width: 0;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2) var(--space-3);
    align-items: start;
    padding-block-start: var(--space-2);
    border-block-start: 1px solid var(--rule);
    font-size: var(--small);
  }
  h2 {
    line-height: var(--target);
    margin-inline-end: var(--space-4);
  }
  label {
    display: flex;
    gap: var(--space-2);
    align-items: center;
  }
  label select {
    max-width: 12rem;
  }
  @media (max-width: 46rem) {
    /* Import beside the heading, the rest below in full rows. */
    h2 {
      flex: 1;
    }
    .import {
      order: -1;
    }
    h2 {
      order: -2;
    }
    run-filter {
      flex-basis: 100%;
    }
    label {
      flex: 1;
    }
  }
  /* Always there, so that selecting a run moves nothing. */
  .line {
    display: flex;
    gap: var(--space-4);
    align-items: center;
    min-height: var(--target);
    min-width: 0;
    font-size: var(--small);
    white-space: nowrap;
    overflow-x: auto;
  }
  .count {
    color: var(--muted);
  }
  .undo {
    margin-inline-start: auto;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-4) var(--space-6);
    align-items: start;
  }
  @media (min-width: 64rem) {
    .open {
      grid-template-columns: minmax(0, 1fr) 24rem;
    }
    run-detail {
      max-height: min(70vh, 44rem);
      overflow-y: auto;
      padding-inline: var(--space-1);
    }
  }
`;
